import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelServer, type ServerBehaviour, startModelServer } from '../helpers/model-server.ts';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { applesRecord, PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { compressWith, type EndToEndTest, fresh, openTrace, waitForLenses } from './support/screen.ts';
import { readVariants } from './support/variants.ts';

const FILE = 'model.jsonl';
const REWRITE = 'rewrite';
const KEY = 'sk-secret-0123456789abcdef';
const SHORT = [PAINT_STEPS[0], PAINT_STEPS[1], PAINT_STEPS[3], 'So the answer is 100 dollars.'].join('\n\n');
const UNCHANGED = 'Nothing was changed, and the built-in strategies work without an endpoint.';

/** What the server does with the next chat requests; the last one repeats. It lives as long as the run, for retries. */
let script: readonly ServerBehaviour[] = [];
let from = 0;
const server: ModelServer = await startModelServer(
  (_request, index) => script[Math.min(index - from, script.length - 1)] ?? { kind: 'empty' },
  { models: ['small-model', 'large-model'] },
);

function chats() {
  return server.requests.filter((request) => request.path.endsWith('/chat/completions'));
}

function play(...behaviours: readonly ServerBehaviour[]): void {
  script = behaviours;
  from = chats().length;
}

/** Where a workbench in the browser keeps the settings of the machine that it works on, endpoints among them. */
function machineSettings(driver: Driver): string {
  return join(driver.workbench.home, 'data', 'Machine', 'settings.json');
}

/** Makes the test's server the only endpoint. Endpoints are settings of a machine: here that of the workbench. */
async function useEndpoint(driver: Driver, more: Readonly<Record<string, unknown>>): Promise<void> {
  const own = { name: 'Test', baseUrl: server.url, model: 'small-model', idleTimeoutSeconds: 3, ...more };
  writeFileSync(machineSettings(driver), JSON.stringify({ 'cotLens.endpoints': [own] }));
  await driver.reload();
}

async function openPaint(driver: Driver): Promise<string> {
  writeLines(driver, FILE, [paintRecord(), applesRecord(3)]);
  rmSync(driver.path('model.variants.jsonl'), { force: true });
  await openTrace(driver, FILE, 1);
  return readFileSync(driver.path(FILE), 'utf8');
}

async function rewrite(driver: Driver): Promise<void> {
  await compressWith(driver, REWRITE);
}

/** The body of the last chat request. */
function lastBody(): Readonly<Record<string, unknown>> {
  const body = chats().at(-1)?.body;
  assert.ok(typeof body === 'object' && body !== null, 'a JSON body');
  return body as Readonly<Record<string, unknown>>;
}

/** Runs the rewrite against a misbehaving server; the message has to say so and nothing may have changed. */
function trouble(name: string, behaviours: readonly ServerBehaviour[], words: RegExp): EndToEndTest {
  return fresh(`${name}: a clear message, and the trace is as it was`, async (driver) => {
    const before = await openPaint(driver);
    play(...behaviours);
    await rewrite(driver);
    const message = await driver.waitForNotification(UNCHANGED);
    assert.match(message, words);
    assert.ok(!message.includes(KEY), 'no key in the message');
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before);
    assert.equal(existsSync(driver.path('model.variants.jsonl')), false);
    assert.ok(!(await driver.tabs()).some((tab) => tab.includes('↔') || tab.startsWith('●')));
    await driver.waitForFaded('The first wall');
  });
}

async function succeed(driver: Driver, stream: boolean): Promise<void> {
  await openPaint(driver);
  play({ kind: 'reply', text: SHORT, pieces: 5 });
  await rewrite(driver);
  await driver.waitForTab('model-1 ↔ rewrite');
  await driver.answerNotification('Compressed: ', 'Accept');
  await driver.waitForNotification('The variant is stored in');
  const [row] = readVariants(driver.path('model.variants.jsonl'));
  assert.equal(row?.text, SHORT);
  assert.deepEqual(row?.model, { name: 'test-model', host: new URL(server.url).host });
  assert.equal(lastBody().stream ?? false, stream);
  assert.ok(!JSON.stringify(row).includes(KEY));
}

/** All files below a folder that hold the words. */
function filesWith(folder: string, words: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(words));
}

const setUp: readonly EndToEndTest[] = [
  fresh('without an endpoint a rewrite offers to set one up, and the built-in strategy works', async (driver) => {
    await openPaint(driver);
    await rewrite(driver);
    await driver.answerNotification('A rewrite needs a model endpoint, and none is set up.', 'Use Built-In Strategy');
    await driver.waitForTab('model-1 ↔ safe-prune');
  }),

  fresh('the wizard asks for address, key and model of the server, and the rewrite goes on with it', async (driver) => {
    if (existsSync(machineSettings(driver))) {
      // Left by an attempt that failed half-way.
      rmSync(machineSettings(driver));
      await driver.reload();
    }
    await openPaint(driver);
    play({ kind: 'reply', text: SHORT });
    await rewrite(driver);
    await driver.answerNotification('A rewrite needs a model endpoint', 'Set Up Endpoint');
    await driver.page.locator('.quick-input-title', { hasText: 'Set Up Endpoint' }).waitFor();
    await driver.page.locator(`${SELECTORS.quickInput} input`).first().fill('Another');
    await driver.quickPick('Another OpenAI-compatible server');
    await driver.page.locator(SELECTORS.quickInput, { hasText: 'The part before /chat/completions' }).waitFor();
    await driver.quickInput(server.url);
    await driver.page.locator(SELECTORS.quickInput, { hasText: 'Key, if the server wants one' }).waitFor();
    assert.equal(await driver.page.locator(`${SELECTORS.quickInput} input`).first().getAttribute('type'), 'password');
    await driver.quickInput(KEY);
    await driver.quickPick('large-model');
    await driver.waitForTab('model-1 ↔ rewrite');
    const request = chats().at(-1);
    assert.equal(request?.headers.authorization, `Bearer ${KEY}`);
    assert.equal(lastBody().model, 'large-model');
    assert.ok(readFileSync(machineSettings(driver), 'utf8').includes(server.url), 'the address is a setting');
  }),

  fresh('the key stands in no file of the workbench and of the folder, and survives a reload', async (driver) => {
    assert.deepEqual(filesWith(driver.folder, KEY), []);
    assert.deepEqual(filesWith(join(driver.workbench.home, 'data'), KEY), []);
    await driver.reload();
    await openPaint(driver);
    play({ kind: 'reply', text: SHORT });
    await rewrite(driver);
    await driver.waitForTab('model-1 ↔ rewrite');
    assert.equal(chats().at(-1)?.headers.authorization, `Bearer ${KEY}`);
  }),

  fresh('Test Endpoint says what the server has', async (driver) => {
    await driver.runCommand('CoT Lens: Test Endpoint...');
    assert.match(await driver.waitForNotification('answers:'), /2 models on offer/);
  }),
];

const rewriting: readonly EndToEndTest[] = [
  {
    name: 'a streamed rewrite is shown as a diff and stored with its model',
    run: async (driver) => {
      await useEndpoint(driver, { extraBody: { top_k: 7 } });
      await succeed(driver, true);
      assert.equal(lastBody().top_k, 7, 'extra body fields are sent');
    },
  },

  fresh('a rewrite with another answer is refused with the name of the guard', async (driver) => {
    await openPaint(driver);
    play({ kind: 'reply', text: SHORT.replaceAll('100', '90') });
    await rewrite(driver);
    const message = await driver.waitForNotification('Refused by a guard');
    assert.match(message, /Answer unchanged|answer/i);
    await driver.runCommand('CoT Lens: Accept Variant');
    await driver.waitForNotification('is not stored');
    assert.equal(existsSync(driver.path('model.variants.jsonl')), false);
  }),

  fresh('a step is rewritten in its place and undo takes it back', async (driver) => {
    const before = await openPaint(driver);
    await driver.waitForFaded('The first wall');
    play({ kind: 'reply', text: 'So 8 cans.' });
    const lens = driver.page.locator(SELECTORS.lens, { hasText: 'Step 3' });
    await lens.locator('a', { hasText: /^Rewrite$/ }).click();
    await waitForLenses(driver, 'a shorter step 3', (lenses) => {
      return lenses.some((each) => /^Step 3 · \S+ · [3-6] tok/.test(each));
    });
    assert.ok((await driver.editorText()).includes('\nSo 8 cans.\n'));
    await driver.pressInEditor('ControlOrMeta+z');
    await driver.waitForFaded('The first wall');
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before);
  }),

  fresh('Cancel in the middle closes the connection and changes nothing', async (driver) => {
    const before = await openPaint(driver);
    play({ kind: 'drip', text: SHORT, pieces: 400, gapMs: 100 });
    const known = chats().length;
    await rewrite(driver);
    await driver.waitForNotification('characters received');
    await driver.page
      .locator(SELECTORS.toast, { hasText: 'characters received' })
      .locator('.monaco-button', { hasText: 'Cancel' })
      .click();
    assert.equal(chats().length, known + 1);
    await chats().at(-1)?.dropped;
    await driver.page.locator(SELECTORS.toast).first().waitFor({ state: 'detached' });
    assert.ok(!(await driver.tabs()).some((tab) => tab.includes('↔')));
    assert.equal(readFileSync(driver.path(FILE), 'utf8'), before);
  }),

  fresh('429 with Retry-After is waited for and then succeeds', async (driver) => {
    await openPaint(driver);
    play({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, { kind: 'reply', text: SHORT });
    const known = chats().length;
    await rewrite(driver);
    await driver.waitForTab('model-1 ↔ rewrite');
    assert.equal(chats().length, known + 2);
  }),
];

const troubles: readonly EndToEndTest[] = [
  trouble('401', [{ kind: 'status', status: 401 }], /did not accept the key.*Set the key.*HTTP 401/),
  trouble('404', [{ kind: 'status', status: 404 }], /knows no such address or model \("small-model"\).*HTTP 404/),
  trouble(
    '429 that asks to wait too long',
    [{ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }],
    /asks to wait 3600 s/,
  ),
  trouble('500', [{ kind: 'status', status: 500 }], /error of its own.*HTTP 500/),
  trouble(
    'a malformed stream',
    [{ kind: 'malformed-sse', text: 'The first' }],
    /sent something that is no chat reply|was cut/,
  ),
  trouble('a page instead of an answer', [{ kind: 'html' }], /sent something that is no chat reply/),
  trouble(
    'a stall',
    [{ kind: 'stall', text: 'The first' }],
    /stopped in the middle of its reply: nothing more came within 3 s/,
  ),
  trouble('a cut connection', [{ kind: 'cut', text: 'The first' }], /was cut in the middle of the reply/),
  trouble('an empty reply', [{ kind: 'empty' }], /sent an empty reply/),
  trouble(
    'a refusal',
    [{ kind: 'refusal', text: 'I cannot help with that.' }],
    /refused to answer.*I cannot help with that/,
  ),
];

const withoutStream: readonly EndToEndTest[] = [
  {
    name: 'a rewrite without streaming works too',
    run: async (driver) => {
      await useEndpoint(driver, { stream: false });
      await succeed(driver, false);
    },
  },
  trouble('a cut body', [{ kind: 'malformed-json' }], /sent something that is no chat reply|was cut/),
  {
    name: 'a server that is not there: a clear message, and the trace is as it was',
    run: async (driver) => {
      const gone = await startModelServer([]);
      await gone.close();
      await useEndpoint(driver, { baseUrl: gone.url });
      await trouble('gone', [], /could not be reached/).run(driver);
    },
  },
];

export const tests: readonly EndToEndTest[] = [...setUp, ...rewriting, ...troubles, ...withoutStream];
