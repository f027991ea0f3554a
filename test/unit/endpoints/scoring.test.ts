import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { ScoredToken } from '../../../src/core/compress/types.ts';
import { alignTokens } from '../../../src/endpoints/align-tokens.ts';
import { createClient } from '../../../src/endpoints/client.ts';
import { troubleOf } from '../../../src/endpoints/errors.ts';
import { parseProfile } from '../../../src/endpoints/profile.ts';
import { strategyModel } from '../../../src/endpoints/strategy-model.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import {
  type ModelServer,
  type ServerBehaviour,
  type ServerScript,
  startModelServer,
} from '../../helpers/model-server.ts';
import { scoringBehaviour, toyLogprob } from '../../helpers/model-server-scoring.ts';

const never = (): AbortSignal => new AbortController().signal;

let server: ModelServer;
afterEach(() => server?.close());

async function client(script: ServerScript, settings: object = {}) {
  server = await startModelServer(script);
  const { profile } = parseProfile({ baseUrl: server.url, model: 'toy', ...settings });
  return createClient(profile!, { retries: { retries: 2, baseMs: 1, longestMs: 10 } });
}

/** What the toy server's tokens of 3 bytes give for ASCII texts that begin at a token's border. */
function expected(prompt: string, text: string): readonly ScoredToken[] {
  const tokens: ScoredToken[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const logprob = toyLogprob((prompt.length + at) / 3);
    tokens.push({ start: at, end: Math.min(text.length, at + 3), logprob });
  }
  return tokens;
}

const PROMPT = 'Question: 1 + 1?\nSo: '; // 21 characters, a multiple of 3
const TEXT = 'the answer is 2.';

describe('the score of a given text', () => {
  test.each(['prompt-logprobs', 'echo', 'sglang-generate'])('comes by %s', async (way) => {
    const asked = await client(scoringBehaviour({ ways: [way] }));
    const scored = await asked.score(PROMPT, TEXT, never());
    expect(scored).toMatchObject({ way, tokens: expected(PROMPT, TEXT) });
    expect(scored.usage?.inputTokens).toBeGreaterThan(0);
    expect((await asked.scoringWay(never()))?.id).toBe(way);
  });

  test('comes by chat, with the template in front passed over', async () => {
    const asked = await client(scoringBehaviour({ ways: ['chat-prompt-logprobs'] }));
    const { tokens, way } = await asked.score('Say: ', TEXT, never());
    expect(way).toBe('chat-prompt-logprobs');
    expect(tokens[0]?.start).toBe(0);
    expect(tokens.at(-1)?.end).toBe(TEXT.length);
    expect(tokens.slice(1).every(({ start }, i) => start === tokens[i]?.end)).toBe(true);
  });

  test('comes by chat for a text that begins with a character that tokens cut', async () => {
    const asked = await client(scoringBehaviour({ ways: ['chat-prompt-logprobs'] }));
    const { tokens } = await asked.score('Say: ', '😀😀 is 2', never());
    expect(tokens[0]?.start).toBe(0);
    expect(tokens.at(-1)?.end).toBe(9);
  });

  test('one that can do several is asked in the first way, and is asked how only once', async () => {
    const asked = await client(scoringBehaviour({ ways: ['echo', 'prompt-logprobs'] }));
    await asked.score(PROMPT, TEXT, never());
    await asked.score(PROMPT, TEXT, never());
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/completions', '/v1/completions', '/v1/completions']);
    expect(server.requests[2]?.body).toEqual({
      model: 'toy',
      prompt: PROMPT + TEXT,
      max_tokens: 1,
      temperature: 0,
      prompt_logprobs: 0,
    });
  });

  test.each<[string, ServerBehaviour]>([
    ['404', { kind: 'status', status: 404 }],
    ['a refusal of the parameter', { kind: 'status', status: 400 }],
    ['an error with status 200, as LM Studio', { kind: 'json', body: { error: 'Unexpected endpoint' } }],
    ['a web page', { kind: 'html' }],
  ])('is unsupported where every way ends in %s, and that is remembered', async (_name, otherwise) => {
    const asked = await client(scoringBehaviour({ ways: [], otherwise }));
    for (let i = 0; i < 2; i += 1) {
      const trouble = troubleOf(await asked.score(PROMPT, TEXT, never()).catch((thrown: unknown) => thrown));
      expect(trouble).toMatchObject({ kind: 'unsupported', ability: 'scoring' });
      expect(trouble?.message).toContain('leaving it out and asking for the answer again');
    }
    expect(server.requests).toHaveLength(4);
  });

  test.each([
    [{ kind: 'status', status: 401 }, 'unauthorized'],
    [{ kind: 'status', status: 429 }, 'rate-limited'],
    [{ kind: 'reset' }, 'cut'],
    [{ kind: 'hang' }, 'timeout'],
  ] as const)('%j is trouble and no missing ability: the next call asks again', async (behaviour, kind) => {
    let broken = true;
    const good = scoringBehaviour({ ways: ['echo'] });
    const asked = await client((request) => (broken ? behaviour : good(request)), { timeoutSeconds: 0.2 });
    expect(troubleOf(await asked.score(PROMPT, TEXT, never()).catch((thrown: unknown) => thrown))?.kind).toBe(kind);
    broken = false;
    expect((await asked.score(PROMPT, TEXT, never())).tokens).toEqual(expected(PROMPT, TEXT));
  });

  test('tokens of another text are malformed and not guessed at', async () => {
    const good = scoringBehaviour({ ways: ['prompt-logprobs'] });
    const asked = await client((request) => {
      const body = request.body as { prompt: string };
      return good(
        body.prompt.includes('answer') ? { ...request, body: { ...body, prompt: 'Something else.' } } : request,
      );
    });
    expect(troubleOf(await asked.score(PROMPT, TEXT, never()).catch((thrown: unknown) => thrown))?.kind).toBe(
      'malformed',
    );
  });

  test('many callers at once find the way together, and one that gives up does not stop the others', async () => {
    const controller = new AbortController();
    const good = scoringBehaviour({ ways: ['echo'] });
    const asked = await client((request, index) => {
      if (index > 0) return good(request);
      setImmediate(() => controller.abort());
      return { kind: 'hang' };
    });
    const first = asked.score(PROMPT, TEXT, controller.signal).catch((thrown: unknown) => thrown);
    const others = [1, 2, 3].map(() => asked.score(PROMPT, TEXT, never()));
    expect(troubleOf(await first)?.kind).toBe('cancelled');
    for (const { tokens } of await Promise.all(others)) expect(tokens).toEqual(expected(PROMPT, TEXT));
    // One that hung, the two ways that were tried, three scores.
    expect(server.requests).toHaveLength(6);
  });

  test('once the way is known, a passing failure is tried again', async () => {
    const good = scoringBehaviour({ ways: ['prompt-logprobs'] });
    const asked = await client((request, index) => (index === 1 ? { kind: 'status', status: 503 } : good(request)));
    expect((await asked.score(PROMPT, TEXT, never())).tokens).toEqual(expected(PROMPT, TEXT));
    expect(server.requests).toHaveLength(3);
  });

  test('a cancel stops it', async () => {
    const controller = new AbortController();
    const asked = await client(() => {
      setImmediate(() => controller.abort());
      return { kind: 'hang' };
    });
    const error = await asked.score(PROMPT, TEXT, controller.signal).catch((thrown: unknown) => thrown);
    expect(troubleOf(error)?.kind).toBe('cancelled');
  });
});

describe('alignTokens', () => {
  const units = fc.constantFrom('a', ' ', 'b', '\n', '7', 'é', '√', '数', '😀', '👨‍👩‍👧', '+', 'word');
  const someText = fc.array(units, { maxLength: 30 }).map((parts) => parts.join(''));

  /** Cuts a text's bytes and decodes each piece alone, as servers do. */
  function told(text: string, cuts: readonly number[]) {
    const bytes = new TextEncoder().encode(text);
    const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)).concat(0, bytes.length))].sort(
      (a, b) => a - b,
    );
    return places.slice(1).map((end, i) => ({
      text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.slice(places[i], end)),
      logprob: -1 - i,
    }));
  }

  test('tokens that keep whole characters lie exactly where they are', () => {
    fc.assert(
      fc.property(
        fc.array(units, { maxLength: 20 }),
        fc.array(units, { minLength: 1, maxLength: 20 }),
        (before, after) => {
          const tokens = [...before, ...after].map((text, i) => ({ text, logprob: -1 - i }));
          const start = before.join('').length;
          const target = tokens.map(({ text }) => text).join('');
          let at = 0;
          const places = after.map((text, i) => {
            at += text.length;
            return { start: at - text.length, end: at, logprob: -1 - before.length - i };
          });
          expect(alignTokens([{ text: '<s>', logprob: null }, ...tokens], target, start, target.length)).toEqual(
            places,
          );
        },
      ),
    );
  });

  test('tokens that cut characters cover the text without gap or overlap, and none is lost', () => {
    fc.assert(
      fc.property(someText, fc.array(fc.nat(400), { maxLength: 60 }), (text, cuts) => {
        const tokens = told(text, cuts);
        const aligned = alignTokens(tokens, text, 0, text.length);
        expect(aligned).not.toBeNull();
        let end = 0;
        for (const token of aligned ?? []) {
          expect(token.start).toBe(end);
          end = token.end;
        }
        expect(end).toBe(text.length);
        expect(aligned?.map(({ logprob }) => logprob)).toEqual(text === '' ? [] : tokens.map(({ logprob }) => logprob));
      }),
      { numRuns: 500 },
    );
  });

  test('blanks that a server loses in front of words are bridged', () => {
    const tokens = ['the', 'answer', 'is', '2', '.'].map((text, i) => ({ text, logprob: -i }));
    expect(alignTokens(tokens, 'the answer is 2.', 4, 16)).toEqual([
      { start: 0, end: 6, logprob: -1 },
      { start: 6, end: 9, logprob: -2 },
      { start: 9, end: 11, logprob: -3 },
      { start: 11, end: 12, logprob: -4 },
    ]);
  });

  test('a token over the border belongs to the text, and what was generated after it does not', () => {
    const tokens = ['ab', 'cd', 'ef', 'gh'].map((text, i) => ({ text, logprob: -i }));
    expect(alignTokens(tokens, 'abcdefgh', 3, 6)).toEqual([
      { start: 0, end: 1, logprob: -1 },
      { start: 1, end: 3, logprob: -2 },
    ]);
  });

  test('tokens of another text give null', () => {
    expect(alignTokens([{ text: 'xyz', logprob: -1 }], 'abc', 0, 3)).toBeNull();
    expect(alignTokens([], 'abc', 0, 3)).toBeNull();
  });

  test('hostile answers cost little', () => {
    const start = cpuTime();
    const spoiled = Array.from({ length: 100_000 }, (_, i) => ({ text: i % 2 ? '\uFFFD' : 'a', logprob: -1 }));
    alignTokens(spoiled, 'a'.repeat(100_000), 0, 100_000);
    alignTokens(spoiled, ' '.repeat(100_000), 0, 100_000);
    alignTokens(Array(100_000).fill({ text: '', logprob: -1 }), 'b'.repeat(100_000), 0, 100_000);
    expect(cpuTime() - start).toBeLessThan(3000);
  });
});

describe('embeddings', () => {
  test('come in the order of the texts, in requests of 32 texts, with the profile’s own model', async () => {
    const asked = await client(scoringBehaviour({ ways: [], vector: 3 }), { embeddingModel: 'small' });
    const texts = Array.from({ length: 70 }, (_, i) => 'a'.repeat(i + 1));
    const { vectors, usage } = await asked.embed(texts, never());
    expect(vectors.map((vector) => vector[1])).toEqual(texts.map(({ length }) => length));
    expect(usage).toEqual({ inputTokens: 21 });
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]?.body).toEqual({ model: 'small', input: texts.slice(0, 32) });
  });

  test('no texts cost no request', async () => {
    const asked = await client(scoringBehaviour({ ways: [], vector: 3 }));
    expect(await asked.embed([], never())).toEqual({ vectors: [] });
    expect(server.requests).toEqual([]);
  });

  test.each<[ServerBehaviour, string]>([
    [{ kind: 'status', status: 404 }, 'unsupported'],
    [{ kind: 'status', status: 501 }, 'unsupported'],
    [
      { kind: 'status', status: 400, body: '{"error":{"message":"The model does not support Embeddings API"}}' },
      'unsupported',
    ],
    [{ kind: 'json', body: { error: 'Unexpected endpoint or method. (POST /v1/embeddings)' } }, 'unsupported'],
    [{ kind: 'status', status: 400 }, 'bad-request'],
    [{ kind: 'status', status: 401 }, 'unauthorized'],
    [{ kind: 'json', body: { data: [{ index: 0, embedding: [1] }] } }, 'malformed'],
    [{ kind: 'json', body: { data: [{ embedding: [1, 2] }, { embedding: [1] }] } }, 'malformed'],
    [{ kind: 'json', body: { data: [{ embedding: [1, null] }, { embedding: [1, 2] }] } }, 'malformed'],
    [{ kind: 'malformed-json' }, 'malformed'],
  ])('%j is %s', async (behaviour, kind) => {
    const asked = await client([behaviour]);
    expect(troubleOf(await asked.embed(['a', 'b'], never()).catch((thrown: unknown) => thrown))?.kind).toBe(kind);
  });
});

describe('the model of a strategy', () => {
  test('scores and embeds through its client; what is missing is a value with the fallback', async () => {
    const able = strategyModel(await client(scoringBehaviour({ ways: ['echo'], vector: 2 })), { signal: never() });
    expect(await able.score(PROMPT, TEXT)).toEqual({ kind: 'scored', tokens: expected(PROMPT, TEXT) });
    expect(await able.embed(['bb'])).toEqual({ kind: 'vectors', vectors: [[2, 0]] });
    await server.close();
    const troubles: unknown[] = [];
    const asked = await client(scoringBehaviour({ ways: [] }));
    const poor = strategyModel(asked, { signal: never(), onTrouble: (trouble) => troubles.push(trouble) });
    const editor = strategyModel({ complete: (...ask) => asked.complete(...ask) }, { signal: never() });
    for (const model of [poor, editor]) {
      expect(await model.score(PROMPT, TEXT)).toMatchObject({
        kind: 'unsupported',
        reason: expect.stringContaining('Instead, a step'),
      });
      expect(await model.embed(['a'])).toMatchObject({
        kind: 'unsupported',
        reason: expect.stringContaining('Instead, texts'),
      });
      expect(await model.ask([{ role: 'user', content: 'hi' }])).toEqual({ kind: 'reply', text: '5' });
    }
    expect(troubles).toEqual([]);
  });
});
