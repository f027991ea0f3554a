import type { ModelQuestion } from '../../core/compress/model-questions.ts';
import { keyedModel } from './journaled-model.ts';
import type { BatchJob, BatchStores, BatchTrace, CompressOne } from './types.ts';

/** Traces whose prompts are made and counted; above it the rest is taken to be like them. */
const COUNTED = 200;
/** Share of the reasoning that a rewrite is expected to keep when no ratio is asked for. */
const USUAL_RATIO = 0.6;

/** What a batch will take, as far as it can be known before. All of it is an estimate but the counts of traces. */
export interface Estimate {
  /** Traces of the batch, the finished and failed ones included. */
  readonly traces: number;
  /** Traces that have a variant of this job already. */
  readonly finished: number;
  /** Traces that failed before and are left alone. */
  readonly failed: number;
  /** Traces that will be worked on. */
  readonly left: number;
  /** Questions to the model, at least: what a strategy asks later depends on the replies. 0 for built-in strategies. */
  readonly questions: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Traces whose prompts were really counted; fewer than `left` when the figures are scaled up from them. */
  readonly counted: number;
}

/** How an estimate is made. `maxTokens` of the endpoint bounds each reply. */
export interface EstimateParts {
  readonly compress: CompressOne;
  /** Tokens of each text. */
  count(texts: readonly string[]): Promise<readonly number[]>;
  readonly stores: BatchStores;
  readonly retryFailed: boolean;
  readonly maxTokens?: number;
  /** Traces that the batch may have; more than that does no harm. */
  readonly expected: number;
}

/** Makes the strategy's first questions for each trace, or for every so-manieth of a large batch, and counts their tokens. */
export async function estimateBatch(
  traces: AsyncIterable<BatchTrace>,
  job: BatchJob,
  parts: EstimateParts,
): Promise<Estimate> {
  const { variants, journal } = parts.stores;
  const stride = Math.max(1, Math.ceil(parts.expected / COUNTED));
  const sum = { traces: 0, finished: 0, failed: 0, left: 0, counted: 0 };
  const asked = { questions: 0, inputTokens: 0, outputTokens: 0 };
  for await (const trace of traces) {
    sum.traces += 1;
    const { number } = trace.entry.record;
    if (variants?.find(trace.job, number)) sum.finished += 1;
    else if (!parts.retryFailed && journal?.failureOf(trace.job, number)) sum.failed += 1;
    else {
      sum.left += 1;
      if (job.model === null || (sum.left - 1) % stride !== 0) continue;
      sum.counted += 1;
      const own = await questionsOf(trace, job, parts);
      asked.questions += own.questions;
      asked.inputTokens += own.inputTokens;
      asked.outputTokens += own.outputTokens;
    }
  }
  const scale = sum.counted === 0 ? 0 : sum.left / sum.counted;
  return {
    ...sum,
    questions: Math.round(asked.questions * scale),
    inputTokens: Math.round(asked.inputTokens * scale),
    outputTokens: Math.round(asked.outputTokens * scale),
  };
}

async function questionsOf(
  trace: BatchTrace,
  job: BatchJob,
  { compress, count, stores, maxTokens = Number.POSITIVE_INFINITY }: EstimateParts,
): Promise<{ questions: number; inputTokens: number; outputTokens: number }> {
  if (job.model === null) return { questions: 0, inputTokens: 0, outputTokens: 0 };
  const questions: ModelQuestion[] = [];
  const model = keyedModel(job.model, async (key, question) => {
    const kept = await stores.journal?.reply(key);
    if (kept) return kept.answer;
    questions.push(question);
    return { kind: 'failed', reason: 'Nothing is asked for an estimate.' };
  });
  await compress(trace, model);
  const [reasoning = 0, ...sent] = await count([trace.trace.reasoning.text, ...questions.flatMap(textsOf)]);
  const reply = Math.ceil(reasoning * (job.options.ratio ?? USUAL_RATIO));
  const most = questions.map((each) => (each.kind === 'ask' ? (each.options.maxTokens ?? maxTokens) : 0));
  return {
    questions: questions.length,
    inputTokens: sent.reduce((all, tokens) => all + tokens, 0),
    outputTokens: most.reduce((all, tokens) => all + Math.min(reply, tokens), 0),
  };
}

function textsOf(question: ModelQuestion): readonly string[] {
  if (question.kind === 'ask') return question.messages.map(({ content }) => content);
  return question.kind === 'score' ? [question.prompt, question.text] : question.texts;
}
