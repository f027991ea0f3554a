import { expect, it } from 'vitest';
import { estimateBatch } from '../../../src/app/batch/estimate.ts';
import { corpusTraces } from '../../../src/app/batch/traces.ts';
import { all, askOnce, corpusOf, JOB, shouter, workplace } from './support.ts';

const count = async (texts: readonly string[]): Promise<readonly number[]> => texts.map((text) => text.length);

it('counts the prompts, leaves out what is finished, and bounds the replies', async () => {
  const place = workplace();
  await all((await place.start(await corpusOf('done'), shouter().ask)).results);
  const corpus = await corpusOf('done', 'x'.repeat(100), 'y'.repeat(50));
  const parts = { compress: askOnce, count, stores: await place.open(), retryFailed: false, expected: corpus.count };
  const job = { ...JOB, options: { ratio: 0.5 } };
  // Another ratio is another job; the question is the same, and its reply is in the journal.
  expect(await estimateBatch(corpusTraces(corpus, job), job, parts)).toEqual({
    traces: 3,
    finished: 0,
    failed: 0,
    left: 3,
    counted: 3,
    questions: 2,
    inputTokens: 150,
    outputTokens: 75,
  });
  const bounded = await estimateBatch(corpusTraces(corpus, JOB), JOB, { ...parts, maxTokens: 20 });
  expect(bounded).toMatchObject({ traces: 3, finished: 1, left: 2, questions: 2, outputTokens: 40 });
});

it('scales a large batch up from some of its traces, and says so', async () => {
  const corpus = await corpusOf(...Array.from({ length: 1000 }, (_, index) => `trace ${1000 + index}`));
  const stores = await workplace().open();
  const estimate = await estimateBatch(corpusTraces(corpus, JOB), JOB, {
    compress: askOnce,
    count,
    stores,
    retryFailed: false,
    expected: corpus.count,
  });
  expect(estimate).toMatchObject({ left: 1000, counted: 200, questions: 1000, inputTokens: 10_000 });
});
