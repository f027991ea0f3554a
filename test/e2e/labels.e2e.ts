import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StepLabelRow } from '../../src/core/model/annotation.ts';
import type { Driver, DriverOptions } from '../workbench/driver.ts';
import { SELECTORS, type Theme } from '../workbench/page.ts';
import { applesRecord, PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { drawnBehind } from './support/decorations.ts';
import { type EndToEndTest, fresh, lineOf, openTrace } from './support/screen.ts';

export const options: DriverOptions = {
  size: { width: 1280, height: 800 },
  settings: { 'cotLens.annotation.annotator': 'ann' },
};

const FILE = 'labels.jsonl';
const LABELS = 'labels.annotations.jsonl';

/** A corpus of its own for each test, without labels. */
function begin(driver: Driver, lines: readonly string[] = [paintRecord(), applesRecord(3), applesRecord(7)]): void {
  rmSync(driver.path(LABELS), { force: true });
  writeLines(driver, FILE, lines);
}

function rows(driver: Driver): readonly StepLabelRow[] {
  if (!existsSync(driver.path(LABELS))) return [];
  const lines = readFileSync(driver.path(LABELS), 'utf8').split('\n');
  return lines.flatMap((line) => (line === '' ? [] : (JSON.parse(line) as StepLabelRow)));
}

/** "record/step label rating" of the step rows, in the order of the file. */
function said(driver: Driver): readonly string[] {
  return rows(driver)
    .filter(({ kind }) => kind === 'step')
    .map(({ record, step, label, rating }) => `${record}/${step.index + 1} ${label ?? '-'} ${rating ?? '-'}`);
}

async function waitForSaid(driver: Driver, wanted: readonly string[]): Promise<void> {
  let last: readonly string[] = [];
  await driver
    .waitFor('the labels in the file', async () => {
      last = said(driver);
      return JSON.stringify(last) === JSON.stringify(wanted);
    })
    .catch(() => {
      throw new Error(`The file says ${JSON.stringify(last)}, not ${JSON.stringify(wanted)}`);
    });
}

/** Begins to label by the keyboard alone: the chord, then the queue. */
async function startLabelling(driver: Driver, queue = 'All Traces That Are Not Done'): Promise<void> {
  await openTrace(driver, FILE);
  await driver.pressInEditor('Control+Alt+l');
  await driver.quickPick(queue);
  await driver.waitForStatus(' traces');
}

/** Stops labelling by the key. */
async function stop(driver: Driver): Promise<void> {
  await driver.page.keyboard.press('Escape');
  await driver.page.locator(SELECTORS.statusItem, { hasText: ' traces' }).first().waitFor({ state: 'hidden' });
}

async function press(driver: Driver, keys: string): Promise<void> {
  for (const key of keys.trim().split(' ')) await driver.page.keyboard.press(key);
}

async function waitForShown(driver: Driver, text: string): Promise<void> {
  let last: readonly string[] = [];
  await driver
    .waitFor(`the label "${text}"`, async () => {
      last = await drawnBehind(driver);
      return last.some((each) => each.includes(text));
    })
    .catch(() => {
      throw new Error(`Not shown: "${text}", but ${JSON.stringify(last)}`);
    });
}

/** What another annotator said, as their window would have written it. */
function rowOfBob(row: StepLabelRow, label: string): string {
  return JSON.stringify({ ...row, id: `${row.id}-bob`, annotator: 'bob', label });
}

export const tests: readonly EndToEndTest[] = [
  fresh(
    'keys label steps and go on, over the end of a trace into the next, and nothing gets into the text',
    async (driver) => {
      begin(driver);
      const source = readFileSync(driver.path(FILE), 'utf8');
      await startLabelling(driver);
      await waitForShown(driver, 'skip? (exact repeat)');
      // The editor runs a command for the first time later than those that it knows: the second key of a kind is as fast as it comes.
      for (const [index, key] of ['1', 'k', '2', 'm', '='].entries()) {
        await press(driver, key);
        await driver.waitForStatus(`${index + 1}/6 steps`);
      }
      await press(driver, 'f q');
      await driver.waitForStatus('5/6 steps');
      await waitForShown(driver, '⚑ · skip? (near repeat)');
      await driver.screenshot('labels-light');
      await press(driver, 'Enter');
      await driver.waitForTab('labels-2.cot');
      await driver.waitForStatus('1/3 traces');
      const wanted = ['1/1 keep -', '1/2 keep -', '1/3 skip -', '1/4 merge -', '1/5 - 1', '1/6 - -', '1/6 skip -'];
      await waitForSaid(driver, wanted);
      await stop(driver);
      assert.ok((await driver.editorText()).includes('Ann starts with 3 apples.\n'));
      assert.equal(readFileSync(driver.path(FILE), 'utf8'), source);
      // The document can be edited again.
      await driver.typeInEditor('x');
      await driver.waitFor('an edit', async () => (await driver.editorText()).includes('x'));
    },
  ),

  fresh('undo and redo go back and forth over traces; clear takes a label away', async (driver) => {
    begin(driver, [applesRecord(3), applesRecord(7)]);
    await startLabelling(driver);
    await press(driver, 'k k s');
    await driver.waitForTab('labels-2.cot');
    await press(driver, 'k');
    await driver.waitForStatus('1/3 steps');
    await press(driver, 'u u');
    await driver.waitForTab('labels-1.cot');
    await driver.waitForStatus('2/3 steps');
    await press(driver, 'Shift+U');
    await driver.waitForStatus('3/3 steps');
    await driver.page.keyboard.press('x');
    await driver.waitForStatus('2/3 steps');
    const wanted = ['1/1 keep', '1/2 keep', '1/3 skip', '2/1 keep', '2/1 -', '1/3 -', '1/3 skip', '1/3 -'];
    await waitForSaid(
      driver,
      wanted.map((each) => `${each} -`),
    );
    await stop(driver);
  }),

  fresh(
    'fifty traces are labelled by the keyboard alone, with the window closed by force in between, into a file that trains',
    async (driver) => {
      begin(
        driver,
        Array.from({ length: 50 }, (_each, index) => applesRecord(index + 3)),
      );
      await startLabelling(driver);
      for (let record = 1; record <= 50; record += 1) {
        await driver.waitForTab(`labels-${record}.cot`);
        await driver.waitForStatus('0/3 steps');
        if (record % 10 === 5) {
          await press(driver, 'k s');
          await driver.waitForStatus('2/3 steps');
          await driver.reload();
          await driver.page.keyboard.press('Escape');
          await openTrace(driver, FILE, 1);
          await driver.pressInEditor('Control+Alt+l');
          await driver.quickPick('All Traces That Are Not Done');
          await driver.waitForTab(`labels-${record}.cot`);
          await driver.waitForStatus('2/3 steps');
          await press(driver, 'k');
        } else await press(driver, record % 2 === 0 ? '1 2 1' : '= 0 -');
      }
      await driver.waitForStatus('50/50 traces');
      assert.equal(said(driver).length, 150);
      await stop(driver);
      const cli = resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js');
      const out = driver.path('prm');
      const made = spawnSync(
        process.execPath,
        [cli, 'export', driver.path(FILE), '--to', 'prm-stepwise', '--out', out],
        {
          encoding: 'utf8',
        },
      );
      assert.equal(made.status, 0, made.stderr);
      const file = readdirSync(out).find((name) => /train.*\.jsonl$/.test(name));
      assert.ok(file, `files are ${readdirSync(out).join(', ')}`);
      const trained = readFileSync(`${out}/${file}`, 'utf8').trim().split('\n');
      assert.ok(trained.length >= 40, `${trained.length} rows`);
      for (const line of trained) {
        const { completions, labels } = JSON.parse(line) as { completions: string[]; labels: boolean[] };
        assert.equal(completions.length, labels.length);
      }
      assert.ok(trained.some((line) => line.includes('false')) && trained.some((line) => line.includes('true')));
    },
  ),

  fresh(
    'what others said stands beside their name, can be hidden, and makes a queue where it differs',
    async (driver) => {
      begin(driver);
      await startLabelling(driver);
      await press(driver, 's k');
      await driver.waitForStatus('2/6 steps');
      const [first, second] = rows(driver);
      assert.ok(first && second);
      const own = readFileSync(driver.path(LABELS), 'utf8');
      writeFileSync(driver.path(LABELS), `${own}${rowOfBob(first, 'keep')}\n${rowOfBob(second, 'keep')}\n`);
      await waitForShown(driver, 'skip; bob: keep');
      await stop(driver);
      await driver.pressInEditor('Control+Alt+l');
      await driver.page.locator(SELECTORS.quickRow, { hasText: 'Go On Where You Stopped' }).first().waitFor();
      await driver.screenshot('labels-queue');
      await driver.quickPick('Where Annotators Disagree');
      await driver.waitForStatus('0/1 traces');
      await stop(driver);
      await driver.setSettings({ 'cotLens.annotation.hideOthers': true });
      await openTrace(driver, FILE);
      await waitForShown(driver, 'skip');
      assert.ok(!(await drawnBehind(driver)).some((text) => text.includes('bob')));
      await driver.setSettings({ 'cotLens.annotation.hideOthers': undefined });
    },
  ),

  fresh('own labels have digits, notes are kept, and ? shows the keys', async (driver) => {
    mkdirSync(driver.path('.cot-lens'), { recursive: true });
    writeFileSync(driver.path('.cot-lens/labels.json'), '{"labels":[{"id":"wrong-turn","title":"Wrong Turn"}]}');
    begin(driver);
    await startLabelling(driver);
    await press(driver, '5');
    await driver.waitForStatus('1/6 steps');
    await press(driver, 'c');
    await driver.quickInput('says it twice');
    await waitForShown(driver, 'says it twice');
    await press(driver, 'Shift+?');
    const keys = driver.page.locator(SELECTORS.quickRow, { hasText: 'Accept the suggestion' });
    await keys.first().waitFor();
    await driver.screenshot('labels-keys');
    await driver.page.keyboard.press('Escape');
    await press(driver, 'l');
    await driver.page.locator(SELECTORS.quickRow, { hasText: 'Wrong Turn' }).first().waitFor();
    await driver.page.keyboard.press('Escape');
    await waitForSaid(driver, ['1/1 wrong-turn -', '1/2 - -']);
    await stop(driver);
  }),

  fresh('a label follows its step when steps before it go, and is marked when its words change', async (driver) => {
    begin(driver);
    await startLabelling(driver);
    await press(driver, '. . . m');
    await driver.waitForStatus('1/6 steps');
    await stop(driver);
    await waitForShown(driver, 'merge');
    await driver.goTo(await lineOf(driver, PAINT_STEPS[1]));
    await driver.runCommand('CoT Lens: Drop Step');
    await driver.waitForLens('5 steps');
    await waitForShown(driver, 'merge');
    await driver.goTo(await lineOf(driver, 'Brushes cost'), 9);
    await driver.typeInEditor('new ');
    await waitForShown(driver, 'merge (its words changed since)');
  }),

  fresh('the view of traces counts labels, and the table labels the rows that are chosen', async (driver) => {
    begin(driver);
    await startLabelling(driver);
    await press(driver, 'k');
    await driver.waitForStatus('1/6 steps');
    await press(driver, 's');
    await driver.waitForStatus('2/6 steps');
    await stop(driver);
    await driver.runCommand('Explorer: Focus on Reasoning Traces View');
    await driver.runCommand('CoT Lens: Refresh Traces');
    const tree = driver.page.locator('.pane', { hasText: 'Reasoning Traces' }).locator('.monaco-list-row');
    await tree.filter({ hasText: FILE }).first().click();
    await tree.filter({ hasText: '2 labels' }).first().waitFor({ state: 'attached' });
    // The editor opens a file again as it was opened last: the table has one of its own.
    writeLines(driver, 'chosen.jsonl', [paintRecord(), applesRecord(3), applesRecord(7)]);
    await driver.openFile('chosen.jsonl');
    await driver.runCommand('CoT Lens: Open as Table');
    const table = driver.webview();
    await table.locator('#rows [role=row]').nth(2).waitFor();
    await table.locator('#rows [role=row]').nth(1).locator('[role=gridcell]').nth(1).click();
    await table.locator('#label').click();
    await driver.waitForTab('chosen-2.cot');
    await driver.waitForStatus('0/1 traces');
    await stop(driver);
  }),

  fresh('a label shows within a moment of its key', async (driver) => {
    begin(driver);
    await startLabelling(driver);
    await waitForShown(driver, 'skip? (exact repeat)');
    // The first use of a command takes the editor longer.
    await press(driver, 's');
    await waitForShown(driver, 'skip');
    await driver.page.evaluate(`
      (() => {
        const seen = () => [...document.querySelectorAll('.view-line span[class*=ced-]')].filter((part) => getComputedStyle(part, '::after').content === '"skip"').length;
        window.labelDelays = [];
        window.addEventListener('keydown', () => {
          const begun = performance.now();
          const before = seen();
          const look = () => (seen() > before ? window.labelDelays.push(performance.now() - begun) : requestAnimationFrame(look));
          look();
        }, { capture: true });
      })()`);
    for (let count = 1; count <= 4; count += 1) {
      await press(driver, 's');
      await driver.waitFor(
        'the label to be drawn',
        async () => (await driver.page.evaluate('window.labelDelays.length')) === count,
      );
    }
    const delays = (await driver.page.evaluate('window.labelDelays')) as readonly number[];
    console.info(`    a label showed after ${delays.map((each) => Math.round(each)).join(', ')} ms`);
    await stop(driver);
  }),

  ...(['light', 'dark', 'hc-black', 'hc-light'] as const).map((theme: Theme) =>
    fresh(`in ${theme} labels can be told apart without colour`, async (driver) => {
      await driver.setTheme(theme);
      begin(driver);
      await startLabelling(driver);
      await press(driver, 'k s m r - ');
      await driver.waitForStatus('5/6 steps');
      await driver.runCommand('Explorer: Focus on Outline View');
      await driver.page.locator('.outline-pane .monaco-list-row', { hasText: 'skip' }).first().waitFor();
      await driver.waitForLens('Label...');
      await driver.screenshot(`labels-${theme}`);
      await driver.runCommand('CoT Lens: Stop Labelling');
    }),
  ),
];
