import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import type { Driver } from '../workbench/driver.ts';
import { PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh, openTrace } from './support/screen.ts';
import { readVariants } from './support/variants.ts';

const FILE = 'review.jsonl';
const STORED = 'review.variants.jsonl';
/** The repeat in the corpus, which safe-prune drops. */
const REPEAT = PAINT_STEPS[2];

async function showDiff(driver: Driver): Promise<void> {
  writeLines(driver, FILE, [paintRecord()]);
  rmSync(driver.path(STORED), { force: true });
  await openTrace(driver, FILE, 1);
  await driver.runCommand('CoT Lens: Compress Trace');
  await driver.waitForNotification('Compressed: ');
  await driver.clearNotifications();
  await statusShown(driver, 'guards passed');
}

function side(driver: Driver, name: 'original' | 'modified') {
  return driver.page.locator(`.monaco-diff-editor .editor.${name} .view-line`);
}

async function statusShown(driver: Driver, text: string): Promise<string> {
  const item = driver.page.locator('.statusbar-item', { hasText: text }).first();
  await item.waitFor();
  return (await item.textContent()) ?? '';
}

/** What stands behind the lines of the original, drawn by style sheets and so in no text. */
async function reasonsShown(driver: Driver): Promise<string> {
  const found: unknown = await driver.page.evaluate(`
    [...document.querySelectorAll('.monaco-diff-editor .editor.original .view-line span')]
      .map((part) => getComputedStyle(part, '::after').content)
      .filter((content) => content !== 'none' && content !== 'normal')
      .join(' ')`);
  return String(found).replaceAll('\u00a0', ' ');
}

/** Puts the cursor at the end of the step of the variant that has these words: of its wrapped line first, then of all. */
async function goToEnd(driver: Driver, words: string): Promise<void> {
  await side(driver, 'modified').filter({ hasText: words }).last().click();
  await driver.page.keyboard.press('End');
  await driver.page.keyboard.press('End');
}

export const tests: readonly EndToEndTest[] = [
  fresh(
    'the reason stands behind each step that is gone; one key puts a step back, undo takes that back',
    async (driver) => {
      await showDiff(driver);
      assert.match(await reasonsShown(driver), /dropped: Says the same as step 1/);
      const words = REPEAT.slice(0, 24);
      const before = await side(driver, 'modified').filter({ hasText: words }).count();
      await side(driver, 'original').filter({ hasText: words }).last().click();
      await driver.page.keyboard.press('Alt+Backspace');
      await driver.waitFor('the step in the variant', async () => {
        return (await side(driver, 'modified').filter({ hasText: words }).count()) === before + 1;
      });
      await statusShown(driver, '118 tokens');
      assert.doesNotMatch(await reasonsShown(driver), /as step 1/);
      await side(driver, 'modified').first().click();
      await driver.page.keyboard.press('ControlOrMeta+z');
      await driver.waitFor('the step gone again', async () => {
        return (await side(driver, 'modified').filter({ hasText: words }).count()) === before;
      });
      await statusShown(driver, '86 tokens');
    },
  ),

  fresh(
    'a changed number is refused while typing, at its place, and is not stored; taken back it is',
    async (driver) => {
      await showDiff(driver);
      await goToEnd(driver, 'Brushes');
      await driver.page.keyboard.type(' So 12 + 15 = 28.');
      await statusShown(driver, 'refuse');
      await driver.page.locator('.monaco-diff-editor .editor.modified .squiggly-error').first().waitFor();
      await driver.runCommand('CoT Lens: Accept Variant');
      assert.match(await driver.waitForNotification('This variant breaks a guard'), /is not stored\. .*28/);
      assert.equal(existsSync(driver.path(STORED)), false);
      await driver.clearNotifications();
      for (let key = 0; key < ' So 12 + 15 = 28.'.length; key += 1) await driver.page.keyboard.press('Backspace');
      await statusShown(driver, 'guards passed');
      await driver.runCommand('CoT Lens: Accept Variant');
      await driver.waitForNotification('The variant is stored in');
      assert.equal(readVariants(driver.path(STORED)).length, 1);
    },
  ),

  fresh('saving an edited variant stores it, as edited by hand and with the plan of the edit', async (driver) => {
    await showDiff(driver);
    await side(driver, 'original')
      .filter({ hasText: REPEAT.slice(0, 24) })
      .last()
      .click();
    await driver.runCommand('CoT Lens: Put Step Back');
    await driver.page.locator('.tab.active.dirty').waitFor();
    await side(driver, 'modified').first().click();
    await driver.page.keyboard.press('ControlOrMeta+s');
    await driver.waitForNotification('The variant is stored in');
    const [row] = readVariants(driver.path(STORED));
    assert.equal(row?.options.editedByHand, true);
    assert.equal(row?.plan?.actions[2]?.kind, 'keep');
    assert.equal(row?.text.split(REPEAT).length, 3);
  }),

  fresh('a variant that was not accepted is still there after a reload of the window', async (driver) => {
    await showDiff(driver);
    // The editor notes which tabs are open when it is told to reload, not when its page is.
    await driver.runCommand('Developer: Reload Window');
    await driver.page.waitForEvent('load');
    await driver.shown();
    await side(driver, 'modified').filter({ hasText: 'Brushes' }).first().waitFor();
    await driver.runCommand('CoT Lens: Accept Variant');
    await driver.waitForNotification('The variant is stored in');
    assert.equal(readVariants(driver.path(STORED)).length, 1);
  }),

  fresh(
    'Compare Variants lists stored ones and strategies with tokens and guards; several are shown together',
    async (driver) => {
      await showDiff(driver);
      await driver.runCommand('CoT Lens: Accept Variant');
      await driver.waitForNotification('The variant is stored in');
      await driver.runCommand('CoT Lens: Compare Variants...');
      const rows = driver.page.locator('.quick-input-list .monaco-list-row');
      const prune = rows.filter({ hasText: 'Safe prune' });
      await prune.nth(1).waitFor();
      assert.match((await prune.first().textContent()) ?? '', /\d+ tok · −\d+ %.*guards passed/);
      await prune.first().click();
      await rows.filter({ hasText: 'Drop flagged steps' }).click();
      await driver.page.keyboard.press('Enter');
      await driver.waitForTab('Variants of review-1');
      await driver.page.locator('.multiDiffEntry').nth(1).waitFor();
    },
  ),

  fresh('the tree lists stored variants, opens one, and says when its record changed since', async (driver) => {
    await showDiff(driver);
    await driver.runCommand('CoT Lens: Accept Variant');
    await driver.waitForNotification('The variant is stored in');
    await driver.runCommand('Explorer: Focus on Reasoning Traces View');
    const rows = driver.page.locator('.pane', { hasText: 'Reasoning Traces' }).locator('.monaco-list-row');
    await rows.filter({ hasText: FILE }).last().click();
    const trace = rows.filter({ hasText: '1 variant' }).first();
    await trace.waitFor();
    const variant = rows.filter({ hasText: 'safe-prune' }).first();
    // A tree that is drawn anew below the pointer takes no click.
    await driver.waitFor('the variants of the trace', async () => {
      if ((await trace.getAttribute('aria-expanded')) === 'false') await trace.locator('.monaco-tl-twistie').click();
      await driver.page.keyboard.press('End');
      return (await variant.count()) > 0;
    });
    await variant.click();
    await driver.waitForTab('review-1 ↔ safe-prune');
    writeLines(driver, FILE, [paintRecord({ changed: true })]);
    await rows.filter({ hasText: 'the record changed since' }).first().waitFor();
  }),
];
