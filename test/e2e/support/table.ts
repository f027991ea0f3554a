import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { Driver } from '../../workbench/driver.ts';
import { chooseFromMenu } from './screen.ts';

/** Scrolls up for 90 frames; gives the time that each took, in ms. */
const SCROLL = `(() => new Promise((done) => {
  const grid = document.getElementById('grid');
  const times = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    times.push(now - last);
    last = now;
    if (times.length > 90) return done(times.slice(1));
    grid.scrollTop -= 900;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}))()`;

/** Opens a file of the workspace as a table, by its menu in the explorer. */
export async function openTable(driver: Driver, file: string): Promise<FrameLocator> {
  await driver.runCommand('File: Focus on Files Explorer');
  const row = driver.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first();
  await driver.waitFor(`${file} in the explorer`, async () => {
    if (await row.isVisible()) return true;
    // Watching files may miss one that is written while the page loads.
    await driver.page.getByRole('button', { name: 'Refresh Explorer' }).click({ timeout: 2000 });
    return false;
  });
  await chooseFromMenu(driver, row, 'Open as Table');
  const view = driver.webview();
  await view.locator('#rows .row .cell').first().waitFor();
  return view;
}

/** The drawn cells of a column. */
export async function column(view: FrameLocator, name: string): Promise<readonly string[]> {
  const heads = (await view.locator('#head .cell').allInnerTexts()).map((text) => text.replace(/[▴▾]/, '').trim());
  const place = heads.indexOf(name);
  assert.ok(place >= 0, `there is a column ${name} among ${heads.join(', ')}`);
  return view.locator(`#rows .row .cell:nth-child(${place + 1})`).allInnerTexts();
}

/** Types a filter and waits until the count reads like that. */
export async function setFilter(driver: Driver, view: FrameLocator, filter: string, count: RegExp): Promise<void> {
  await view.locator('#filter').fill(filter);
  await view.locator('#filter').press('Enter');
  await driver.waitFor(`count ${count}`, async () => count.test(await view.locator('#count').innerText()));
}

/** How long frames take while the table scrolls up, in ms. */
export async function scrollingFrame(view: FrameLocator): Promise<{ readonly median: number; readonly text: string }> {
  const frames = (await view.locator('#grid').evaluate(SCROLL)) as number[];
  const sorted = frames.sort((a, b) => a - b);
  const median = sorted[45] ?? Number.NaN;
  return { median, text: `median ${median.toFixed(1)} ms, 95 of 100 below ${sorted[85]?.toFixed(1)} ms` };
}
