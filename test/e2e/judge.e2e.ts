import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerBehaviour, startModelServer } from '../helpers/model-server.ts';
import type { Driver, DriverOptions } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { applesRecord, PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { drawnBehind } from './support/decorations.ts';
import { type EndToEndTest, fresh, openTrace } from './support/screen.ts';
import { readVariants } from './support/variants.ts';

export const options: DriverOptions = { settings: { 'cotLens.annotation.annotator': 'ann' } };

const FILE = 'judge.jsonl';
const SAID = ['needed', 'needed', 'repeat', 'needed', 'needed', 'check'];

let behave: () => ServerBehaviour = judges;
const server = await startModelServer(() => behave(), { models: ['small-model'] });

/** Every question gets a label for as many steps as the longest trace has; a shorter one heeds the first of them. */
function judges(): ServerBehaviour {
  return { kind: 'reply', text: SAID.map((label, index) => `[${index + 1}] ${label}`).join('\n') };
}

/** A corpus without labels and variants, and the test's server as the only endpoint of the machine. */
async function begin(driver: Driver): Promise<void> {
  behave = judges;
  for (const kind of ['annotations', 'variants', 'journal'])
    rmSync(driver.path(FILE.replace('.jsonl', `.${kind}.jsonl`)), { force: true });
  writeLines(driver, FILE, [paintRecord(), applesRecord(3)]);
  const own = { name: 'Test', baseUrl: server.url, model: 'small-model' };
  const settings = join(driver.workbench.home, 'data', 'Machine', 'settings.json');
  writeFileSync(settings, JSON.stringify({ 'cotLens.endpoints': [own] }));
  await driver.reload();
}

async function label(driver: Driver): Promise<void> {
  await openTrace(driver, FILE);
  await driver.pressInEditor('Control+Alt+l');
  await driver.quickPick('All Traces That Are Not Done');
  await driver.waitForStatus('0/6 steps');
}

async function waitForBehind(driver: Driver, text: string): Promise<void> {
  await driver.waitFor(`"${text}" behind a step`, async () =>
    (await drawnBehind(driver)).some((each) => each.includes(text)),
  );
}

function labelsInFile(driver: Driver): readonly string[] {
  const path = driver.path(FILE.replace('.jsonl', '.annotations.jsonl'));
  if (!existsSync(path)) return [];
  const rows = readFileSync(path, 'utf8').trim().split('\n');
  return rows.map((row) => {
    const {
      annotator,
      step,
      label: said,
    } = JSON.parse(row) as {
      annotator: string;
      step: { index: number };
      label: string;
    };
    return `${annotator} ${step.index + 1} ${said}`;
  });
}

export const tests: readonly EndToEndTest[] = [
  fresh('a key asks a model to judge the steps, and Enter takes its word for a label', async (driver) => {
    await begin(driver);
    await label(driver);
    const asked = server.requests.length;
    await driver.page.keyboard.press('a');
    assert.match(await driver.answerDialog('Cancel'), new RegExp(`sent to ${new URL(server.url).host}`));
    assert.equal(server.requests.length, asked, 'nothing is sent without a yes');
    await driver.page.keyboard.press('a');
    await driver.answerDialog('Ask');
    assert.match(await driver.waitForNotification('The judge said'), /4 needed, 1 check, 1 repeat/);
    await driver.clearNotifications();
    await waitForBehind(driver, 'skip? (judge: repeat)');
    await waitForBehind(driver, 'keep? (kept by the judge)');
    await driver.screenshot('judge-light');
    assert.deepEqual(labelsInFile(driver), [], 'a suggestion is no label');
    for (let step = 1; step <= 3; step += 1) {
      await driver.page.keyboard.press('Enter');
      await driver.waitForStatus(`${step}/6 steps`);
    }
    assert.deepEqual(labelsInFile(driver), ['ann 1 keep', 'ann 2 keep', 'ann 3 skip']);
    const stored = readVariants(driver.path(FILE.replace('.jsonl', '.variants.jsonl')));
    assert.equal(stored.length, 1);
    assert.equal(stored[0]?.strategy, 'step-judge');
    assert.ok(JSON.stringify(server.requests.at(-1)?.body).includes(PAINT_STEPS[1]));
    await driver.runCommand('CoT Lens: Stop Labelling');
  }),

  fresh('a judge that says nothing of use is told of, and the suggestions of the analysis stay', async (driver) => {
    await begin(driver);
    behave = () => ({ kind: 'reply', text: 'I would rather not.' });
    await label(driver);
    await waitForBehind(driver, 'skip? (exact repeat)');
    await driver.page.keyboard.press('a');
    await driver.answerDialog('Ask');
    assert.match(await driver.waitForNotification('The steps were not judged'), /labels 0 of 6 steps/);
    await driver.clearNotifications();
    await waitForBehind(driver, 'skip? (exact repeat)');
    await driver.runCommand('CoT Lens: Stop Labelling');
  }),

  fresh('a whole corpus is judged before one labels, after a question that says what is sent', async (driver) => {
    await begin(driver);
    await openTrace(driver, FILE);
    await driver.pressInEditor('Control+Alt+l');
    await driver.quickPick('Let a Model Judge Them First');
    await driver.page.locator(SELECTORS.quickInput).filter({ hasText: 'Which Traces' }).waitFor();
    await driver.quickPick('All traces');
    assert.match(await driver.answerDialog('Compress'), /2 traces of judge\.jsonl with "Judge the steps"/);
    await driver.waitForNotification('Compressed 2 of 2');
    await driver.clearNotifications();
    await label(driver);
    await waitForBehind(driver, 'skip? (judge: repeat)');
    await driver.runCommand('CoT Lens: Stop Labelling');
  }),

  fresh('each label is told to a screen reader where one is used', async (driver) => {
    await begin(driver);
    await driver.setSettings({ 'cotLens.annotation.announce': 'on' });
    await label(driver);
    await driver.page.evaluate(`
      window.toldAloud = [];
      for (const live of document.querySelectorAll('.monaco-aria-container [role]'))
        new MutationObserver(() => window.toldAloud.push(live.textContent)).observe(live, { childList: true, characterData: true, subtree: true });`);
    const told = async (text: string): Promise<boolean> =>
      ((await driver.page.evaluate('window.toldAloud')) as readonly string[]).some((each) => each.includes(text));
    await driver.page.keyboard.press('s');
    await driver.waitFor('the label aloud', () => told('Step 1: skip'));
    await driver.page.keyboard.press('u');
    await driver.waitFor('that it was taken back', () => told('Step 1: no label'));
    await driver.runCommand('CoT Lens: Stop Labelling');
    await driver.setSettings({ 'cotLens.annotation.announce': undefined });
  }),
];
