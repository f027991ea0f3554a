import { parentPort, threadId } from 'node:worker_threads';
import type { AnalysisRequest } from '../../../src/platform/node/analysis-worker.ts';

// A thread that does what the question of a trace says; its answers count the requests that it got.
let served = 0;
parentPort?.on('message', ({ id, texts }: AnalysisRequest) => {
  served += 1;
  if (texts.question === 'throw') throw new Error('the thread had an error');
  if (texts.question === 'end') process.exit(3);
  while (texts.question === 'hang');
  const tokens = { reasoning: served, answer: threadId, flagged: 0 };
  const analysis = { tokenizer: 'odd', tokensExact: true, segmenter: 'odd', tokens, steps: [] };
  parentPort?.postMessage({ kind: 'done', id, steps: [], analysis });
});
