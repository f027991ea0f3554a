import { expect, it } from 'vitest';
import {
  customIdOf,
  fileModels,
  keyOfCustomId,
  type OpenQuestion,
  suspending,
} from '../../../src/app/batch/file-round.ts';
import { runBatch } from '../../../src/app/batch/run-batch.ts';
import { corpusTraces } from '../../../src/app/batch/traces.ts';
import type { CompressOne } from '../../../src/app/batch/types.ts';
import { all, compressed, corpusOf, IDENTITY, JOB, workplace } from './support.ts';

/** Asks twice at once, then once more about both replies. */
const twoRounds: CompressOne = async ({ trace }, model) => {
  const words = trace.reasoning.text;
  const asked = await Promise.all(
    ['a', 'b'].map((part) => model?.ask([{ role: 'user', content: `${words} ${part}` }])),
  );
  const texts = asked.map((reply) => (reply?.kind === 'reply' ? reply.text : reply?.reason));
  const last = await model?.ask([{ role: 'user', content: texts.join('+') }]);
  if (last?.kind !== 'reply') return { kind: 'failed', reason: last?.reason ?? '' };
  return { kind: 'done', compressed: compressed(last.text) };
};

it('brings a strategy that asks in rounds to its end, file by file', async () => {
  const place = workplace();
  const corpus = await corpusOf('one', 'two');
  const round = async (compress = twoRounds) => {
    const stores = await place.open();
    const open: OpenQuestion[] = [];
    const models = fileModels({
      identity: IDENTITY,
      journal: stores.journal,
      refused: new Map(),
      again: false,
      onOpen: (question) => open.push(question),
    });
    const runtime = { clock: () => 'now', wait: async () => {}, toolVersion: '0' };
    const settings = {
      concurrency: 1,
      finished: 'skip',
      retryFailed: false,
      signal: new AbortController().signal,
    } as const;
    const parts = { compress: suspending(compress), models, stores, runtime };
    const results = await all(runBatch(corpusTraces(corpus, JOB), JOB, parts, settings).results);
    return { open, journal: stores.journal, kinds: results.map(({ kind }) => kind) };
  };
  const answer = async ({ open, journal }: Awaited<ReturnType<typeof round>>): Promise<void> => {
    for (const question of [...open].reverse()) {
      const words = question.kind === 'new' ? (question.question.messages[0]?.content ?? '') : '';
      await journal.keep(question.key, { answer: { kind: 'reply', text: `<${words}>` } });
    }
  };
  const first = await round();
  expect([first.kinds, first.open.map(({ kind }) => kind)]).toEqual([['open', 'open'], Array(4).fill('new')]);
  await first.journal.markAsked(new Map(first.open.map(({ key }) => [key, 'q.jsonl'])));
  expect((await round()).open.map(({ kind }) => kind)).toEqual(Array(4).fill('waiting'));
  await answer(first);
  const second = await round();
  expect(second.open).toHaveLength(2);
  await answer(second);
  const third = await round();
  expect([third.kinds, third.open]).toEqual([['variant', 'variant'], []]);
});

it('finds the key in the longest name that it makes', () => {
  const key = '0123456789abcdef'.repeat(2);
  const id = customIdOf(key, 123_456_789_012, 12_345);
  expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  expect(keyOfCustomId(id)).toBe(key);
  for (const other of ['', 'rec-17_compress', `r1-t1-${key}0`, `r1-t1-${key.toUpperCase()}`]) {
    expect(keyOfCustomId(other)).toBeNull();
  }
});
