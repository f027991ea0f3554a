import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SeenRequest, type ServerBehaviour, startModelServer } from '../helpers/model-server.ts';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh } from './support/screen.ts';

const FILE = 'letters.jsonl';
const RESULT = 'letters.samples.jsonl';
const QUESTIONS = 6;

/** Answers right, but every third time it is asked a question in the same words. */
const turns = new Map<string, number>();
let gapMs = 0;
const server = await startModelServer(answer, { models: ['small-model'] });

/** Replies that are no answers yet, by words of the prompt that asks for them. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/You plan how a task is solved/, '1. Read the number.\n2. Add one to it.'],
  [/one part of it/, 'The number is read and one is added.'],
];

function answer({ body }: SeenRequest): ServerBehaviour {
  const part = PARTS.find(([asks]) => asks.test(JSON.stringify(body)));
  if (part) return { kind: 'reply', text: part[1] };
  const words = /What is (\d+) plus 1/.exec(JSON.stringify(body))?.[1] ?? '0';
  const turn = turns.get(words) ?? 0;
  turns.set(words, turn + 1);
  const text = `One more than ${words}.\n<answer>${turn % 3 === 2 ? 0 : Number(words) + 1}</answer>`;
  return gapMs === 0 ? { kind: 'reply', text } : { kind: 'drip', gapMs, text };
}

function asked(): number {
  return server.requests.filter(({ path }) => path.endsWith('/chat/completions')).length;
}

interface Row {
  readonly line: number;
  readonly sample: number;
  readonly question: string;
  readonly method: string;
  readonly calls: number;
  readonly correct?: boolean;
}

function rows(driver: Driver, file = RESULT): readonly Row[] {
  return readFileSync(driver.path(file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** Makes the test's server the only endpoint, and begins with a new corpus without samples. Gives what was asked so far. */
async function begin(driver: Driver): Promise<number> {
  const own = {
    name: 'Test',
    baseUrl: server.url,
    model: 'small-model',
    concurrency: 1,
    prices: { input: 2, output: 8 },
  };
  const settings = join(driver.workbench.home, 'data', 'Machine', 'settings.json');
  writeFileSync(settings, JSON.stringify({ 'cotLens.endpoints': [own] }));
  for (const name of [RESULT, 'letters.samples-2.jsonl', 'letters.samples.journal.jsonl'])
    rmSync(driver.path(name), { force: true });
  const lines = Array.from({ length: QUESTIONS }, (_, index) =>
    JSON.stringify({ question: `What is ${index + 1} plus 1?`, reference_answer: `${index + 2}` }),
  );
  // A question that comes again is sampled once.
  writeLines(driver, FILE, [...lines, lines[0] ?? '']);
  gapMs = 0;
  turns.clear();
  await driver.reload();
  await driver.openFile(FILE, 1);
  await driver.waitForLens('reader:');
  return asked();
}

/** Runs the command up to the modal question, whose text is given back. */
async function ask(
  driver: Driver,
  samples: string,
  button = 'Sample',
  place?: string,
  method = 'Chain of thought',
): Promise<string> {
  const input = driver.page.locator(SELECTORS.quickInput);
  await driver.runCommand('CoT Lens: Sample Answers...');
  await driver.waitFor('the method or the corpus', async () => {
    return (await input.filter({ hasText: /Sample Answers: (Method|Questions)/ }).count()) > 0;
  });
  if ((await input.filter({ hasText: 'Sample Answers: Questions of' }).count()) > 0) {
    assert.equal((await driver.quickPickLabels())[0], FILE);
    await driver.quickPick(FILE);
  }
  await input.filter({ hasText: 'Sample Answers: Method' }).waitFor();
  await input.locator('input').first().fill(method);
  await driver.quickPick(method);
  await input.filter({ hasText: 'Sample Answers: How Many' }).waitFor();
  await driver.quickInput(samples);
  if (place !== undefined) {
    await input.filter({ hasText: 'Is There Already' }).waitFor();
    await driver.quickPick(place);
  }
  await driver.page.locator(SELECTORS.dialog).first().waitFor();
  await driver.screenshot('sampling-question');
  return driver.answerDialog(button);
}

/** The view has opened and taken the focus, so that it closes no palette that is opened next. */
async function groupsOpen(driver: Driver, file: string): Promise<void> {
  await driver.waitForTab(`Groups of ${file}`);
  await driver.waitFor('the focus in the view of groups', async () => {
    return (await driver.page.evaluate(`document.activeElement?.tagName === 'IFRAME'`)) === true;
  });
}

export const tests: readonly EndToEndTest[] = [
  fresh('answers are sampled after a question that names requests and price, and their groups open', async (driver) => {
    const from = await begin(driver);
    const text = await ask(driver, '3', 'Cancel');
    assert.match(text, /Sample 3 answers to each of 6 questions of letters\.jsonl/);
    assert.match(text, new RegExp(`Sent to ${new URL(server.url).host}, model small-model: at most 18 requests`));
    assert.match(text, /About \$0\.0\d+; this is an estimate/);
    assert.equal(asked(), from);
    assert.equal(existsSync(driver.path(RESULT)), false);
    await ask(driver, '3');
    const view = driver.webview();
    await view
      .locator('tr.group')
      .nth(QUESTIONS - 1)
      .waitFor();
    assert.match(await view.locator('#summary').innerText(), /6 problems, 18 samples, 18 graded.*Accuracy 66\.7 %/);
    assert.equal(asked() - from, 18);
    assert.deepEqual(
      rows(driver).map(({ line, sample }) => `${line} ${sample}`),
      Array.from({ length: 18 }, (_, index) => `${Math.floor(index / 3) + 1} ${index % 3}`),
    );
    assert.equal(rows(driver).filter(({ correct }) => correct).length, 12);
    assert.match(await driver.waitForNotification('letters.samples.jsonl holds'), /18 samples, most agree on 6 of 6/);
    await driver.screenshot('sampling-groups');
  }),

  fresh('what is there is kept or replaced as wished, and what was asked before is not asked again', async (driver) => {
    rmSync(driver.path('letters.samples-2.jsonl'), { force: true });
    const before = readFileSync(driver.path(RESULT), 'utf8');
    const from = asked();
    await driver.openFile(FILE, 1);
    const text = await ask(driver, '3', 'Sample', 'Write letters.samples-2.jsonl');
    assert.match(text, /18 samples, 18 of them made before/);
    assert.match(text, /nothing is sent/);
    await driver.waitForNotification('letters.samples-2.jsonl holds 18 samples');
    await groupsOpen(driver, 'letters.samples-2.jsonl');
    assert.equal(readFileSync(driver.path(RESULT), 'utf8'), before);
    assert.equal(readFileSync(driver.path('letters.samples-2.jsonl'), 'utf8'), before);
    await driver.clearNotifications();
    await driver.openFile(FILE, 1);
    await ask(driver, '2', 'Sample', 'Replace letters.samples.jsonl');
    await driver.waitForNotification('letters.samples.jsonl holds 12 samples');
    await groupsOpen(driver, RESULT);
    assert.equal(rows(driver).length, 12);
    assert.equal(asked(), from);
  }),

  fresh('a stop ends the asking, keeps what was made, and going on asks for nothing twice', async (driver) => {
    const from = await begin(driver);
    gapMs = 400;
    await ask(driver, '3');
    const toast = driver.page.locator(SELECTORS.toast, { hasText: 'Sampling letters.jsonl' });
    await toast.filter({ hasText: /[1-9] of 6 questions/ }).waitFor();
    await driver.answerNotification('Sampling letters.jsonl', 'Cancel');
    const message = await driver.waitForNotification('Stopped after');
    assert.match(message, /They are in letters\.samples\.jsonl; going on asks for nothing twice/);
    const made = rows(driver).length;
    assert.ok(made >= 3 && made < 18, `${made} were made before the stop`);
    const sent = asked() - from;
    assert.ok(sent < 18, `${sent} questions were sent before the stop`);
    gapMs = 0;
    await driver.answerNotification('Stopped after', 'Go On');
    const text = await driver.answerDialog('Sample');
    assert.match(text, /18 samples, \d+ of them made before/);
    await groupsOpen(driver, RESULT);
    assert.equal(rows(driver).length, 18);
    // The question that was on its way at the stop is asked again.
    assert.ok(asked() - from <= 19, `${asked() - from} questions for 18 samples`);
  }),

  fresh('each way of System 2 asks its questions, and its answers are voted on', async (driver) => {
    for (const [method, id, calls] of [
      ['rar-one-step ·', 'rar-one-step', 1],
      ['rar · up to', 'rar', 2],
      ['s2a ·', 's2a', 2],
      ['bsm ·', 'bsm', 4],
    ] as const) {
      const from = await begin(driver);
      await ask(driver, '2', 'Sample', undefined, method);
      await driver.waitForNotification('letters.samples.jsonl holds 12 samples');
      await groupsOpen(driver, RESULT);
      await driver.screenshot(`sampling-${id}`);
      const made = rows(driver);
      assert.deepEqual([...new Set(made.map((row) => row.method))], [id]);
      assert.deepEqual([...new Set(made.map((row) => row.calls))], [calls]);
      assert.equal(asked() - from, 12 * calls);
      await driver.clearNotifications();
    }
  }),
];
