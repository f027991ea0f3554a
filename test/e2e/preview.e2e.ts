import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { Driver } from '../workbench/driver.ts';
import { closeAll, type EndToEndTest, fresh, openTrace } from './support/screen.ts';

/** Variants stay beside a file: each try has a file of its own. */
let tries = 0;

async function openPreview(driver: Driver, file = 'long-thinking.jsonl'): Promise<FrameLocator> {
  await openTrace(driver, file);
  await driver.runCommand('CoT Lens: Preview Method');
  const frame = driver.webview();
  await frame.locator('#method').waitFor();
  return frame;
}

async function drag(frame: FrameLocator, id: string, value: number): Promise<void> {
  await frame.locator(`#control-${id}`).fill(String(value));
}

async function said(driver: Driver, frame: FrameLocator, words: string | RegExp): Promise<string> {
  return driver.waitFor(`the sentence "${String(words)}"`, async () => {
    const text = await frame.locator('#sentences').innerText();
    return (typeof words === 'string' ? text.includes(words) : words.test(text)) && text;
  });
}

/** Text that a preview strikes through in the trace. */
async function struck(driver: Driver): Promise<string> {
  const texts: unknown = await driver.page.evaluate(`
    [...document.querySelectorAll('.editor-instance .view-line span')]
      .filter((part) => part.children.length === 0 && getComputedStyle(part).textDecorationLine === 'line-through')
      .map((part) => part.textContent).join('')`);
  return String(texts).replaceAll('\u00a0', ' ');
}

/** Stores variants beside a corpus, as a person does with the command line. */
function compressFile(path: string, strategy: string): void {
  const words = [resolve('dist/cli.js'), 'compress', path, '--strategy', strategy, '--variants'];
  const run = spawnSync(process.execPath, words, { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
}

export const tests: readonly EndToEndTest[] = [
  fresh('the ICoT curriculum strikes out what is gone at an epoch, and follows the slider', async (driver) => {
    const frame = await openPreview(driver);
    await said(driver, frame, /Epoch 1: 8 of [\d]+ tokens \(o200k_base\) are gone/);
    await driver.waitFor('eight tokens struck out', async () => (await struck(driver)).split(' ').length > 4);
    const first = await struck(driver);
    await drag(frame, 'epoch', 3);
    await said(driver, frame, 'Epoch 3: 24 of');
    const more = await driver.waitFor('more struck out', async () => {
      const now = await struck(driver);
      return now.length > first.length && now;
    });
    assert.ok(more.startsWith(first.trim().slice(0, 10)), `${more} goes on from ${first}`);
    await drag(frame, 'epoch', 5);
    assert.match(
      await said(driver, frame, 'Epoch 5:'),
      /Epoch 5: (\d+) of \1 tokens/,
      'from 39 tokens on all are gone',
    );
  }),

  fresh('CCoT shows k and the chosen tokens for a ratio', async (driver) => {
    const frame = await openPreview(driver);
    await frame.locator('#method').selectOption('ccot');
    await drag(frame, 'r', 0.05);
    const text = await said(driver, frame, 'k = ceil(0.05 *');
    const [, m, k] = /ceil\(0\.05 \* (\d+)\) = (\d+)/.exec(text) ?? [];
    assert.equal(Number(k), Math.ceil(Number(m) * 0.05));
  }),

  fresh('the valve walks the variants by length, strikes out what is dropped, and opens one', async (driver) => {
    tries += 1;
    const file = `valve${tries}.jsonl`;
    copyFileSync(driver.path('long-thinking.jsonl'), driver.path(file));
    const none = await openPreview(driver, file);
    await none.locator('#method').selectOption('cot-valve');
    await said(driver, none, 'compress it first');
    await closeAll(driver);
    for (const strategy of ['safe-prune', 'drop-flagged']) compressFile(driver.path(file), strategy);
    const frame = await openPreview(driver, file);
    await frame.locator('#method').selectOption('cot-valve');
    await said(driver, frame, /The original: \d+ tokens, beta 0\.00/);
    assert.equal(await struck(driver), '');
    await drag(frame, 'stop', 2);
    await said(driver, frame, 'beta 1.00');
    await driver.page.locator('.tab', { hasText: `valve${tries}-1.cot` }).click();
    await driver.runCommand('CoT Lens: Next Finding');
    await driver.waitFor('dropped steps struck out', async () => (await struck(driver)).length > 20);
    await frame.locator('#open').click();
    await driver.waitFor('the diff', async () => (await driver.tabs()).some((tab) => tab.includes('↔')));
  }),

  fresh('a record without logprobs says that it has no entropies', async (driver) => {
    const frame = await openPreview(driver);
    await frame.locator('#method').selectOption('step-entropy');
    await said(driver, frame, 'carries no logprobs');
    assert.equal(await struck(driver), '');
  }),
];
