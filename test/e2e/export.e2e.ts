import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { contentHash } from '../../src/base/hash.ts';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { applesRecord, writeLines } from './support/corpora.ts';
import { byCommandLine, CLI, chooseExporter, filesIn, step } from './support/export.ts';
import { chooseFromMenu, type EndToEndTest, fresh, waitForText } from './support/screen.ts';

const GSM = 'gsm8k.jsonl';
const LONG = 'long-thinking.jsonl';
const TRL = 'trl-prompt-completion';

/** Answers a page by the entry whose name contains the words. */
async function answer(driver: Driver, title: string, label: string): Promise<void> {
  await step(driver, title);
  await driver.quickPick(label);
}

/** Forgets what earlier tests wrote and answered in this workspace. */
async function begin(driver: Driver, file = GSM): Promise<void> {
  rmSync(driver.path('export'), { recursive: true, force: true });
  await driver.openFile(file, 1);
  await driver.waitForLens('reader:');
  await driver.runCommand('CoT Lens: Export...');
}

/** The same for a file that is too large for the editor. */
async function beginInExplorer(driver: Driver, file: string): Promise<void> {
  rmSync(driver.path('export'), { recursive: true, force: true });
  const row = driver.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
  await chooseFromMenu(driver, row.first(), 'Export...');
}

/** Takes a picture when everything stands still. */
async function picture(driver: Driver, name: string): Promise<void> {
  await driver.waitFor('a still page', () =>
    driver.page.evaluate(
      'document.getAnimations().every((each) => each.playState !== "running" || each.effect.getTiming().iterations === Infinity)',
    ),
  );
  await driver.screenshot(name);
}

/** From the first page to the preview with everything as it is offered. */
async function toPreview(driver: Driver, id: string): Promise<void> {
  await chooseExporter(driver, id);
  await answer(driver, ': Reasoning', 'Originals');
  await answer(driver, ': Which Traces', 'All traces');
  await answer(driver, ': Split', 'All in train');
  await answer(driver, ': Options', 'all as published');
}

/** The text of the preview, which stands behind the wizard's last question. */
async function waitForPreview(driver: Driver): Promise<string> {
  await driver.waitForTab('.preview.md');
  return driver.waitFor('the preview', async () => {
    const lines = await driver.visibleLines();
    return lines.some((line) => line.includes('Export preview')) && lines.join('\n');
  });
}

/** Stores that a person calls the answer of the first record wrong. */
function judgeFirstWrong(driver: Driver, file: string): void {
  const [record = ''] = readFileSync(driver.path(file), 'utf8').split('\n');
  const trace = { record: 1, traceIndex: 0, traceId: 'first', sourceHash: contentHash(record) };
  const row = {
    v: 1,
    kind: 'verdict',
    id: '1',
    ...trace,
    verdict: 'wrong',
    time: '2026-01-01T00:00:00Z',
    toolVersion: '1',
  };
  writeFileSync(driver.path(file.replace('.jsonl', '.annotations.jsonl')), `${JSON.stringify(row)}\n`);
}

const JUDGED = 'judged.jsonl';
const MANY = 'many-export.jsonl';
const RECORDS = 40_000;

async function writeMany(driver: Driver): Promise<void> {
  if (existsSync(driver.path(MANY))) return;
  writeLines(
    driver,
    MANY,
    Array.from({ length: RECORDS }, (_, index) => applesRecord(index + 3)),
  );
}

/** Breaks the first row of a file as soon as a part of it is written. */
async function spoil(path: string): Promise<void> {
  while (!existsSync(path) || statSync(path).size < 1 << 20) await setTimeout(5);
  const file = openSync(path, 'r+');
  writeSync(file, 'X', 0);
  closeSync(file);
}

export const tests: readonly EndToEndTest[] = [
  fresh('an export shows what it will write, asks, and writes what the command line writes', async (driver) => {
    await begin(driver);
    await step(driver, ': Exporter');
    await picture(driver, 'export-exporters-light');
    await chooseExporter(driver, TRL);
    await step(driver, ': Reasoning');
    await picture(driver, 'export-source-light');
    await driver.quickPick('Originals');
    await answer(driver, ': Which Traces', 'All traces');
    await step(driver, ': Split');
    await picture(driver, 'export-split-light');
    await driver.quickPick('80 % train, 10 % valid, 10 % test');
    await step(driver, ': Options');
    await picture(driver, 'export-options-light');
    await driver.quickPick('all as published');
    await step(driver, ': Folder');
    await picture(driver, 'export-folder-light');
    await driver.quickPick(`gsm8k-${TRL}`);
    await step(driver, ': Preview');
    await driver.waitForTab('.preview.md');
    await picture(driver, 'export-preview-light');
    assert.ok(!existsSync(driver.path('export')), 'nothing may be written before consent');
    assert.match(await waitForPreview(driver), /12 traces give rows/);
    await driver.quickPick('Export 12 traces to');
    const message = await driver.waitForNotification('Exported 12 traces');
    assert.match(message, /train\.jsonl 12 rows/);
    assert.match(message, /Nothing was left out/);
    await driver.answerNotification('Exported 12 traces', 'Open Card');
    await driver.waitForTab('README.md');
    await driver.page.locator(SELECTORS.tab, { hasText: '.preview.md' }).first().click();
    const page = await waitForText(driver, 'Export preview');
    assert.match(page, /nothing was written for it/);
    assert.match(page, /"prompt": "/);
    assert.deepEqual(
      filesIn(driver.path(`export/gsm8k-${TRL}`)),
      byCommandLine(driver, 'by-cli', GSM, '--to', TRL, '--split', 'train=80,valid=10,test=10'),
    );
  }),

  fresh('options are changed one by one, and the preview is made anew', async (driver) => {
    await driver.setTheme('dark');
    await begin(driver);
    await chooseExporter(driver, 'c3ot');
    await answer(driver, ': Which Traces', 'All traces');
    await answer(driver, ': Split', 'All in train');
    await answer(driver, ': Options', 'all as published');
    await answer(driver, ': Folder', 'gsm8k-c3ot');
    await step(driver, 'Nothing of this fits the exporter');
    assert.match(await waitForPreview(driver), /0 traces give rows, of 12 traces read/);
    await driver.quickPick('Change...');
    await answer(driver, ': Change', 'Options');
    await step(driver, ': Options');
    await driver.quickPick('Long rows alone');
    await driver.quickPick('Yes');
    await step(driver, '1 changed');
    await picture(driver, 'export-options-changed-dark');
    await driver.quickPick('go on with 1 changed');
    await answer(driver, ': Preview', 'Change...');
    await answer(driver, ': Change', 'Split');
    await answer(driver, ': Split', 'Seed...');
    await step(driver, 'Export: Seed');
    await driver.quickInput('7');
    await answer(driver, ': Split', '90 % train');
    await step(driver, 'Export 12 traces');
    await picture(driver, 'export-preview-dark');
    await driver.quickPick('Export 12 traces to');
    await driver.waitForNotification('Exported 12 traces');
    await picture(driver, 'export-done-dark');
    const wish = ['--to', 'c3ot', '--set', 'unpaired=true', '--seed', '7', '--split', 'train=90,valid=10'];
    assert.deepEqual(filesIn(driver.path('export/gsm8k-c3ot')), byCommandLine(driver, 'by-cli-c3ot', GSM, ...wish));
    await driver.setTheme('light');
  }),

  fresh('accepted variants are exported beside their originals, those of one strategy alone', async (driver) => {
    for (const strategy of ['drop-flagged', 'answer-slice']) {
      const args = ['compress', LONG, '--strategy', strategy, '--variants'];
      const { status, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', cwd: driver.folder });
      assert.ok(status === 0 || status === 1, stderr);
    }
    judgeFirstWrong(driver, LONG);
    await begin(driver, LONG);
    await chooseExporter(driver, TRL);
    await step(driver, 'accepted variants');
    await driver.quickPick('Both');
    await answer(driver, ': Which Traces', 'Strategies of variants');
    await step(driver, 'Strategies of Variants');
    await driver.quickPick('drop-flagged');
    await driver.page.keyboard.press('Enter');
    await step(driver, 'drop-flagged');
    await picture(driver, 'export-filters-light');
    await driver.quickPick('Only right ones');
    await answer(driver, ': Split', 'All in train');
    await answer(driver, ': Options', 'all as published');
    await answer(driver, ': Folder', `long-thinking-${TRL}`);
    await step(driver, ': Preview');
    await driver.quickPick('traces to');
    await driver.waitForNotification('Exported');
    const wish = ['--to', TRL, '--source', 'both', '--strategy', 'drop-flagged', '--only', 'correct', '--seed', '7'];
    const files = filesIn(driver.path(`export/long-thinking-${TRL}`));
    assert.deepEqual(files, byCommandLine(driver, 'by-cli-both', LONG, ...wish));
    assert.match(files['README.md'] ?? '', /"source": "both"/);
    const first = JSON.parse(readFileSync(driver.path(LONG), 'utf8').split('\n')[0] ?? '') as { question: string };
    assert.ok(!files['train.jsonl']?.includes(first.question.slice(0, 60)), 'what a person called wrong is left out');
  }),

  fresh('of several annotators the labels of one can be exported', async (driver) => {
    const records = [3, 4, 5].map((apples) => ({ question: `${apples} and 2?`, steps: ['Add two.', 'Add it again.'] }));
    writeLines(
      driver,
      JUDGED,
      records.map((record) => JSON.stringify(record)),
    );
    for (const [annotator, labels] of [['ann', [true, false]] as const, ['bob', [true, true]] as const]) {
      const from = driver.path(`${annotator}.json`);
      writeFileSync(from, records.map((record) => `${JSON.stringify({ ...record, labels })}\n`).join(''));
      const words = ['annotations', driver.path(JUDGED), '--import', from, '--annotator', annotator];
      assert.equal(spawnSync(process.execPath, [CLI, ...words]).status, 0);
      rmSync(from);
    }
    await begin(driver, JUDGED);
    await chooseExporter(driver, 'prm-stepwise');
    await answer(driver, ': Which Traces', 'Whose labels...');
    await step(driver, ': Whose Labels');
    await picture(driver, 'export-annotators-light');
    await driver.quickPick('bob');
    await step(driver, 'bob');
    await driver.quickPick('All traces');
    await answer(driver, ': Split', 'All in train');
    await answer(driver, ': Options', 'all as published');
    await answer(driver, ': Folder', 'judged-prm-stepwise');
    await step(driver, ': Preview');
    await driver.quickPick('traces to');
    await driver.waitForNotification('Exported');
    const files = filesIn(driver.path('export/judged-prm-stepwise'));
    const wish = ['--to', 'prm-stepwise', '--annotator', 'bob', '--split', 'train=100'];
    assert.equal(files['train.jsonl'], byCommandLine(driver, 'by-cli-bob', JUDGED, ...wish)['train.jsonl']);
    assert.match(files['train.jsonl'] ?? '', /"labels":\s*\[true,\s*true\]/);
  }),

  fresh('files that are there are replaced only when the person says so', async (driver) => {
    const out = driver.path(`export/gsm8k-${TRL}`);
    await begin(driver);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'train.jsonl'), 'mine');
    await toPreview(driver, TRL);
    await step(driver, 'holds train.jsonl');
    await driver.quickPick(`gsm8k-${TRL}`);
    await answer(driver, ': Preview', 'Choose another folder');
    await answer(driver, ': Folder', `gsm8k-${TRL}`);
    await step(driver, 'Replaces train.jsonl');
    assert.deepEqual(filesIn(out), { 'train.jsonl': 'mine' });
    await picture(driver, 'export-replace-light');
    await driver.quickPick('Replace and export');
    await driver.waitForNotification('Exported 12 traces');
    const written = filesIn(out);
    assert.deepEqual(Object.keys(written).sort(), ['README.md', 'train.jsonl']);
    await driver.clearNotifications();
    writeFileSync(join(out, 'train.jsonl'), 'mine');
    await driver.runCommand('CoT Lens: Export Again');
    await step(driver, 'Replaces README.md, train.jsonl');
    await driver.quickPick('Cancel');
    await driver.page.locator(SELECTORS.quickInput).waitFor({ state: 'hidden' });
    assert.equal(filesIn(out)['train.jsonl'], 'mine');
    await driver.runCommand('CoT Lens: Export Again');
    await answer(driver, ': Preview', 'Replace and export');
    await driver.waitForNotification('Exported 12 traces');
    assert.deepEqual(filesIn(out), written);
  }),

  fresh('an export that is cancelled leaves nothing behind', async (driver) => {
    await writeMany(driver);
    await beginInExplorer(driver, MANY);
    await toPreview(driver, TRL);
    await answer(driver, ': Folder', `many-export-${TRL}`);
    await step(driver, `of ${RECORDS.toLocaleString('en')} records`);
    assert.match(await waitForPreview(driver), /of the first 200 of/);
    await driver.quickPick('Export traces of');
    await driver.waitFor('a file in the making', async () => existsSync(driver.path(`export/many-export-${TRL}`)));
    await driver.answerNotification('Exporting to', 'Cancel');
    await driver.waitForNotification('was cancelled; nothing was written');
    assert.ok(!existsSync(driver.path('export')), 'neither files nor folders may be left');
  }),

  fresh('what comes back from the disk as no row is told loudly, and nothing is put in its place', async (driver) => {
    await writeMany(driver);
    await beginInExplorer(driver, MANY);
    await toPreview(driver, TRL);
    await answer(driver, ': Folder', `many-export-${TRL}`);
    await step(driver, ': Preview');
    await driver.quickPick('Export traces of');
    await spoil(driver.path(`export/many-export-${TRL}/train.jsonl.part`));
    await driver.answerNotification('the training code would not read 1 row as meant', 'Show Details');
    await driver.waitForTab('.faults.md');
    await driver.setTheme('hc-black');
    await picture(driver, 'export-faults-hc-black');
    await driver.setTheme('light');
    assert.match(await waitForText(driver, 'Faults'), /train\.jsonl, row 1: The row is no JSON/);
    assert.ok(!existsSync(driver.path('export')), 'neither files nor folders may be left');
  }),

  fresh('the menus of the view offer it, and what was answered is remembered', async (driver) => {
    rmSync(driver.path('export'), { recursive: true, force: true });
    await driver.runCommand('Explorer: Focus on Reasoning Traces View');
    const row = driver.page.locator(SELECTORS.treeRow, { hasText: 'step-lists.jsonl' }).last();
    await chooseFromMenu(driver, row, 'Export...');
    await step(driver, 'Export step-lists.jsonl: Exporter');
    await step(driver, 'Used last');
    await driver.page.keyboard.press('Enter');
    await step(driver, ': Reasoning');
    await driver.page
      .locator(`${SELECTORS.quickInput} .codicon-quick-input-back, ${SELECTORS.quickInput} .codicon-arrow-left`)
      .first()
      .click();
    await step(driver, ': Exporter');
    await driver.page.keyboard.press('Escape');
    await driver.page.locator(SELECTORS.quickInput).waitFor({ state: 'hidden' });
    await driver.setTheme('hc-light');
    await driver.runCommand('CoT Lens: Export Again');
    await step(driver, ': Preview');
    await picture(driver, 'export-again-hc-light');
    await driver.page.keyboard.press('Escape');
    await driver.setTheme('light');
    assert.ok(!existsSync(driver.path('export')), 'nothing may be written before consent');
  }),

  fresh('several selected files are exported together', async (driver) => {
    rmSync(driver.path('export'), { recursive: true, force: true });
    const row = (file: string) =>
      driver.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first();
    await row(GSM).click();
    await row('step-lists.jsonl').click({ modifiers: ['ControlOrMeta'] });
    // Escape, with which the other menus are begun, would end the selection.
    const entry = driver.page.locator('.monaco-menu .action-item', { hasText: 'Export...' }).first();
    await row('step-lists.jsonl').click({ button: 'right' });
    await entry.waitFor();
    await driver.waitFor('the menu closed', async () => {
      if (await entry.isVisible()) await entry.click({ timeout: 1000 });
      return !(await entry.isVisible());
    });
    await step(driver, 'and 1 more: Exporter');
    await toPreview(driver, TRL);
    await step(driver, ': Folder');
    await driver.quickPick(`-${TRL}`);
    await step(driver, ': Preview');
    await driver.quickPick('traces to');
    const message = await driver.waitForNotification('Exported');
    const [folder = ''] = readdirSync(driver.path('export'));
    const files = [GSM, 'step-lists.jsonl'].sort((a) => (folder.startsWith(a.slice(0, 4)) ? -1 : 1));
    const wish = ['--to', TRL, '--seed', '7'];
    assert.deepEqual(
      filesIn(driver.path(`export/${folder}`)),
      byCommandLine(driver, 'by-cli-two', ...files, ...wish),
      message,
    );
  }),
];
