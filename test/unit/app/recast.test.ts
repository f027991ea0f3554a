import { describe, expect, it } from 'vitest';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import type { ByteSource } from '../../../src/app/ports.ts';
import { recast } from '../../../src/app/sources/recast.ts';

function sourceOf(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return { sizeBytes: bytes.length, version: '1', read: async (start, end) => bytes.subarray(start, end) };
}

async function traces(text: string) {
  const made = await recast(sourceOf(text));
  if (made === null) throw new Error('nothing was made of the text');
  const corpus = await openCorpus(made.source);
  const entries = await Promise.all(Array.from({ length: corpus.count }, (_, i) => corpus.entry(i)));
  return { made, entries, all: entries.flatMap((entry) => entry?.traces ?? []) };
}

const LONG = 'First I look at the crate, then I count the jars in it, and then I multiply by the number of crates. ';

describe('recast', () => {
  it('reads lines of implicit chain-of-thought data, a step a line, as solutions of the data set', async () => {
    const { all, made } = await traces('How many?||<<16-3-4=9>> <<9*2=18>> #### 18\r\nAnd now?||<<1+1=2>> #### 2\n');
    expect(made.note).toContain('2 records');
    expect(all).toMatchObject([
      {
        question: { text: 'How many?' },
        reasoning: { text: '<<16-3-4=9>>\n<<9*2=18>>' },
        answer: { text: '18' },
        isReferenceSolution: true,
      },
      { question: { text: 'And now?' }, answer: { text: '2' } },
    ]);
  });

  it('reads a plain text as one trace that cannot be written to', async () => {
    const { all, entries, made } = await traces('\uFEFFFirst I add.\n\nThen I check.\nThe answer is 4.\n');
    expect(all).toMatchObject([{ reasoning: { text: 'First I add.\n\nThen I check.' }, answer: { text: '4' } }]);
    expect(entries.map((entry) => entry?.writable)).toEqual([false]);
    expect(made.source.readOnly).toContain('plain text');
  });

  it('reads a trace from each long line', async () => {
    expect((await traces(`${LONG.repeat(3)}\n${LONG.repeat(2)}\n`)).all).toHaveLength(2);
  });

  it('reads the labelled sentences of an array as one chain', async () => {
    const chunk = (text: string, i: number) => ({ chunk: text, chunk_idx: i, resampling_importance_accuracy: 0.1 * i });
    const { all } = await traces(JSON.stringify([chunk('I add.', 0), chunk('It is 4.', 1)], null, 2));
    expect(all).toMatchObject([{ reasoning: { text: 'I add.\nIt is 4.' }, givenSteps: [{ start: 0 }, { start: 7 }] }]);
  });

  it.each([
    ['JSON Lines', '{"question":"q","answer":"a"}\n'],
    ['JSON Lines whose first line is broken', 'oops\n{"question":"q"}\n'],
    ['a cut array', '[{"a":1},'],
    ['an array of other records that name chunks', '[{"text":"\\"chunk_idx\\""}]'],
    ['a string', '"a"\n'],
    ['nothing', ''],
    ['blank lines', ' \n\n'],
    ['bytes', 'a\0b'],
  ])('leaves %s alone', async (_, text) => {
    expect(await recast(sourceOf(text))).toBeNull();
  });
});
