import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseProfile, parseProfiles } from '../../../src/endpoints/profile.ts';
import { quoteServer, redact } from '../../../src/endpoints/redact.ts';
import { retryAfter } from '../../../src/endpoints/retry.ts';
import { createSseParser } from '../../../src/endpoints/sse.ts';
import { splitThinking } from '../../../src/endpoints/think-tags.ts';
import { cpuTime } from '../../helpers/cpu.ts';

describe('redact', () => {
  test('takes a key out whole, in part, URL-encoded and by its looks', () => {
    const key = 'p@ss/word key 123456';
    expect(redact(`a ${key} b`, [key])).toBe('a [key] b');
    expect(redact(`a ${key.slice(0, 12)}… b`, [key])).toBe('a [key]… b');
    expect(redact(`u?x=${encodeURIComponent(key)}`, [key])).not.toContain('word');
    expect(redact('Incorrect API key provided: sk-abc1****wxyz.', [])).not.toContain('wxyz');
    expect(redact('api_key=deadbeef&x=1', [])).toBe('api_key=[key]&x=1');
    expect(redact('http://me:pw@host/', [])).toBe('http://[key]@host/');
  });

  test('a very short key goes only as a word', () => {
    expect(redact('key x in box', ['x'])).toBe('key [key] in box');
  });

  test('no 8 characters in a row of a key survive, whatever is around', () => {
    const key = fc.string({ minLength: 9, maxLength: 40, unit: fc.constantFrom('a', 'b', 'c', '1', '-', '/') });
    fc.assert(
      fc.property(key, fc.string(), fc.string(), fc.nat(10), (secret, before, after, cut) => {
        const out = redact(before + secret.slice(cut % 2) + after, [secret]);
        for (let i = 0; i + 8 <= secret.length; i += 1) expect(out).not.toContain(secret.slice(i, i + 8));
      }),
    );
  });

  test('hostile bodies cost little', () => {
    const start = cpuTime();
    for (const unit of ['<', 'sk-', 'key:', '//', ' ', 'a', 'Bearer '])
      quoteServer(unit.repeat(100_000), ['aaaaaaaaaaaa']);
    expect(cpuTime() - start).toBeLessThan(4000);
  });
});

describe('quoteServer', () => {
  test('is one plain cut line', () => {
    const quoted = quoteServer('<b>Oh</b>\n\u0007no [x](command:evil) '.repeat(50), []);
    expect(quoted).not.toMatch(/[\n\u0007<]|\]\(/u);
    expect(quoted.length).toBeLessThanOrEqual(301);
  });
});

describe('splitThinking', () => {
  test.each([
    ['plain', '', 'plain'],
    ['<think>a</think>b', 'a', 'b'],
    ['a</think>b', 'a', 'b'],
    ['<think>a<think>b</think>c</think>d', 'a<think>b</think>c', 'd'],
    ['<think>never closed', 'never closed', ''],
    ['text with a <think> tag later</think>', '', 'text with a <think> tag later</think>'],
    ['<|begin_of_thought|>x<|end_of_thought|>y', 'x', 'y'],
  ])('%j', (content, reasoning, text) => {
    expect(splitThinking(content)).toEqual({ reasoning, text });
  });
});

describe('createSseParser', () => {
  const line = fc.constantFrom('data: a', 'data:b', ': comment', 'event: x', 'id: 1', '', 'data', 'odd');
  const source = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')))
    .map((lines) => lines.map((parts) => parts.join('')).join(''));

  test('gives the same events wherever the text is cut', () => {
    fc.assert(
      fc.property(source, fc.array(fc.nat(200)), (text, cuts) => {
        const whole = createSseParser();
        const expected = [...whole.push(text), ...whole.end().events];
        const parser = createSseParser();
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
        const events = places.slice(1).flatMap((end, i) => parser.push(text.slice(places[i], end)));
        expect([...events, ...parser.end().events]).toEqual(expected);
      }),
    );
  });

  test('joins data lines and gives an unfinished last event', () => {
    const parser = createSseParser();
    expect(parser.push('data: a\ndata: b\n\ndata: c')).toEqual([{ event: '', data: 'a\nb' }]);
    expect(parser.end().events).toEqual([{ event: '', data: 'c' }]);
  });

  test('a drip of one long line is linear', () => {
    const parser = createSseParser();
    const start = cpuTime();
    for (let i = 0; i < 50_000; i += 1) parser.push('xxxxxxxxxx');
    parser.end();
    expect(cpuTime() - start).toBeLessThan(3000);
  });
});

describe('retryAfter', () => {
  const headers = (values: Record<string, string>) => new Headers(values);
  test('reads seconds, milliseconds and dates', () => {
    const now = Date.UTC(2024, 0, 1);
    expect(retryAfter(headers({ 'retry-after': '7' }), now)).toBe(7);
    expect(retryAfter(headers({ 'retry-after-ms': '1500', 'retry-after': '7' }), now)).toBe(1.5);
    expect(retryAfter(headers({ 'retry-after': 'Mon, 01 Jan 2024 00:00:30 GMT' }), now)).toBe(30);
    expect(retryAfter(headers({ 'retry-after': 'Sun, 31 Dec 2023 00:00:00 GMT' }), now)).toBe(0);
    expect(retryAfter(headers({ 'retry-after': 'soon' }), now)).toBeUndefined();
    expect(retryAfter(headers({}), now)).toBeUndefined();
  });
});

describe('parseProfile', () => {
  test('fills in what is missing and keeps what is set', () => {
    expect(parseProfile({ baseUrl: ' http://localhost:8000/v1 ', model: 'q', maxTokens: 5 })).toEqual({
      notes: [],
      profile: {
        id: 'http://localhost:8000/v1',
        name: 'localhost:8000',
        kind: 'openai-compatible',
        baseUrl: 'http://localhost:8000/v1',
        model: 'q',
        headers: {},
        extraBody: {},
        stream: true,
        timeoutSeconds: 600,
        idleTimeoutSeconds: 120,
        maxTokens: 5,
        concurrency: 4,
      },
    });
  });

  test('says what is wrong and uses the default', () => {
    const { profile, notes } = parseProfile({
      baseUrl: 'http://h/v1',
      stream: 'yes',
      timeoutSeconds: -1,
      headers: { a: 1, b: 'x' },
      extraBody: [],
      prices: { input: 1 },
      apiKey: 'k',
      speed: 3,
    });
    expect(profile).toMatchObject({ stream: true, timeoutSeconds: 600, headers: { b: 'x' }, extraBody: {} });
    expect(notes).toHaveLength(7);
    expect(notes.join('\n')).toContain('"apiKey" is not read from settings');
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (a, b) => {
        parseProfile(a);
        parseProfiles(b);
        parseProfiles([a, b]);
        parseProfile({ baseUrl: 'http://h', headers: b, extraBody: b, prices: b, stream: b, id: b });
      }),
    );
  });

  test('a second profile with the same id is left out', () => {
    const { profiles, notes } = parseProfiles([{ id: 'a', baseUrl: 'http://x' }, { id: 'a', baseUrl: 'http://y' }, {}]);
    expect(profiles.map((profile) => profile.baseUrl)).toEqual(['http://x']);
    expect(notes).toHaveLength(2);
  });
});
