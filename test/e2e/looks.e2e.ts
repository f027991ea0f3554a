import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Driver, DriverOptions } from '../workbench/driver.ts';
import { SELECTORS, type Theme } from '../workbench/page.ts';
import { PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { closeAll, type EndToEndTest, fresh, openTrace } from './support/screen.ts';

/** The pictures of the README; they are written again only when asked for, as every run draws a few pixels otherwise. */
const PICTURES = resolve(import.meta.dirname, '..', '..', 'media', 'screenshots');
const LARGEST_PICTURE = 200_000;
const FILE = 'looks.jsonl';

export const options: DriverOptions = { size: { width: 1280, height: 800 } };

async function picture(driver: Driver, name: string): Promise<string> {
  await driver.page.mouse.move(0, 0);
  const path = await driver.screenshot(name);
  assert.ok(statSync(path).size > 10_000, `${path} is no empty picture`);
  return path;
}

/** How what can go is drawn: the opacity of its text, and the lines below it that high contrast themes have instead. */
async function drawn(driver: Driver): Promise<{ readonly opacity: number; readonly underlines: number }> {
  const style: unknown = await driver.page.evaluate(`
    (() => {
      const texts = [...document.querySelectorAll('${SELECTORS.faded}')].filter((each) => each.textContent.trim() !== '');
      const lines = [...document.querySelectorAll('.view-overlays .squiggly-unnecessary')].filter((line) => {
        return getComputedStyle(line).borderBottomStyle !== 'none' && line.getBoundingClientRect().width > 50;
      });
      return { opacity: Number(getComputedStyle(texts[0]).opacity), underlines: lines.length };
    })()`);
  return style as { opacity: number; underlines: number };
}

function inTheme(theme: Theme): EndToEndTest {
  const contrast = theme.startsWith('hc-');
  return fresh(`in ${theme} the raw file, a trace, a hover, a diff and the dashboard can be seen`, async (driver) => {
    await driver.setTheme(theme);
    writeLines(driver, FILE, [paintRecord()]);
    await driver.openFile(FILE);
    await driver.waitForLens('skippable');
    await picture(driver, `raw-${theme}`);
    await openTrace(driver, FILE);
    await driver.waitForFaded('The first wall');
    const style = await drawn(driver);
    if (contrast) assert.ok(style.underlines >= 2, 'high contrast underlines instead of fading');
    else assert.ok(style.opacity < 1, `faded, but drawn with opacity ${style.opacity}`);
    await picture(driver, `trace-${theme}`);
    await driver.page.locator(SELECTORS.faded).first().hover();
    await driver.page.locator(SELECTORS.hover, { hasText: 'evidence' }).first().waitFor();
    await driver.screenshot(`hover-${theme}`);
    await driver.focusEditor();
    await driver.runCommand('CoT Lens: Compress Trace');
    await driver.waitForTab('looks-1 ↔ safe-prune');
    await driver.page
      .locator('.monaco-diff-editor .editor.modified .view-line', { hasText: 'Brushes' })
      .first()
      .waitFor();
    await picture(driver, `diff-${theme}`);
    await closeAll(driver);
    await openTrace(driver, FILE);
    await driver.runCommand('CoT Lens: Show Dashboard');
    await driver
      .webview()
      .locator('#chart-steps tbody tr')
      .nth(PAINT_STEPS.length - 1)
      .waitFor();
    await picture(driver, `dashboard-${theme}`);
  });
}

const pictures: EndToEndTest = fresh('the pictures of the README are taken and small', async (driver) => {
  await driver.setTheme('light');
  const keep = (path: string, name: string) => {
    assert.ok(statSync(path).size < LARGEST_PICTURE, `${name} has ${statSync(path).size} bytes`);
    if (process.env.COT_LENS_SCREENSHOTS !== '1') return;
    const target = resolve(PICTURES, name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(path, target);
  };
  await driver.openFile('long-thinking.jsonl');
  await driver.waitForLens('skippable');
  keep(await picture(driver, 'readme-corpus'), 'corpus.png');
  await openTrace(driver, 'long-thinking.jsonl');
  await driver.goTo(40);
  await driver.waitForFaded();
  keep(await picture(driver, 'readme-trace'), 'trace.png');
  await driver.runCommand('CoT Lens: Compress Trace');
  await driver.waitForNotification('Compressed: ');
  await driver.page.locator('.monaco-diff-editor .editor.modified .view-line').first().waitFor();
  keep(await picture(driver, 'readme-diff'), 'diff.png');
});

export const tests: readonly EndToEndTest[] = [
  inTheme('dark'),
  inTheme('hc-black'),
  inTheme('hc-light'),
  inTheme('light'),
  pictures,
];
