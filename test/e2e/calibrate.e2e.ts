import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Driver } from '../workbench/driver.ts';
import { type AnalyzedLine, analyzed, recordFigures } from './support/analysis.ts';
import { CLI } from './support/export.ts';
import { type EndToEndTest, fresh } from './support/screen.ts';

const FILE = 'judged.jsonl';
const WEIGHTS = '.cot-lens/weights.json';
const CHAINS = resolve(import.meta.dirname, '../fixtures/eval/inserted_redundancy_dev.jsonl');

interface Chain {
  readonly question: string;
  readonly steps: readonly string[];
  readonly redundant: readonly number[];
}

/** A corpus whose steps somebody labelled skip or keep. */
function begin(driver: Driver): void {
  const chains = readFileSync(CHAINS, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Chain);
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(driver.path(FILE), lines(chains.map(({ question, steps }) => ({ question, steps }))));
  const labels = chains.map(({ question, steps, redundant }) => {
    return { question, steps, labels: steps.map((_step, index) => (redundant.includes(index) ? 'skip' : 'keep')) };
  });
  const from = driver.path('judged-by-hand.json');
  writeFileSync(from, lines(labels));
  const run = spawnSync(process.execPath, [CLI, 'annotations', driver.path(FILE), '--import', from]);
  assert.equal(run.status, 0, String(run.stderr));
  rmSync(from);
}

/** The first record whose figures the weights change, with both figures. */
function changed(driver: Driver): { readonly line: number; readonly before: string; readonly after: string } {
  const before = analyzed(driver.path(FILE));
  const after = analyzed(driver.path(FILE), '--weights', driver.path(WEIGHTS));
  const index = before.findIndex((row, at) => recordFigures(row) !== recordFigures(after[at] as AnalyzedLine));
  assert.ok(index >= 0, 'the weights change some record');
  const of = (rows: readonly AnalyzedLine[]) => recordFigures(rows[index] as AnalyzedLine);
  return { line: index + 1, before: of(before), after: of(after) };
}

async function waitForRecord(driver: Driver, line: number, figures: string): Promise<void> {
  await driver.openFile(FILE, line);
  await driver.waitForLens(figures);
}

export const tests: readonly EndToEndTest[] = [
  fresh('the score follows the labels of the workspace when a person wants it, and goes back', async (driver) => {
    begin(driver);
    await driver.openFile(FILE, 1);
    await driver.waitForLens('reader:');
    await driver.runCommand('CoT Lens: Calibrate Score from Labels...');
    await driver.page.locator('.monaco-dialog-box').first().waitFor();
    await driver.screenshot('calibrate-question-light');
    const text = await driver.answerDialog('Use the Weights');
    assert.match(text, /44 steps labelled skip, 175 keep, on 20 problems of one corpus/);
    assert.match(text, /built-in weights: AUC 0\.\d+, log loss 0\.\d+; fitted: AUC 0\.\d+/);
    await driver.waitForNotification('The score follows 219 labels now');
    const { line, before, after } = changed(driver);
    await waitForRecord(driver, line, after);

    writeFileSync(driver.path(WEIGHTS), '{"kind": "something else"}');
    await driver.waitForNotification('It is no file of weights');
    await waitForRecord(driver, line, before);

    await driver.answerNotification('The score follows 219 labels now', 'Take Back');
    await driver.waitFor('the setting taken back', async () => {
      const path = driver.path('.vscode/settings.json');
      return !existsSync(path) || !readFileSync(path, 'utf8').includes('weightsFile');
    });
    await waitForRecord(driver, line, before);
  }),

  fresh('without labels there is nothing to fit to', async (driver) => {
    begin(driver);
    rmSync(driver.path('judged.annotations.jsonl'));
    await driver.runCommand('CoT Lens: Calibrate Score from Labels...');
    await driver.waitForNotification('No corpus of this workspace has labels');
  }),
];
