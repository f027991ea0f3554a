import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SeenRequest, type ServerBehaviour, startModelServer } from '../helpers/model-server.ts';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { applesRecord, paintRecord, writeLines } from './support/corpora.ts';
import { chooseFromMenu, type EndToEndTest, fresh, waitForText } from './support/screen.ts';
import { readVariants } from './support/variants.ts';

const FILE = 'many.jsonl';
const RECORDS = 12;
const WITHOUT_BOXES: readonly string[] = [];
/** What the boxes of the strategy `rewrite` are answered with: ratio and instruction. */
const TWO_BOXES: readonly string[] = ['', ''];

/** What the server does with a question about so many apples; it lives as long as the run, for retries. */
let behave: (apples: number) => ServerBehaviour = good;
const server = await startModelServer((request) => behave(applesIn(request)), { models: ['small-model'] });

function applesIn({ body }: SeenRequest): number {
  return Number(/Ann has (\d+) apples/.exec(JSON.stringify(body))?.[1]);
}

function good(apples: number): ServerBehaviour {
  const sum = 2 * apples + 2;
  return { kind: 'reply', text: `${apples} + ${apples + 2} = ${sum}. So the answer is ${sum}.` };
}

function slow(apples: number): ServerBehaviour {
  const reply = good(apples);
  return reply.kind === 'reply' ? { ...reply, kind: 'drip', gapMs: 400 } : reply;
}

/** The apples of all questions so far, in order. */
function asked(): readonly number[] {
  return server.requests.filter(({ path }) => path.endsWith('/chat/completions')).map(applesIn);
}

/** Makes the test's server the only endpoint of the machine that the workbench works on, and begins with a new corpus. */
async function begin(driver: Driver, more: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const own = { name: 'Test', baseUrl: server.url, model: 'small-model', concurrency: 2, ...more };
  const settings = join(driver.workbench.home, 'data', 'Machine', 'settings.json');
  writeFileSync(settings, JSON.stringify({ 'cotLens.endpoints': [{ ...own, prices: { input: 2, output: 8 } }] }));
  for (const name of ['many.variants.jsonl', 'many.journal.jsonl']) rmSync(driver.path(name), { force: true });
  const lines = Array.from({ length: RECORDS }, (_, index) => applesRecord(index + 3));
  writeLines(driver, FILE, lines);
  behave = good;
  await driver.reload();
  await driver.openFile(FILE, 1);
  await driver.waitForLens('reader:');
  return asked().length;
}

/** Runs the command up to the modal question, whose text is given back. */
async function ask(
  driver: Driver,
  strategy: string,
  boxes: readonly string[],
  which: string,
  button = 'Compress',
): Promise<string> {
  await driver.runCommand('CoT Lens: Compress Corpus...');
  return choose(driver, strategy, boxes, which, button);
}

async function choose(driver: Driver, strategy: string, boxes: readonly string[], which: string, button: string) {
  const input = driver.page.locator(SELECTORS.quickInput);
  await input.filter({ hasText: 'Compress Corpus: Strategy' }).waitFor();
  await input.locator('input').first().fill(strategy);
  await driver.quickPick(strategy);
  for (const [index, text] of boxes.entries()) {
    await input.filter({ hasText: index === 0 ? 'How much of the reasoning' : 'What the model should mind' }).waitFor();
    await driver.quickInput(text);
  }
  await input.filter({ hasText: 'Which Traces' }).waitFor();
  await driver.quickPick(which);
  await driver.page.locator(SELECTORS.dialog).first().waitFor();
  await driver.screenshot(`batch-question-${strategy.split(' ')[0]}`);
  return driver.answerDialog(button);
}

const REWRITE = 'rewrite · needs an endpoint';

function variants(driver: Driver) {
  return existsSync(driver.path('many.variants.jsonl')) ? readVariants(driver.path('many.variants.jsonl')) : [];
}

async function enough(driver: Driver, count: number): Promise<void> {
  await driver.waitFor(`${count} stored variants`, async () => variants(driver).length >= count);
}

/** No question may have been asked twice since `from`, but for those that were on their way at `stops` stops. */
function paidOnce(from: number, stops: number): void {
  const own = asked().slice(from);
  const twice = own.length - new Set(own).size;
  assert.ok(twice <= stops * 2, `${twice} of ${own.length} questions were asked twice`);
}

export const tests: readonly EndToEndTest[] = [
  fresh('a corpus is compressed without a model, after a question that says what happens', async (driver) => {
    const from = await begin(driver);
    writeLines(driver, FILE, [paintRecord(), applesRecord(3), 'no json', applesRecord(4)]);
    const before = readFileSync(driver.path(FILE), 'utf8');
    const text = await ask(driver, 'safe-prune', WITHOUT_BOXES, 'All traces');
    assert.match(text, /Compress 3 traces of many\.jsonl/);
    assert.match(text, /Nothing leaves this machine/);
    assert.match(await driver.waitForNotification('Compressed 3 of 3'), /3 stored/);
    assert.deepEqual(
      variants(driver).map(({ record }) => record),
      [1, 2, 4],
    );
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before);
    assert.equal(asked().length, from);
    await driver.clearNotifications();
    await driver.runCommand('CoT Lens: Compress Corpus...');
    await driver.quickPick('safe-prune');
    await driver.quickPick('All traces');
    await driver.waitForNotification('has nothing left to do: 3 traces chosen, 3 finished before');
  }),

  fresh(
    'the question before asking a model names host, tokens and price; no means that nothing is sent',
    async (driver) => {
      const from = await begin(driver);
      const text = await ask(driver, REWRITE, TWO_BOXES, 'All traces', 'Cancel');
      assert.match(text, new RegExp(`Sent to ${new URL(server.url).host}, model small-model`));
      assert.match(text, /at least 12 questions/);
      assert.match(text, /About \$0\.0\d+; this is an estimate/);
      assert.equal(asked().length, from);
      assert.deepEqual(variants(driver), []);
    },
  ),

  fresh(
    'a batch shows its progress, pauses, goes on, and is cancelled and resumed without paying twice',
    async (driver) => {
      const from = await begin(driver);
      behave = slow;
      await ask(driver, REWRITE, TWO_BOXES, 'All traces');
      await driver.waitForStatus('/12 compressed');
      await enough(driver, 2);
      await driver.screenshot('batch-running-light');
      await driver.page.locator(SELECTORS.statusItem, { hasText: '/12 compressed' }).click();
      await driver.waitForStatus('paused');
      await driver.waitFor('nothing on its way', async () => asked().length - from === variants(driver).length);
      const paused = asked().length;
      await driver.setTheme('dark');
      await driver.screenshot('batch-paused-dark');
      assert.equal(asked().length, paused);
      await driver.runCommand('CoT Lens: Pause or Resume Batch');
      await driver.waitForStatus('/12 compressed');
      await enough(driver, 5);
      await driver.answerNotification('Compressing many.jsonl', 'Cancel');
      assert.match(await driver.waitForNotification('Stopped after'), /Going on asks for nothing twice/);
      const stopped = variants(driver).length;
      assert.ok(stopped < RECORDS, `${stopped} were made before the stop`);
      behave = good;
      await driver.answerNotification('Stopped after', 'Go On');
      assert.match(await driver.answerDialog('Compress'), new RegExp(`${stopped} finished before`));
      await driver.waitForNotification('Compressed 12 of 12');
      assert.equal(variants(driver).length, RECORDS);
      paidOnce(from, 1);
      await driver.setTheme('light');
    },
  ),

  fresh('a batch that ended with its window goes on when it is run again', async (driver) => {
    const from = await begin(driver);
    behave = slow;
    await ask(driver, REWRITE, TWO_BOXES, 'All traces');
    await enough(driver, 3);
    await driver.reload();
    behave = good;
    await driver.openFile(FILE, 1);
    await driver.waitForLens('reader:');
    const text = await ask(driver, REWRITE, TWO_BOXES, 'All traces');
    assert.match(text, /\d finished before/);
    await driver.waitForNotification('Compressed 12 of 12');
    assert.equal(new Set(variants(driver).map(({ record }) => record)).size, RECORDS);
    assert.equal(variants(driver).length, RECORDS);
    paidOnce(from, 1);
  }),

  fresh('failures are listed with their reasons and records, and only they are tried again', async (driver) => {
    const from = await begin(driver);
    behave = (apples) => (apples % 5 === 0 ? { kind: 'refusal', text: 'I would rather not.' } : good(apples));
    await ask(driver, REWRITE, TWO_BOXES, 'All traces');
    await driver.answerNotification('Compressed 12 of 12', 'Show Failures');
    await driver.waitForTab('many.failures.txt');
    const list = await waitForText(driver, '2 traces of many.jsonl have no variant');
    assert.match(list, /Line 3 · apples-5 · rewrite/);
    assert.match(list, /refused.*I would rather not/);
    await driver.screenshot('batch-failures-light');
    await driver.setTheme('dark');
    await driver.screenshot('batch-failures-dark');
    await driver.setTheme('light');
    await driver.page
      .locator('.view-line', { hasText: 'Line 8 ·' })
      .locator('.detected-link')
      .first()
      .click({ modifiers: ['ControlOrMeta'] });
    await driver.waitForTab(FILE);
    behave = good;
    const before = asked().length;
    await ask(driver, REWRITE, TWO_BOXES, 'Only the ones that failed');
    await driver.waitForNotification('Compressed 2 of 2');
    assert.deepEqual(
      [...asked().slice(before)].sort((a, b) => a - b),
      [5, 10],
    );
    assert.equal(variants(driver).length, RECORDS);
    paidOnce(from, 1);
  }),

  fresh('a wrong key stops the batch at its first question, and no trace is blamed', async (driver) => {
    const from = await begin(driver);
    behave = () => ({ kind: 'status', status: 401 });
    await ask(driver, REWRITE, TWO_BOXES, 'All traces');
    await driver.waitForNotification('did not accept the key');
    assert.equal(asked().length - from, 1);
    behave = good;
    await driver.answerNotification('did not accept the key', 'Go On');
    await driver.answerDialog('Compress');
    await driver.waitForNotification('Compressed 12 of 12');
  }),

  fresh('the menus of a corpus offer it, and traces are chosen by what can go', async (driver) => {
    await begin(driver);
    writeLines(driver, FILE, [applesRecord(3), paintRecord(), applesRecord(4)]);
    await driver.runCommand('Explorer: Focus on Reasoning Traces View');
    const row = driver.page.locator(SELECTORS.treeRow, { hasText: FILE }).last();
    await chooseFromMenu(driver, row, 'Compress Corpus');
    const input = driver.page.locator(SELECTORS.quickInput);
    await input.filter({ hasText: 'Strategy for many.jsonl' }).waitFor();
    await driver.quickPick('drop-flagged');
    await input.filter({ hasText: 'Which Traces' }).waitFor();
    await driver.quickPick('Traces with much that can go');
    await driver.quickInput('20');
    assert.match(await driver.answerDialog('Compress'), /Compress 1 trace of many\.jsonl/);
    await driver.waitForNotification('Compressed 1 of 1');
    assert.deepEqual(
      variants(driver).map(({ record }) => record),
      [2],
    );
  }),
];
