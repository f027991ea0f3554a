import type { ModelQuestion } from '../../core/compress/model-questions.ts';
import type { SamplingMethod } from '../../core/sampling/types.ts';
import type { Journal } from '../batch/journal.ts';
import { keyedModel } from '../batch/journaled-model.ts';
import type { ModelIdentity } from '../batch/types.ts';
import { type Asked, type SampleWish, seedOf } from './sample-questions.ts';

/** Questions whose prompts are made and counted; above it the rest is taken to be like them. */
const COUNTED = 200;
/** Tokens that a reply is taken to have where the file holds no chain to go by. */
const USUAL_REPLY = 300;

/** What sampling will take. All of it but the number of questions is an estimate where not every question was counted. */
export interface SampleEstimate {
  /** Different questions of the corpus. */
  readonly questions: number;
  readonly samples: number;
  /** Samples whose replies all stand in the journal. */
  readonly finished: number;
  /** Most questions that the model will be asked. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Questions whose prompts were really counted. */
  readonly counted: number;
}

/** How an estimate is made. */
export interface SampleEstimateParts {
  readonly identity: ModelIdentity;
  readonly journal: Journal;
  /** Tokens of each text. */
  count(texts: readonly string[]): Promise<readonly number[]>;
  /** Most tokens of a reply, where the endpoint's settings bound them. */
  readonly maxTokens?: number;
  /** Questions that the corpus may have; more than that does no harm. */
  readonly expected: number;
}

/**
 * Makes the first open question of each sample, or those of every so-manieth question of a large corpus, and counts its tokens.
 * A reply is taken to be as long as the chain that stands in the file.
 */
export async function estimateSamples(
  questions: AsyncIterable<Asked>,
  wish: SampleWish,
  parts: SampleEstimateParts,
): Promise<SampleEstimate> {
  const stride = Math.max(1, Math.ceil(parts.expected / COUNTED));
  const sum = { finished: 0, calls: 0, inputTokens: 0, outputTokens: 0 };
  let all = 0;
  let counted = 0;
  for await (const asked of questions) {
    all += 1;
    if ((all - 1) % stride !== 0) continue;
    counted += 1;
    for (const method of wish.methods) {
      const own = await openOf(asked, method, wish, parts);
      sum.finished += own.finished;
      sum.calls += own.calls;
      sum.inputTokens += own.inputTokens;
      sum.outputTokens += own.outputTokens;
    }
  }
  const scaled = (value: number): number => (counted === 0 ? 0 : Math.round((value * all) / counted));
  return {
    questions: all,
    samples: all * wish.methods.length * wish.samples,
    finished: scaled(sum.finished),
    calls: scaled(sum.calls),
    inputTokens: scaled(sum.inputTokens),
    outputTokens: scaled(sum.outputTokens),
    counted,
  };
}

async function openOf(
  { question, chain: inFile }: Asked,
  method: SamplingMethod,
  wish: SampleWish,
  { identity, journal, count, maxTokens = Number.POSITIVE_INFINITY }: SampleEstimateParts,
): Promise<Omit<SampleEstimate, 'questions' | 'samples' | 'counted'>> {
  const firstOpen: ModelQuestion[] = [];
  const openCalls: number[] = [];
  let kept = 0;
  let open: ModelQuestion | undefined;
  const model = keyedModel(identity, async (key, asked) => {
    const reply = await journal.reply(key);
    if (reply) kept += 1;
    else open ??= asked;
    return reply?.answer ?? { kind: 'failed', reason: 'Nothing is asked for an estimate.' };
  });
  for (let index = 0; index < wish.samples; index += 1) {
    kept = 0;
    open = undefined;
    await method.sample(question, model, seedOf(wish, index));
    if (open === undefined) continue;
    firstOpen.push(open);
    openCalls.push(Math.max(1, method.calls - kept));
  }
  const [chain = 0, ...sent] = await count([inFile, ...firstOpen.map(textOf)]);
  const reply = Math.min(chain === 0 ? USUAL_REPLY : chain, maxTokens);
  const calls = openCalls.reduce((sum, own) => sum + own, 0);
  return {
    finished: wish.samples - firstOpen.length,
    calls,
    inputTokens: sent.reduce((sum, tokens, index) => sum + tokens * (openCalls[index] ?? 1), 0),
    outputTokens: calls * reply,
  };
}

function textOf(question: ModelQuestion): string {
  return question.kind === 'ask' ? question.messages.map(({ content }) => content).join('\n') : '';
}
