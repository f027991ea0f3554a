import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { applesRecord, PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import {
  chooseFromMenu,
  compressWith,
  type EndToEndTest,
  fresh,
  openTrace,
  waitForLenses,
  waitForText,
} from './support/screen.ts';
import { readVariants, type StoredVariant } from './support/variants.ts';

const FILE = 'press.jsonl';
const DONE = 'Compressed: ';

/** The corpus, and nothing stored beside it. */
function prepare(driver: Driver): string {
  writeLines(driver, FILE, [applesRecord(3), paintRecord(), applesRecord(7)]);
  rmSync(driver.path('press.variants.jsonl'), { force: true });
  return readFileSync(driver.path(FILE), 'utf8');
}

function stored(driver: Driver): readonly StoredVariant[] {
  return readVariants(driver.path('press.variants.jsonl'));
}

async function diffShown(driver: Driver, record = 2): Promise<string> {
  const message = await driver.waitForNotification(DONE);
  await driver.waitForTab(`press-${record} ↔ safe-prune`);
  const diff = driver.page.locator('.monaco-diff-editor');
  await diff.locator('.editor.modified .view-line', { hasText: 'Brushes' }).first().waitFor();
  return message;
}

async function noDiff(driver: Driver): Promise<void> {
  await driver.page.locator(SELECTORS.tab, { hasText: '↔' }).first().waitFor({ state: 'detached' });
}

export const tests: readonly EndToEndTest[] = [
  fresh('Compress in a record lens shows the diff and its figures; nothing is written yet', async (driver) => {
    const before = prepare(driver);
    await driver.openFile(FILE);
    await waitForLenses(driver, 'three lenses with figures', (lenses) => {
      return lenses.length === 3 && lenses.every((lens) => lens.includes('tok'));
    });
    await driver.page
      .locator(`${SELECTORS.lens} a`, { hasText: /^Compress$/ })
      .nth(1)
      .click();
    const message = await diffShown(driver);
    assert.match(message, /^Compressed: 138 → \d+ tokens, −\d+ %\. All guards passed\.$/);
    await driver.waitForTab('press-2 ↔ safe-prune (138 →');
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before);
    assert.equal(existsSync(driver.path('press.variants.jsonl')), false);
  }),

  fresh('Accept appends one row with everything that is needed to replay it', async (driver) => {
    const before = prepare(driver);
    await openTrace(driver, FILE, 2);
    await driver.runCommand('CoT Lens: Compress Trace');
    await diffShown(driver);
    await driver.answerNotification(DONE, 'Accept');
    await driver.waitForNotification('The variant is stored in press.variants.jsonl.');
    await noDiff(driver);
    const [row, ...others] = stored(driver);
    assert.ok(row);
    assert.equal(others.length, 0);
    assert.equal(row.v, 1);
    assert.equal(row.corpus, FILE);
    assert.equal(row.record, 2);
    assert.equal(row.traceId, 'paint');
    assert.equal(row.strategy, 'safe-prune');
    assert.equal(row.tokenizer, 'o200k_base');
    assert.equal(row.tokens.before, 138);
    assert.ok(row.tokens.after < 138);
    assert.equal(row.accepted, true);
    assert.ok(row.guards.length > 5);
    assert.ok(row.guards.every((guard) => guard.passed));
    assert.ok(Number.isInteger(row.strategyVersion));
    assert.match(row.toolVersion, /^\d+\.\d+\.\d+$/);
    assert.ok(Math.abs(Date.now() - Date.parse(row.time)) < 600_000);
    assert.equal(row.plan?.actions.length, PAINT_STEPS.length);
    assert.equal(row.plan?.actions[2]?.kind, 'drop');
    assert.equal(row.text.split(PAINT_STEPS[0]).length, 2, 'the repeat is gone');
    assert.equal(row.model, undefined);
    assert.ok(row.sourceHash.length >= 16);
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before, 'the corpus is as it was');
  }),

  fresh('the same variant accepted twice stands in the file once', async (driver) => {
    prepare(driver);
    await openTrace(driver, FILE, 2);
    for (const message of ['The variant is stored in', 'The same variant stands in']) {
      await driver.runCommand('CoT Lens: Compress Trace');
      await diffShown(driver);
      await driver.runCommand('CoT Lens: Accept Variant');
      await driver.waitForNotification(message);
      await noDiff(driver);
      await driver.clearNotifications();
    }
    assert.equal(stored(driver).length, 1);
  }),

  fresh('a torn row at the end of the variants file is closed and the new one stands whole', async (driver) => {
    prepare(driver);
    const whole = '{"v":1,"id":"older","text":"x","record":1}\n';
    writeFileSync(driver.path('press.variants.jsonl'), `${whole}{"v":1,"id":"to`);
    await openTrace(driver, FILE, 2);
    await driver.runCommand('CoT Lens: Compress Trace');
    await diffShown(driver);
    await driver.answerNotification(DONE, 'Accept');
    await driver.waitForNotification('The variant is stored in');
    const lines = readFileSync(driver.path('press.variants.jsonl'), 'utf8').split('\n');
    assert.deepEqual([`${lines[0]}\n`, lines[1], lines[3], lines.length], [whole, '{"v":1,"id":"to', '', 4]);
    assert.equal(JSON.parse(lines[2] ?? '').v, 1);
  }),

  fresh('Discard in the editor title closes the diff and stores nothing', async (driver) => {
    const before = prepare(driver);
    await openTrace(driver, FILE, 2);
    await driver.page.locator('.editor-actions a[aria-label^="Compress Trace"]').first().click();
    await diffShown(driver);
    await driver.page.locator('.editor-actions a[aria-label^="Discard Variant"]').first().click();
    await noDiff(driver);
    assert.equal(existsSync(driver.path('press.variants.jsonl')), false);
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before);
  }),

  fresh('Write Variant into Record changes the reasoning in the file and nothing else', async (driver) => {
    const before = prepare(driver);
    await openTrace(driver, FILE, 2);
    await driver.runCommand('CoT Lens: Compress Trace');
    await diffShown(driver);
    await driver.runCommand('CoT Lens: Write Variant into Record');
    await driver.waitForNotification('The variant is written into record 2');
    const after = readFileSync(driver.path(FILE), 'utf8');
    const [first, second = '', third] = after.split('\n');
    const [was1, was2, was3] = before.split('\n');
    assert.deepEqual([first, third], [was1, was3]);
    const old = JSON.stringify(PAINT_STEPS.join('\n\n'));
    const [head, tail] = (was2 ?? '').split(old);
    assert.ok(second.startsWith(head ?? '') && second.endsWith(tail ?? ''));
    const written: unknown = JSON.parse(second.slice(head?.length, second.length - (tail?.length ?? 0)));
    assert.ok(typeof written === 'string' && written.split(PAINT_STEPS[0]).length === 2);
    await driver.waitForTab('press-2.cot');
    await waitForText(driver, PAINT_STEPS[3]);
    await driver.pressInEditor('ControlOrMeta+z');
    await driver.save();
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before, 'undo and save take it back');
  }),

  fresh('Compress in the explorer context menu and in the tree of traces', async (driver) => {
    prepare(driver);
    writeLines(driver, '0-one.jsonl', [paintRecord()]);
    const file = driver.page.locator('.explorer-folders-view .monaco-list-row', { hasText: '0-one.jsonl' }).first();
    await chooseFromMenu(driver, file, 'Compress Trace');
    await driver.waitForNotification(DONE);
    await driver.waitForTab('0-one-1 ↔ safe-prune');
    await driver.answerNotification(DONE, 'Discard');
    await noDiff(driver);
    await driver.runCommand('Explorer: Focus on Reasoning Traces View');
    const rows = driver.page.locator('.pane', { hasText: 'Reasoning Traces' }).locator('.monaco-list-row');
    await rows.filter({ hasText: '0-one.jsonl' }).last().click();
    const trace = rows.filter({ hasText: 'One wall takes 3 cans' }).first();
    await trace.hover();
    await trace.locator('a[aria-label^="Compress Trace"]').first().click();
    await driver.waitForNotification(DONE);
    await driver.waitForTab('0-one-1 ↔ safe-prune');
  }),

  fresh('Compress With offers the strategies; one that finds nothing says so', async (driver) => {
    prepare(driver);
    await openTrace(driver, FILE, 1);
    await compressWith(driver, 'safe-prune');
    await driver.waitForNotification('found nothing that can go: the trace stays at 29 tokens');
  }),
];
