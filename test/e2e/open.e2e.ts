import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SELECTORS } from '../workbench/page.ts';
import { analyzed, recordFigures } from './support/analysis.ts';
import { applesRecord, paintRecord, writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh, openTrace, waitForLenses } from './support/screen.ts';

const TRACES = resolve(import.meta.dirname, '..', '..', '..', 'shared', 'traces');

const onAnyMachine: readonly EndToEndTest[] = [
  fresh('a raw file has a lens per record with the figures that the command line gives', async (driver) => {
    await driver.openFile('gsm8k.jsonl');
    const wanted = analyzed(driver.path('gsm8k.jsonl')).map(recordFigures);
    assert.equal(wanted.length, 12);
    const all = await waitForLenses(driver, 'the figures of all twelve records', (lenses) => {
      return wanted.every((figures, index) => lenses[index]?.includes(figures) ?? false);
    });
    assert.equal(all.length, 12);
    for (const lens of all) assert.match(lens, /\| Open \| Compress$/);
    assert.match(all[0] ?? '', /^reader: gsm8k/);
  }),

  fresh('the lens says how much of a long thinking trace is skippable', async (driver) => {
    await driver.openFile('long-thinking.jsonl');
    for (const trace of analyzed(driver.path('long-thinking.jsonl'))) await driver.waitForLens(recordFigures(trace));
  }),

  fresh('Open in a lens opens that record as a trace document', async (driver) => {
    await driver.openFile('gsm8k.jsonl');
    await waitForLenses(driver, 'twelve lenses', (lenses) => lenses.length === 12);
    await driver.page
      .locator(`${SELECTORS.lens} a`, { hasText: /^Open$/ })
      .nth(2)
      .click();
    await driver.waitForTab('gsm8k-3.cot');
    const text = await driver.editorText();
    assert.match(text, /^━━━ Question ━━━\nBetty is saving money for a new wallet/);
    assert.match(text, /━━━ Answer ━━━\n5\n$/);
  }),

  fresh('broken lines are marked with the reason while the others work', async (driver) => {
    const lines = [paintRecord(), '{"id": "cut", "messages": [', applesRecord(4), 'no JSON at all', applesRecord(9)];
    writeLines(driver, 'broken.jsonl', lines);
    await driver.openFile('broken.jsonl');
    const good = analyzed(driver.path('broken.jsonl'));
    assert.deepEqual(
      good.map((trace) => trace.line).filter((line) => line !== 2 && line !== 4),
      [1, 3, 5],
    );
    const lenses = await waitForLenses(driver, 'five lenses with figures or faults', (each) => {
      return each.filter((lens) => lens.includes('broken record:')).length === 2 && /tok/.test(each[4] ?? '');
    });
    for (const at of [0, 2, 4]) assert.match(lenses[at] ?? '', /\d+ steps · \d+ tok/);
    for (const at of [1, 3]) assert.match(lenses[at] ?? '', /broken record: \S+/);
    await driver.runCommand('Problems: Focus on Problems View');
    const rows = await driver.waitFor('two problems of ours', async () => {
      const texts = await driver.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
      const ours = texts.filter((text) => text.includes('Ln 2') || text.includes('Ln 4'));
      return ours.length >= 2 && ours;
    });
    for (const row of rows) assert.match(row, /CoT Lens/);
    await driver.runCommand('View: Hide Panel');
    await openTrace(driver, 'broken.jsonl', 5);
  }),

  fresh('a JSON array in .json is a corpus too', async (driver) => {
    writeLines(driver, 'array.json', [`[\n  ${paintRecord()},\n  ${applesRecord(5)}\n]`]);
    await driver.openFile('array.json');
    for (const trace of analyzed(driver.path('array.json'))) await driver.waitForLens(recordFigures(trace));
    await driver.page
      .locator(`${SELECTORS.lens} a`, { hasText: /^Open$/ })
      .nth(1)
      .click();
    await driver.waitForTab('array-2.cot');
    assert.match(await driver.editorText(), /Ann has 5 apples/);
  }),

  fresh('next and previous trace by key, over a broken record, with a word at the end', async (driver) => {
    writeLines(driver, 'walk.jsonl', [applesRecord(2), '{broken', applesRecord(6)]);
    await openTrace(driver, 'walk.jsonl', 1);
    await driver.pressInEditor('Alt+PageDown');
    await driver.waitForTab('walk-3.cot');
    assert.match(await driver.editorText(), /Ann has 6 apples/);
    await driver.pressInEditor('Alt+PageDown');
    await driver.waitForStatus('this is the last trace of the file');
    await driver.pressInEditor('Alt+PageUp');
    await driver.waitForTab('walk-1.cot');
    await driver.pressInEditor('Alt+PageUp');
    await driver.waitForStatus('this is the first trace of the file');
  }),

  fresh('the tree of traces lists the records, a broken one with its reason, and opens one', async (driver) => {
    // The view draws a few rows only; this name comes first.
    writeLines(driver, '0-tree.jsonl', [applesRecord(11), 'nonsense', applesRecord(12)]);
    await driver.runCommand('Explorer: Focus on Reasoning Traces View');
    await driver.runCommand('CoT Lens: Refresh Traces');
    const rows = driver.page.locator('.pane', { hasText: 'Reasoning Traces' }).locator('.monaco-list-row');
    await rows.filter({ hasText: '0-tree.jsonl' }).last().click();
    await rows
      .filter({ hasText: /2\s+\S+/ })
      .first()
      .waitFor();
    await rows.filter({ hasText: 'Ann has 12 apples' }).first().click();
    await driver.waitForTab('0-tree-3.cot');
  }),
];

const onSharedTraces: readonly EndToEndTest[] = [
  fresh('real QwQ answers open with figures, the opening think tag missing or not', async (driver) => {
    const path = resolve(TRACES, 'mip_overthinking', 'qwq_gsm8k.jsonl');
    const [first] = analyzed(path);
    assert.ok(first);
    await driver.openFile(path);
    await driver.waitForLens(recordFigures(first));
    await driver.clickLens('Open');
    await driver.waitForTab('qwq_gsm8k-1.cot');
    await driver.waitForLens('Step 1 ·');
  }),

  fresh('a real GSM8K file of 400 records opens with figures', async (driver) => {
    const path = resolve(TRACES, 'gsm8k', 'train_first400.jsonl');
    const wanted = analyzed(path);
    await driver.openFile(path, 400);
    const last = wanted.at(-1);
    assert.ok(last);
    assert.equal(last.line, readFileSync(path, 'utf8').trimEnd().split('\n').length);
    await driver.waitForLens(recordFigures(last));
  }),
];

export const tests: readonly EndToEndTest[] = existsSync(TRACES) ? [...onAnyMachine, ...onSharedTraces] : onAnyMachine;
