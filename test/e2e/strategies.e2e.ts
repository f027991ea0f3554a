import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInStrategies, endpointStrategies } from '../../src/core/compress/registry.ts';
import type { CompressInput } from '../../src/core/compress/types.ts';
import { defaultCounter, readTraces } from '../helpers/compress-inputs.ts';
import { type SeenRequest, type ServerBehaviour, startModelServer } from '../helpers/model-server.ts';
import { scoringBehaviour } from '../helpers/model-server-scoring.ts';
import { ableModel } from '../helpers/stand-in-model.ts';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { compressWith, type EndToEndTest, fresh, openTrace } from './support/screen.ts';

const FILE = 'long-thinking.jsonl';
const SAMPLE = join(import.meta.dirname, '..', '..', 'samples', FILE);
/** A real trace; what the stand-in model says is made from it. */
const input: CompressInput = firstInput(readTraces(SAMPLE, await defaultCounter(), 1));
const able = ableModel(input);
const measures = scoringBehaviour({ ways: ['prompt-logprobs'], vector: 8 });
const server = await startModelServer(reply);

function firstInput(traces: readonly { readonly input: CompressInput }[]): CompressInput {
  assert.ok(traces[0]);
  return traces[0].input;
}

function reply(request: SeenRequest): ServerBehaviour {
  if (!(request.path.split('?')[0] ?? '').endsWith('/chat/completions')) return measures(request);
  const messages = (request.body as { messages?: readonly { content: string }[] }).messages ?? [];
  const prompt = messages.map(({ content }) => content).join('\n');
  const said = typeof able.ask === 'function' ? able.ask(prompt, 0) : '';
  return { kind: 'reply', text: typeof said === 'string' ? said : '' };
}

/** Runs a strategy on the trace; its diff appears, or a message that says why there is nothing to show. */
async function runs(driver: Driver, id: string): Promise<void> {
  await driver.runCommand('Notifications: Clear All Notifications');
  await compressWith(driver, id);
  const done = driver.page.locator(SELECTORS.toast, {
    hasText: /Compressed: |Refused by a guard|found nothing that can go/,
  });
  await done.first().waitFor();
  const said = (await done.first().textContent()) ?? '';
  assert.match(said, /tokens/, `${id}: ${said}`);
  if (/found nothing/.test(said)) return;
  await driver.waitForTab(`↔ ${id}`);
  await driver.runCommand('CoT Lens: Discard Variant');
  await driver.waitForTab('long-thinking-1.cot');
}

export const tests: readonly EndToEndTest[] = [
  fresh('every built-in strategy runs on a real trace', async (driver) => {
    await openTrace(driver, FILE, 1);
    for (const { id } of builtInStrategies) await runs(driver, id);
  }),

  fresh('every strategy that asks a model runs on a real trace through a local server', async (driver) => {
    const settings = join(driver.workbench.home, 'data', 'Machine', 'settings.json');
    writeFileSync(
      settings,
      JSON.stringify({ 'cotLens.endpoints': [{ name: 'Test', baseUrl: server.url, model: 'm' }] }),
    );
    await driver.reload();
    await openTrace(driver, FILE, 1);
    for (const { id, scope } of endpointStrategies) if (scope === 'trace') await runs(driver, id);
  }),
];
