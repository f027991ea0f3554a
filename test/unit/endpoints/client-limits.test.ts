import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../../../src/endpoints/client.ts';
import { troubleOf } from '../../../src/endpoints/errors.ts';
import { createLimits } from '../../../src/endpoints/limits.ts';
import { parseProfile } from '../../../src/endpoints/profile.ts';
import {
  type ModelServer,
  type ServerBehaviour,
  type ServerScript,
  startModelServer,
} from '../../helpers/model-server.ts';

const ASK = { messages: [{ role: 'user' as const, content: 'Shorten this.' }] };
const FAST = { retries: 3, baseMs: 1, longestMs: 1000 };
const never = (): AbortSignal => new AbortController().signal;

let server: ModelServer;
afterEach(() => server?.close());

async function client(script: ServerScript, settings: object = {}, options: ClientOptions = {}): Promise<Client> {
  server = await startModelServer(script);
  const { profile } = parseProfile({ baseUrl: server.url, model: 'm', ...settings });
  return createClient(profile!, { retries: FAST, ...options });
}

/** What each of many requests ended in: a text or the kind of its trouble. */
function ends(asked: Client, count: number, signal = never()): Promise<readonly string[]> {
  const one = () =>
    asked.complete(ASK, signal).then(
      ({ text }) => text,
      (error: unknown) => troubleOf(error)?.kind ?? `not an endpoint error: ${String(error)}`,
    );
  return Promise.all(Array.from({ length: count }, one));
}

describe('limits of an endpoint', () => {
  /** Holds every reply back until `least` requests are there at once. */
  function gate(least: number): { readonly script: ServerScript; most(): number } {
    let open = 0;
    let most = 0;
    let full = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      full = resolve;
    });
    const script: ServerScript = async () => {
      open += 1;
      most = Math.max(most, open);
      if (open >= least) full();
      await reached;
      open -= 1;
      return { kind: 'reply', text: 'ok' };
    };
    return { script, most: () => most };
  }

  test('the server sees as many requests at once as the profile says and never more', async () => {
    const { script, most } = gate(3);
    const asked = await client(script, { concurrency: 3 });
    expect(await ends(asked, 30)).toEqual(Array(30).fill('ok'));
    expect(most()).toBe(3);
  });

  test('clients with the same limits share them', async () => {
    const { script, most } = gate(2);
    const first = await client(script, { concurrency: 2 });
    const second = createClient(first.profile, { limits: first.limits });
    await Promise.all([ends(first, 10), ends(second, 10)]);
    expect(most()).toBe(2);
  });

  test.each([429, 503])('%i with Retry-After pauses all requests of the endpoint', async (status) => {
    const seen: number[] = [];
    const script: ServerScript = (_request, index) => {
      seen.push(performance.now());
      if (index === 0) return { kind: 'status', status, headers: { 'retry-after-ms': '150' } };
      return { kind: 'reply', text: 'ok' };
    };
    const asked = await client(script, { concurrency: 1 });
    expect(await ends(asked, 6)).toEqual(Array(6).fill('ok'));
    expect(seen).toHaveLength(7);
    expect((seen[1] ?? 0) - (seen[0] ?? 0)).toBeGreaterThanOrEqual(145);
  });

  test('a Retry-After that nobody waits for sends the waiting away without a request', async () => {
    const script = [{ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }] as const;
    const asked = await client(script, { concurrency: 2 });
    expect(await ends(asked, 10)).toEqual(Array(10).fill('rate-limited'));
    expect(server.requests.length).toBeLessThanOrEqual(3);
    expect(asked.limits.limiter.state()).toEqual({ running: 0, waiting: 0, pausedMs: 0 });
  });

  test('a cancel takes the waiting ones out at once and sends nothing for them', async () => {
    const controller = new AbortController();
    const asked = await client(
      () => {
        setImmediate(() => controller.abort());
        return { kind: 'hang' };
      },
      { concurrency: 1 },
    );
    expect(await ends(asked, 5, controller.signal)).toEqual(Array(5).fill('cancelled'));
    expect(server.requests).toHaveLength(1);
    expect(asked.limits.limiter.state()).toMatchObject({ running: 0, waiting: 0 });
  });
});

describe('money', () => {
  const prices = { input: 1, output: 10, currency: 'eur' };

  test('the cost of a reply comes from the reported usage', async () => {
    const asked = await client([{ kind: 'reply', text: 'four' }], { prices });
    const { cost } = await asked.complete(ASK, never());
    expect(cost).toEqual({ amount: (10 * 1 + 1 * 10) / 1e6, estimated: false });
    expect(asked.limits.meter.spending()).toMatchObject({ requests: 1, inputTokens: 10, outputTokens: 1 });
  });

  test('without a usage it is estimated and says so; without prices there is none', async () => {
    const asked = await client([{ kind: 'reply', text: 'four', usage: false }], { prices });
    const { cost } = await asked.complete(ASK, never());
    expect(cost?.estimated).toBe(true);
    expect(cost?.amount).toBeGreaterThan(0);
    expect(asked.limits.meter.spending().estimatedRequests).toBe(1);
    await server.close();
    expect(await (await client([{ kind: 'reply', text: 'x' }])).complete(ASK, never())).not.toHaveProperty('cost');
  });

  test('the spend limit refuses further requests with its own trouble, also those that wait', async () => {
    const asked = await client([{ kind: 'reply', text: 'four' }], { prices, spendLimit: 0.00007, concurrency: 2 });
    const results = await ends(asked, 10);
    const spent = asked.limits.meter.spending().amount;
    expect(results).toContain('four');
    expect(results.filter((end) => end === 'spend-limit').length).toBe(10 - server.requests.length);
    expect(spent).toBeGreaterThan(0.00003);
    expect(spent).toBeLessThanOrEqual(0.00007);
    const trouble = troubleOf(await asked.complete(ASK, never()).catch((thrown: unknown) => thrown));
    expect(trouble).toMatchObject({ kind: 'spend-limit', limit: 0.00007, spent });
    expect(trouble?.message).toMatch(/^Not sent: €0\.0000[3-7]\d of the €0\.000070 for 127\.0\.0\.1:\d+ is spent/);
  });

  test.each<[ServerBehaviour, boolean]>([
    [{ kind: 'cut', text: 'half of a reply' }, true],
    [{ kind: 'stall', text: 'half of a reply' }, true],
    [{ kind: 'reply', text: 'half of a reply', finishReason: 'length' }, true],
    [{ kind: 'hang' }, true],
    [{ kind: 'status', status: 400 }, false],
    [{ kind: 'status', status: 500 }, false],
    [{ kind: 'reset' }, false],
  ])('%j is counted: %s', async (behaviour, counted) => {
    const settings = { prices, timeoutSeconds: 0.3, idleTimeoutSeconds: 0.1 };
    const asked = await client([behaviour], settings, { retries: { ...FAST, retries: 0 } });
    await ends(asked, 1);
    expect(asked.limits.meter.spending().amount > 0).toBe(counted);
    expect(asked.limits.limiter.state().running).toBe(0);
  });
});

/** What a bad day's server does, by weight. */
const BEHAVIOUR = fc.oneof(
  { weight: 8, arbitrary: fc.constant<ServerBehaviour>({ kind: 'reply', text: 'ok' }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<ServerBehaviour>(
      { kind: 'reset' },
      { kind: 'cut', text: 'ha' },
      { kind: 'stall', text: 'ha' },
      { kind: 'hang' },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 429, headers: { 'retry-after-ms': '5' } },
      { kind: 'status', status: 429, headers: { 'retry-after': '4000' } },
      { kind: 'status', status: 401 },
      { kind: 'malformed-sse', text: 'ha' },
      { kind: 'unfinished', text: 'ha' },
      { kind: 'empty' },
      { kind: 'html' },
      { kind: 'refusal', text: 'no' },
      { kind: 'error-in-stream', text: 'ha', message: 'down' },
    ),
  },
);

test('a server that fails, stalls and is killed at random: every request ends once, by a text or a named trouble', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(BEHAVIOUR, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(20),
      async (behaviours, concurrency, killAt) => {
        let killed: Promise<void> | undefined;
        const script: ServerScript = (_request, index) => {
          if (index === killAt) killed = server.close();
          return behaviours[index % behaviours.length] ?? { kind: 'empty' };
        };
        const settings = {
          concurrency,
          timeoutSeconds: 0.1,
          idleTimeoutSeconds: 0.05,
          prices: { input: 1, output: 1 },
        };
        // Counted here, as a server learns of a dropped connection later than the next request may start.
        let most = 0;
        const fetch = (url: string, init: RequestInit): Promise<Response> => {
          most = Math.max(most, asked.limits.limiter.state().running);
          return globalThis.fetch(url, init);
        };
        const retries = { retries: 1, baseMs: 1, longestMs: 50 };
        const asked: Client = await client(script, settings, { retries, fetch });
        const results = await ends(asked, 30);
        expect(results).toHaveLength(30);
        for (const end of results) {
          expect(end === 'ok' || NAMED.has(end), `ended in "${end}"`).toBe(true);
        }
        expect(most).toBeLessThanOrEqual(concurrency);
        expect(asked.limits.limiter.state()).toMatchObject({ running: 0, waiting: 0 });
        const left = asked.limits.meter.reserve({ inputTokens: 0, outputTokens: 0 });
        expect(left).not.toBeNull();
        await killed;
        await server.close();
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);

const NAMED = new Set<string>([
  'unreachable',
  'unauthorized',
  'rate-limited',
  'server-error',
  'timeout',
  'stalled',
  'cut',
  'malformed',
  'empty',
  'refused',
]);

test('limits can be made apart from a client, with what was spent before', async () => {
  const settings = { prices: { input: 1, output: 1 }, spendLimit: 1 };
  const asked = await client([{ kind: 'reply', text: 'x' }], settings);
  const spent = createClient(asked.profile, { limits: createLimits(asked.profile, 1) });
  expect(await ends(spent, 1)).toEqual(['spend-limit']);
  expect(server.requests).toEqual([]);
});
