import type { Locator } from 'playwright-core';
import { findStrategy } from '../../../src/core/compress/registry.ts';
import type { OptionName } from '../../../src/core/compress/types.ts';
import type { Driver } from '../../workbench/driver.ts';
import { SELECTORS } from '../../workbench/page.ts';

/** One end-to-end test; scripts/e2e.mjs runs those of a file in order in one workbench. */
export interface EndToEndTest {
  readonly name: string;
  run(driver: Driver): Promise<void>;
}

/** A test that begins without open editors and messages. */
export function fresh(name: string, run: (driver: Driver) => Promise<void>): EndToEndTest {
  return {
    name,
    run: async (driver) => {
      await closeAll(driver);
      await run(driver);
    },
  };
}

/** Closes every editor, unsaved ones without saving, and every message. */
export async function closeAll(driver: Driver): Promise<void> {
  const { page } = driver;
  await page.keyboard.press('Escape');
  const dialog = page.locator(SELECTORS.dialog);
  if (await dialog.first().isVisible()) await page.keyboard.press('Escape');
  await driver.runCommand('Notifications: Clear All Notifications');
  if ((await driver.tabs()).length === 0) return;
  await driver.runCommand('View: Close All Editors');
  await driver.waitFor('closed editors', async () => {
    const leave = dialog.locator('.monaco-button', { hasText: "Don't Save" }).first();
    if (await leave.isVisible()) await leave.click();
    return (await driver.tabs()).length === 0;
  });
}

/** Opens the trace of a record (1-based; one record a line) and waits for its step lenses. */
export async function openTrace(driver: Driver, file: string, record = 1, tab?: string): Promise<void> {
  await driver.openFile(file, record);
  await driver.waitForLens('reader:');
  await driver.goTo(record);
  await driver.runCommand('CoT Lens: Open Trace');
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  await driver.waitForTab(tab ?? `${stem}-${record}.cot`);
  // The editor remembers where it stood when the same trace was open before.
  await driver.pressInEditor('ControlOrMeta+Home');
  await driver.waitForLens('Step 1 ·');
}

/** What is drawn faded in the active editor, line by line from the top; lines without any are left out. */
export async function fadedLines(driver: Driver): Promise<readonly string[]> {
  const found: unknown = await driver.page.evaluate(`
    (() => {
      const editor = document.querySelector('.editor-group-container.active .editor-instance .monaco-editor');
      const lines = [...editor.querySelectorAll('.view-line')].map((line) => ({
        top: line.getBoundingClientRect().top,
        text: [...line.querySelectorAll('.squiggly-inline-unnecessary')].map((part) => part.textContent).join(''),
      }));
      return lines.sort((a, b) => a.top - b.top).map((line) => line.text).filter((text) => text.trim() !== '');
    })()`);
  return (found as readonly string[]).map((text) => text.replaceAll('\u00a0', ' '));
}

/** Waits until the faded text of the active editor, without line breaks, is exactly this. */
export async function waitForFadedExactly(driver: Driver, texts: readonly string[]): Promise<void> {
  const squeezed = (parts: readonly string[]) => parts.join('').replaceAll(/\s+/g, '');
  const wanted = squeezed(texts);
  let last = '';
  await driver
    .waitFor('the faded text', async () => {
      last = squeezed(await fadedLines(driver));
      return last === wanted;
    })
    .catch(() => {
      throw new Error(`Faded is "${last}", not "${wanted}"`);
    });
}

/** Waits until the drawn lenses fit; the error names those that are there. */
export async function waitForLenses(
  driver: Driver,
  what: string,
  fits: (lenses: readonly string[]) => boolean,
): Promise<readonly string[]> {
  let last: readonly string[] = [];
  return driver
    .waitFor(what, async () => {
      last = await driver.lenses();
      return fits(last) && last;
    })
    .catch(() => {
      throw new Error(`Not seen: ${what}. The lenses are:\n${last.join('\n')}`);
    });
}

/** Waits until no message with that text is shown any more. */
export async function waitForNoProgress(driver: Driver, text: string): Promise<void> {
  await driver.page.locator(SELECTORS.toast, { hasText: text }).first().waitFor({ state: 'detached' });
}

/** The text of the active editor once it contains (or, with `absent`, no longer contains) the given words. */
export async function waitForText(driver: Driver, words: string, absent = false): Promise<string> {
  return driver.waitFor(`text ${absent ? 'without' : 'with'} "${words}"`, async () => {
    const text = await driver.editorText();
    return text.includes(words) !== absent && text;
  });
}

/** Line (from 1) of the active document on which the words stand; fails when they stand nowhere. */
export async function lineOf(driver: Driver, words: string): Promise<number> {
  const lines = (await driver.editorText()).split('\n');
  const found = lines.findIndex((line) => line.includes(words));
  if (found < 0) throw new Error(`"${words}" is not in the document`);
  return found + 1;
}

/** Chooses an entry of the context menu of what `target` finds. */
export async function chooseFromMenu(driver: Driver, target: Locator, label: string): Promise<void> {
  const entry = driver.page.locator('.monaco-menu .action-item', { hasText: label }).first();
  await driver.waitFor(`"${label}" in the context menu`, async () => {
    // An extension that has just been loaded has no entries in a menu that is open already.
    await driver.page.keyboard.press('Escape');
    await target.click({ button: 'right' });
    await entry.waitFor({ timeout: 2000 });
    return true;
  });
  await driver.waitFor(`the menu closed after "${label}"`, async () => {
    // A menu takes no click in the moment in which it opens.
    if (await entry.isVisible()) await entry.click({ timeout: 1000 });
    return !(await entry.isVisible());
  });
}

/** How the box for each option of a strategy begins. */
const BOXES: Readonly<Record<OptionName, string>> = {
  ratio: 'How much of the reasoning',
  instruction: 'What the model should mind',
  level: 'How strongly',
  wordsPerStep: 'Most words a step',
};

/** Runs Compress Trace With, chooses the strategy by its id, and leaves the boxes for its options empty but for `answers`. */
export async function compressWith(
  driver: Driver,
  id: string,
  answers: Partial<Record<OptionName, string>> = {},
): Promise<void> {
  await driver.runCommand('CoT Lens: Compress Trace With...');
  // The palette reads the same until the list of strategies takes its place.
  await driver.page.locator('.quick-input-title', { hasText: /^Compress Trace With$/ }).waitFor();
  const chosen = findStrategy(id);
  if (!chosen) throw new Error(`There is no strategy ${id}.`);
  await driver.page.locator(`${SELECTORS.quickInput} input`).first().fill(chosen.title);
  // One title can be a part of another.
  const label = driver.page.locator('.label-name').getByText(chosen.title, { exact: true });
  await driver.page.locator(SELECTORS.quickRow, { has: label }).first().click();
  for (const option of chosen.takes ?? []) {
    await driver.page.locator(SELECTORS.quickInput, { hasText: BOXES[option] }).waitFor();
    await driver.quickInput(answers[option] ?? '');
    await driver.page.locator(SELECTORS.quickInput, { hasText: BOXES[option] }).waitFor({ state: 'hidden' });
  }
}
