import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from '../../../src/endpoints/client.ts';
import { troubleOf } from '../../../src/endpoints/errors.ts';
import { PROBE_COST, type Probe, type ProbedAbility, probeEndpoint } from '../../../src/endpoints/probe.ts';
import { parseProfile } from '../../../src/endpoints/profile.ts';
import {
  type ModelServer,
  type SeenRequest,
  type ServerBehaviour,
  startModelServer,
} from '../../helpers/model-server.ts';
import { anthropicBody, anthropicStream } from '../../helpers/model-server-anthropic.ts';
import { type ScoringServer, scoringBehaviour } from '../../helpers/model-server-scoring.ts';

const never = (): AbortSignal => new AbortController().signal;
const ABILITIES: readonly ProbedAbility[] = [
  'models',
  'context-length',
  'replies',
  'streaming',
  'reasoning',
  'max-tokens',
  'temperature',
  'seed',
  'scoring',
  'embeddings',
];

let server: ModelServer;
afterEach(() => server?.close());

type Body = Readonly<Record<string, unknown>>;

/** A server whose chat is `chat` and whose other paths are those of a toy server. */
async function probe(
  chat: (body: Body) => ServerBehaviour,
  rest: ScoringServer = { ways: [] },
  settings: object = {},
  models: readonly (string | object)[] = ['toy'],
): Promise<Probe> {
  const other = scoringBehaviour(rest);
  const script = (request: SeenRequest): ServerBehaviour => {
    const body = request.body as Body;
    const isChat = /\/(chat\/completions|messages)$/.test(request.path) && body.prompt_logprobs === undefined;
    return isChat ? chat(body) : other(request);
  };
  server = await startModelServer(script, { models });
  const { profile } = parseProfile({ baseUrl: server.url, model: 'toy', timeoutSeconds: 1, ...settings });
  return probeEndpoint(createClient(profile!, { retries: { retries: 0, baseMs: 1, longestMs: 10 } }), never());
}

function states(found: Probe): Readonly<Record<string, string>> {
  expect(found.findings.map(({ ability }) => ability).sort()).toEqual([...ABILITIES].sort());
  for (const { sentence, state, fallback } of found.findings) {
    expect(sentence).toMatch(/^[A-Z].*[.)]$/s);
    if (state === 'yes') expect(fallback).toBeUndefined();
  }
  return Object.fromEntries(found.findings.map(({ ability, state }) => [ability, state]));
}

const finding = (found: Probe, ability: ProbedAbility) => found.findings.find((one) => one.ability === ability);
const refuses =
  (...fields: readonly string[]) =>
  (body: Body): ServerBehaviour =>
    fields.some((field) => field in body) ? { kind: 'status', status: 400 } : { kind: 'reply', text: '5' };

describe('a probe', () => {
  test('of a server that can do everything says so, with few requests', async () => {
    const found = await probe(
      () => ({ kind: 'reply', text: '5', reasoning: 'two and three' }),
      { ways: ['prompt-logprobs'], vector: 4 },
      {},
      [{ id: 'toy', max_model_len: 32_768 }],
    );
    expect(new Set(Object.values(states(found)))).toEqual(new Set(['yes']));
    expect(found.contextLength).toBe(32_768);
    expect(found.scoringWay?.id).toBe('prompt-logprobs');
    expect(finding(found, 'context-length')?.sentence).toContain('32,768');
    expect(finding(found, 'models')?.sentence).toBe('It lists 1 model, "toy" among them.');
    expect(server.requests).toHaveLength(5);
  });

  test('of a server that can only chat names the fallbacks', async () => {
    const found = await probe(() => ({ kind: 'reply', text: '5' }));
    expect(states(found)).toMatchObject({
      replies: 'yes',
      reasoning: 'no',
      'context-length': 'unknown',
      scoring: 'no',
      embeddings: 'no',
    });
    expect(finding(found, 'scoring')?.fallback).toContain('leaving it out');
    expect(finding(found, 'embeddings')?.fallback).toContain('words');
    expect(found).not.toHaveProperty('scoringWay');
  });

  test('tells which option a server refuses', async () => {
    const limit = await probe(refuses('max_tokens'));
    expect(states(limit)).toMatchObject({ 'max-tokens': 'no', streaming: 'yes', temperature: 'yes', seed: 'yes' });
    expect(finding(limit, 'max-tokens')?.fallback).toContain('max_completion_tokens');
    await server.close();
    const both = await probe(refuses('temperature', 'seed'));
    expect(states(both)).toMatchObject({ 'max-tokens': 'yes', temperature: 'no', seed: 'no' });
    await server.close();
    expect(states(await probe(refuses('seed')))).toMatchObject({ temperature: 'yes', seed: 'no' });
    await server.close();
    const stream = await probe(refuses('stream', 'max_tokens'), { ways: [] }, { stream: false });
    expect(states(stream)).toMatchObject({ streaming: 'no', replies: 'yes' });
  });

  test('of a thinking model whose reply the small limit cuts sees its reasoning and its stream', async () => {
    const found = await probe(() => ({ kind: 'reply', text: '', reasoning: 'let me see', finishReason: 'length' }));
    expect(states(found)).toMatchObject({ replies: 'yes', streaming: 'yes', reasoning: 'yes', temperature: 'yes' });
  });

  test('of an Anthropic endpoint asks for nothing that the protocol lacks', async () => {
    const chat = (body: Body) =>
      (body.stream === true ? anthropicStream : anthropicBody)({ text: '5', redacted: true });
    const found = await probe(chat, { ways: [] }, { kind: 'anthropic' });
    expect(states(found)).toMatchObject({
      replies: 'yes',
      reasoning: 'yes',
      seed: 'no',
      scoring: 'no',
      embeddings: 'no',
    });
    expect(finding(found, 'reasoning')?.sentence).toContain('keeps');
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/models?limit=1000', '/v1/messages', '/v1/messages']);
  });

  test('never costs more requests than it says before', async () => {
    const worst = (body: Body): ServerBehaviour => refuses('max_tokens', 'stream', 'temperature', 'seed')(body);
    await probe(worst, { ways: [] }, { stream: false });
    expect(server.requests.length).toBe(PROBE_COST.requests);
    const sent = server.requests.reduce((sum, { body }) => sum + JSON.stringify(body ?? '').length, 0);
    expect(sent / 8).toBeLessThan(PROBE_COST.inputTokens);
  });

  test.each<[ServerBehaviour, string]>([
    [{ kind: 'status', status: 401 }, 'did not accept the key'],
    [{ kind: 'status', status: 500 }, 'error of its own'],
    [{ kind: 'hang' }, 'did not finish'],
    [{ kind: 'reset' }, 'cut'],
    [{ kind: 'html' }, 'no chat reply'],
  ])('of a server in trouble (%j) knows nothing and says why', async (behaviour, words) => {
    const found = await probe(() => behaviour);
    expect(states(found)).toMatchObject({ models: 'yes', replies: 'unknown', streaming: 'unknown', seed: 'unknown' });
    expect(finding(found, 'replies')?.sentence).toContain(words);
    expect(server.requests.length).toBe(2);
  });

  test('a model that is not on the list is named', async () => {
    const found = await probe(() => ({ kind: 'reply', text: '5' }), { ways: [] }, { model: 'gone' });
    expect(finding(found, 'models')?.sentence).toBe('It lists 1 model; "gone" is not among them.');
  });

  test('stops at a cancel', async () => {
    const controller = new AbortController();
    server = await startModelServer(() => {
      setImmediate(() => controller.abort());
      return { kind: 'hang' };
    });
    const { profile } = parseProfile({ baseUrl: server.url, model: 'toy' });
    const error = await probeEndpoint(createClient(profile!), controller.signal).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)?.kind).toBe('cancelled');
  });
});
