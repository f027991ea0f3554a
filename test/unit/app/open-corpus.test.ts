import { describe, expect, it } from 'vitest';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import type { ByteSource } from '../../../src/app/ports.ts';
import { bytesSource, textSource } from './memory-files.ts';

const GSM = (answer: string): string => JSON.stringify({ question: 'q', answer: `1 + 1 = 2\n#### ${answer}` });

describe('an open corpus', () => {
  it('gives records by position, number and line, whatever stands between them', async () => {
    const corpus = await openCorpus(textSource(`\ufeff${GSM('1')}\r\n\r\n${GSM('2')}\n\n${GSM('3')}`));
    expect([corpus.format, corpus.count, corpus.choice?.reader.id]).toEqual(['jsonl', 3, 'gsm8k']);
    expect([0, 1, 2, 3].map((position) => corpus.span(position)?.line)).toEqual([1, 3, 5, undefined]);
    expect([0, 1, 2, 3, 5, 6].map((number) => corpus.positionOf(number))).toEqual([-1, 0, -1, 1, 2, -1]);
    expect([0, 1, 2, 3, 4, 5, 9].map((line) => corpus.positionAtLine(line))).toEqual([-1, 0, 0, 1, 1, 2, 2]);
    expect((await corpus.entry(1))?.traces[0]?.answer?.text).toBe('2');
    expect(await corpus.entry(3)).toBeUndefined();
  });

  it('numbers the elements of an array by their place', async () => {
    const corpus = await openCorpus(textSource(`[\n${GSM('1')},\n\n${GSM('2')}\n]`));
    expect([corpus.format, corpus.count]).toEqual(['json-array', 2]);
    expect([0, 1, 2, 3].map((number) => corpus.positionOf(number))).toEqual([-1, 0, 1, -1]);
    expect((await corpus.entry(1))?.record).toMatchObject({ number: 2, line: 4 });
  });

  it('finds the same records when the bytes come in many pieces', async () => {
    const text = `${GSM('1')}\n`.repeat(30_000);
    const corpus = await openCorpus(textSource(text));
    expect(text.length).toBeGreaterThan(1 << 20);
    expect(corpus.count).toBe(30_000);
    expect((await corpus.entry(29_999))?.record.text).toBe(GSM('1'));
  });

  it('chooses the reader from all over the file, not from its beginning', async () => {
    const strange = `${JSON.stringify({ nothing: 'here' })}\n`.repeat(3);
    const corpus = await openCorpus(textSource(strange + `${GSM('1')}\n`.repeat(40)));
    expect(corpus.choice?.reader.id).toBe('gsm8k');
  });

  it('gives a broken record its problem and reads the others', async () => {
    const corpus = await openCorpus(textSource(`${GSM('1')}\n{"cut\n${GSM('2')}`));
    const broken = await corpus.entry(1);
    expect([broken?.traces, broken?.problems.map(({ severity }) => severity)]).toEqual([[], ['error']]);
    expect((await corpus.entry(2))?.traces).toHaveLength(1);
  });

  it('says so when no reader knows the layout', async () => {
    const corpus = await openCorpus(textSource('1\n2\n'));
    expect(corpus.choice).toBeNull();
    expect((await corpus.entry(0))?.problems.map(({ code }) => code)).toEqual(['no-reader']);
  });

  it('has no records and no problems when the file is empty', async () => {
    const corpus = await openCorpus(textSource(''));
    expect([corpus.count, corpus.problems, corpus.choice]).toEqual([0, [], null]);
  });

  it('reads bytes that are not UTF-8 with a warning', async () => {
    const corpus = await openCorpus(bytesSource(Buffer.from(GSM('1').replace('q"', '\u00ff"'), 'latin1')));
    const entry = await corpus.entry(0);
    expect([entry?.writable, entry?.traces.length]).toEqual([false, 1]);
    expect(entry?.problems.map(({ code }) => code)).toContain('invalid-utf8');
  });

  it('stops when it is told to, and passes on that a file cannot be read', async () => {
    await expect(openCorpus(textSource(GSM('1')), {}, AbortSignal.abort())).rejects.toThrow();
    const unreadable: ByteSource = { sizeBytes: 5, version: '1', read: () => Promise.reject(new Error('disk')) };
    await expect(openCorpus(unreadable)).rejects.toThrow('disk');
  });
});
