import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { estimateCost, formatMoney } from '../../../src/endpoints/cost.ts';
import { createLimiter, type Entry, type Limiter, type Turn } from '../../../src/endpoints/limiter.ts';
import { createLimits, createLimitsPool } from '../../../src/endpoints/limits.ts';
import { createMeter } from '../../../src/endpoints/meter.ts';
import { parseProfile } from '../../../src/endpoints/profile.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const LANE = {};

/** Enters and notes what came of it in `log`. */
function enter(limiter: Limiter, name: string, log: string[], entry: Partial<Entry> = {}): { turn?: Turn } {
  const held: { turn?: Turn } = {};
  limiter
    .enter({
      tokens: 0,
      lane: LANE,
      signal: new AbortController().signal,
      refuse: (reason) => new Error(reason.kind),
      ...entry,
    })
    .then(
      (turn) => {
        held.turn = turn;
        log.push(name);
      },
      (error: unknown) => log.push(`${name}:${(error as Error).message}`),
    );
  return held;
}

describe('limiter', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);

  test('lets no more run at once than it may, in the order in which they came', async () => {
    const limiter = createLimiter({ concurrency: 2 });
    const log: string[] = [];
    const held = ['a', 'b', 'c', 'd'].map((name) => enter(limiter, name, log));
    await settle();
    expect(log).toEqual(['a', 'b']);
    expect(limiter.state()).toEqual({ running: 2, waiting: 2, pausedMs: 0 });
    held[1]?.turn?.end();
    await settle();
    expect(log).toEqual(['a', 'b', 'c']);
    held[0]?.turn?.end();
    held[0]?.turn?.end(); // a second end counts for nothing
    await settle();
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    expect(limiter.state()).toEqual({ running: 2, waiting: 0, pausedMs: 0 });
  });

  test('lanes take turns, so a single request does not wait behind a batch', async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const log: string[] = [];
    const batch = {};
    const first = enter(limiter, 'b1', log, { lane: batch });
    const second = enter(limiter, 'b2', log, { lane: batch });
    enter(limiter, 'b3', log, { lane: batch });
    const one = enter(limiter, 'one', log, { lane: {} });
    await settle();
    first.turn?.end();
    await settle();
    second.turn?.end();
    await settle();
    one.turn?.end();
    await settle();
    expect(log).toEqual(['b1', 'b2', 'one', 'b3']);
  });

  test('starts no more requests in any minute than it may', async () => {
    const limiter = createLimiter({ concurrency: 10, requestsPerMinute: 2 });
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) enter(limiter, name, log);
    await vi.advanceTimersByTimeAsync(59_999);
    expect(log).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['a', 'b', 'c']);
  });

  test('counts the tokens that were reported in place of the estimate', async () => {
    const limiter = createLimiter({ concurrency: 10, tokensPerMinute: 100 });
    const log: string[] = [];
    const first = enter(limiter, 'a', log, { tokens: 80 });
    enter(limiter, 'b', log, { tokens: 60 });
    await settle();
    expect(log).toEqual(['a']);
    first.turn?.end(30);
    await settle();
    expect(log).toEqual(['a', 'b']);
    enter(limiter, 'c', log, { tokens: 20 });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(log).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(log).toEqual(['a', 'b', 'c']);
  });

  test('a request larger than the whole limit runs alone and does not wait for ever', async () => {
    const limiter = createLimiter({ concurrency: 10, tokensPerMinute: 100 });
    const log: string[] = [];
    enter(limiter, 'small', log, { tokens: 10 });
    enter(limiter, 'large', log, { tokens: 1000 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log).toEqual(['small', 'large']);
  });

  test('a pause holds everybody, and the longer of two counts', async () => {
    const limiter = createLimiter({ concurrency: 10 });
    const log: string[] = [];
    limiter.pause(5000);
    limiter.pause(1000);
    enter(limiter, 'a', log);
    await vi.advanceTimersByTimeAsync(4999);
    expect(log).toEqual([]);
    expect(limiter.state().pausedMs).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(log).toEqual(['a']);
  });

  test('a cancel takes a waiting one out at once, and one that comes cancelled never waits', async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const log: string[] = [];
    const controller = new AbortController();
    enter(limiter, 'a', log);
    enter(limiter, 'b', log, { signal: controller.signal });
    enter(limiter, 'c', log);
    controller.abort();
    enter(limiter, 'd', log, { signal: controller.signal });
    await settle();
    expect([...log].sort()).toEqual(['a', 'b:cancelled', 'd:cancelled']);
    expect(limiter.state()).toEqual({ running: 1, waiting: 1, pausedMs: 0 });
  });

  test('thousands that wait on one signal are cheap to start and to cancel', async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const controller = new AbortController();
    const log: string[] = [];
    vi.useRealTimers();
    const start = cpuTime();
    for (let i = 0; i < 20_000; i += 1) enter(limiter, 'a', log, { signal: controller.signal });
    controller.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toHaveLength(20_000);
    expect(cpuTime() - start).toBeLessThan(4000);
  });

  test('a pause that nobody waits for sends the waiting away and lets later ones try', async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const log: string[] = [];
    const running = enter(limiter, 'a', log);
    enter(limiter, 'b', log);
    enter(limiter, 'c', log, { lane: {} });
    limiter.refuseWaiting(3_600_000);
    running.turn?.end();
    await settle();
    running.turn?.end();
    enter(limiter, 'd', log);
    await settle();
    expect([...log].sort()).toEqual(['a', 'b:paused', 'c:paused', 'd']);
  });

  test('no timer is left when nobody waits any more', async () => {
    const limiter = createLimiter({ concurrency: 1, requestsPerMinute: 1 });
    const controller = new AbortController();
    const log: string[] = [];
    enter(limiter, 'a', log).turn?.end();
    enter(limiter, 'b', log, { signal: controller.signal });
    controller.abort();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('whatever happens, the limits hold, the order of a lane is kept and everybody ends once', async () => {
    const action = fc.record({
      lane: fc.nat(2),
      tokens: fc.nat(40),
      takes: fc.nat(90_000),
      real: fc.option(fc.nat(40), { nil: undefined }),
      cancelAfter: fc.option(fc.nat(100_000), { nil: undefined }),
      pause: fc.option(fc.nat(20_000), { nil: undefined }),
    });
    const settings = fc.record({
      concurrency: fc.integer({ min: 1, max: 4 }),
      requestsPerMinute: fc.integer({ min: 1, max: 6 }),
      tokensPerMinute: fc.integer({ min: 10, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(settings, fc.array(action, { maxLength: 25 }), async (limits, actions) => {
        const limiter = createLimiter(limits);
        const lanes = [{}, {}, {}];
        const starts: { at: number; tokens: number; lane: number; index: number; pausedUntil: number }[] = [];
        const ends: number[] = [];
        let running = 0;
        let pausedUntil = 0;
        actions.forEach(({ lane, tokens, takes, real, cancelAfter, pause }, index) => {
          const controller = new AbortController();
          if (cancelAfter !== undefined) setTimeout(() => controller.abort(), cancelAfter);
          if (pause !== undefined) {
            setTimeout(() => {
              pausedUntil = Math.max(pausedUntil, performance.now() + pause);
              limiter.pause(pause);
            }, takes);
          }
          const refuse = () => new Error('cancelled');
          limiter.enter({ tokens, lane: lanes[lane]!, signal: controller.signal, refuse }).then(
            (turn) => {
              running += 1;
              expect(running).toBeLessThanOrEqual(limits.concurrency);
              const recent = starts.filter(({ at }) => at > performance.now() - 60_000);
              const sum = recent.reduce((total, other) => total + other.tokens, tokens);
              if (recent.length > 0) expect(sum).toBeLessThanOrEqual(limits.tokensPerMinute);
              const start = { at: performance.now(), tokens, lane, index, pausedUntil };
              starts.push(start);
              setTimeout(() => {
                running -= 1;
                ends.push(index);
                start.tokens = real ?? tokens;
                turn.end(real);
              }, takes);
            },
            () => ends.push(index),
          );
        });
        await vi.advanceTimersByTimeAsync(60_000 * 90);
        expect([...ends].sort((a, b) => a - b)).toEqual(actions.map((_, index) => index));
        for (const [i, { at, lane, index, pausedUntil: until }] of starts.entries()) {
          expect(at).toBeGreaterThanOrEqual(until);
          const window = starts.slice(0, i + 1).filter((other) => other.at > at - 60_000);
          expect(window.length).toBeLessThanOrEqual(limits.requestsPerMinute);
          const later = starts.slice(i + 1).filter((other) => other.lane === lane);
          expect(later.every((other) => other.index > index)).toBe(true);
        }
        expect(limiter.state()).toMatchObject({ running: 0, waiting: 0 });
      }),
      { numRuns: 60 },
    );
  });
});

describe('cost', () => {
  const prices = { input: 3, output: 15, cachedInput: 0.3 };

  test('is tokens times prices per million; cached input has its own price or the full one', () => {
    expect(estimateCost({ inputTokens: 1_000_000, outputTokens: 100_000 }, prices)).toBeCloseTo(4.5, 12);
    const cached = { inputTokens: 1_000_000, outputTokens: 0, cachedInputTokens: 900_000 };
    expect(estimateCost(cached, prices)).toBeCloseTo(0.57, 12);
    expect(estimateCost(cached, { input: 3, output: 15 })).toBeCloseTo(3, 12);
    expect(estimateCost({ inputTokens: 10, outputTokens: 0, cachedInputTokens: 20 }, prices)).toBeCloseTo(3e-6, 15);
  });

  test.each([
    [0, undefined, '$0.00'],
    [12.345, undefined, '$12.35'],
    [0.0042, undefined, '$0.0042'],
    [0.00000002, undefined, 'less than $0.0000010'],
    [1234567.8, 'EUR', '€1,234,567.80'],
    [5, 'credits', 'credits 5.00'],
  ])('%s %s is written %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text);
  });
});

describe('spend meter', () => {
  const prices = { input: 1_000_000, output: 1_000_000 }; // 1 for each token

  test('sets the estimate aside, then counts what was reported', () => {
    const meter = createMeter(prices, 10);
    const first = meter.reserve({ inputTokens: 3, outputTokens: 3 });
    expect(meter.reserve({ inputTokens: 3, outputTokens: 3 })).toBeNull();
    expect(first?.settle({ inputTokens: 3, outputTokens: 1 }, false)).toEqual({ amount: 4, estimated: false });
    expect(first?.settle({ inputTokens: 3, outputTokens: 1 }, false)).toBeUndefined();
    const second = meter.reserve({ inputTokens: 3, outputTokens: 3 });
    second?.release();
    expect(
      meter.reserve({ inputTokens: 6, outputTokens: 0 })?.settle({ inputTokens: 6, outputTokens: 0 }, true),
    ).toEqual({
      amount: 6,
      estimated: true,
    });
    expect(meter.spending()).toEqual({
      requests: 2,
      inputTokens: 9,
      outputTokens: 1,
      amount: 10,
      estimatedRequests: 1,
    });
    expect(meter.reserve({ inputTokens: 1, outputTokens: 0 })).toBeNull();
  });

  test('a limit that is exactly reached is not passed, in spite of rounding', () => {
    const meter = createMeter({ input: 100_000, output: 0 }, 0.3);
    for (let i = 0; i < 3; i += 1) {
      const one = { inputTokens: 1, outputTokens: 0 };
      expect(meter.reserve(one)?.settle(one, false)?.amount).toBeCloseTo(0.1);
    }
    expect(meter.reserve({ inputTokens: 1, outputTokens: 0 })).toBeNull();
  });

  test('what was spent before counts, and without prices nothing is limited', () => {
    expect(createMeter(prices, 10, 9).reserve({ inputTokens: 2, outputTokens: 0 })).toBeNull();
    expect(createMeter(undefined, 10, 11).reserve({ inputTokens: 2, outputTokens: 0 })).not.toBeNull();
  });

  test('is never passed, whatever ends how', () => {
    const step = fc.record({
      input: fc.nat(5),
      output: fc.nat(5),
      real: fc.nat(5),
      end: fc.constantFrom('settle', 'release'),
    });
    fc.assert(
      fc.property(fc.array(step), fc.nat(40), (steps, limit) => {
        const meter = createMeter(prices, limit);
        const open: (() => void)[] = [];
        for (const { input, output, real, end } of steps) {
          const reservation = meter.reserve({ inputTokens: input, outputTokens: output });
          if (reservation === null) open.shift()?.();
          else {
            const tokens = { inputTokens: input, outputTokens: Math.min(real, output) };
            open.push(() => (end === 'settle' ? reservation.settle(tokens, false) : reservation.release()));
          }
          expect(meter.spending().amount).toBeLessThanOrEqual(limit);
        }
        for (const close of open) close();
        expect(meter.spending().amount).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

describe('the pool of limits', () => {
  const profile = (settings: object) => parseProfile({ baseUrl: 'http://h/v1', ...settings }).profile!;

  test('gives clients of one endpoint the same limits, other endpoints their own', () => {
    const pool = createLimitsPool();
    const one = pool.for(profile({ model: 'a' }));
    expect(pool.for(profile({ model: 'b' }))).toBe(one);
    expect(pool.for(profile({ id: 'other' }))).not.toBe(one);
  });

  test('new settings give new limits that know what was spent', () => {
    const pool = createLimitsPool();
    const prices = { input: 1_000_000, output: 1_000_000 };
    const tokens = { inputTokens: 4, outputTokens: 0 };
    pool.for(profile({ prices })).meter.reserve(tokens)?.settle(tokens, false);
    const changed = pool.for(profile({ prices, spendLimit: 5 }));
    expect(changed.meter.spending().amount).toBe(4);
    expect(changed.meter.reserve(tokens)).toBeNull();
    expect(createLimits(profile({ prices, spendLimit: 5 }), 5).meter.reserve(tokens)).toBeNull();
  });
});
