import { inOrder } from '../app/batch/in-order.ts';
import type { Journal } from '../app/batch/journal.ts';
import { journaledModels, type ModelFor, newTally } from '../app/batch/journaled-model.ts';
import type { CorpusEntry } from '../app/open-corpus.ts';
import { answersEqual } from '../core/analysis/answer-equality.ts';
import type { Trace } from '../core/model/trace.ts';
import { type Agreement, agreementOf } from '../core/sampling/agreement.ts';
import type { Sample, SamplingMethod } from '../core/sampling/types.ts';
import { modelIdentity, questionAsker } from '../endpoints/ask-question.ts';
import type { EndpointProfile } from '../endpoints/profile.ts';
import type { CommandContext } from './context.ts';
import { openClient } from './model.ts';

/** What is sampled, and how often. */
export interface SampleWish {
  readonly methods: readonly SamplingMethod[];
  /** Samples of each question by each method. */
  readonly samples: number;
  readonly profile: EndpointProfile;
  /** Seed of the first sample; the next ones count on. Not sent when undefined. */
  readonly seed: number | undefined;
}

/** A question with where it stands. */
export interface Asked {
  readonly entry: CorpusEntry;
  readonly trace: Trace;
  readonly question: string;
}

/** All samples of one question by one method, in order. */
export interface Sampled {
  readonly asked: Asked;
  readonly method: SamplingMethod;
  readonly samples: readonly Sample[];
  /** Name of the model as the server said it last. */
  readonly model: string;
  /** Over all samples, those without an answer counted against; null when none has one. */
  readonly agreement: Agreement | null;
  /** Asking on is no use, for that reason. */
  readonly stop: string | undefined;
}

/** The questions of records as they come: each one of a record once, whatever chains answer it there. */
export async function* questionsOf(entries: AsyncIterable<CorpusEntry>): AsyncGenerator<Asked> {
  for await (const entry of entries) {
    const seen = new Set<string>();
    for (const trace of entry.traces) {
      const question = trace.question?.text.trim() ?? '';
      if (question === '' || seen.has(question)) continue;
      seen.add(question);
      yield { entry, trace, question };
    }
  }
}

/**
 * Samples questions, as many at the same time as the profile allows, and gives the results in their order. Replies that the
 * journal holds are not asked for again. Ends early when the signal is aborted.
 */
export async function* sampleAll(
  questions: AsyncIterable<Asked>,
  wish: SampleWish,
  journal: Journal | null,
  context: CommandContext,
): AsyncGenerator<Sampled> {
  const { profile, methods } = wish;
  const client = openClient(profile, context, journal?.cost ?? 0);
  const models = journaledModels(modelIdentity(profile), journal, questionAsker(client, { signal: context.signal }));
  yield* inOrder(tasksOf(questions, methods), profile.concurrency, ({ asked, method }) =>
    sampleOne(asked, method, wish, models),
  );
}

interface Task {
  readonly asked: Asked;
  readonly method: SamplingMethod;
}

async function* tasksOf(questions: AsyncIterable<Asked>, methods: readonly SamplingMethod[]): AsyncGenerator<Task> {
  for await (const asked of questions) for (const method of methods) yield { asked, method };
}

/** One after the other: the journal tells samples without a seed apart by their turn. */
async function sampleOne(asked: Asked, method: SamplingMethod, wish: SampleWish, models: ModelFor): Promise<Sampled> {
  const tally = newTally();
  const { entry, trace, question } = asked;
  const model = models(tally, { entry, trace, job: `sample ${method.id}` });
  const samples: Sample[] = [];
  for (let index = 0; index < wish.samples && tally.stop === undefined; index += 1) {
    const seed = wish.seed === undefined ? {} : { seed: wish.seed + index };
    samples.push(await method.sample(question, model, seed));
  }
  return {
    asked,
    method,
    samples,
    model: tally.model ?? wish.profile.model,
    agreement: agreementOf(samples.map((sample) => (sample.kind === 'sample' ? sample.answer : null))),
    stop: tally.stop,
  };
}

/** The answer that samples of the trace's question have to reach: the reference answer, or that of a solution of the data set. */
export function referenceOf(trace: Trace): string | undefined {
  const field = trace.referenceAnswer ?? (trace.isReferenceSolution ? trace.answer : null);
  return field?.text.split('####').at(-1)?.trim();
}

/** Whether a sampled answer is the reference answer; undefined where the record has none. */
export function isCorrect(trace: Trace, answer: string): boolean | undefined {
  const reference = referenceOf(trace);
  return reference === undefined ? undefined : answersEqual(answer, reference);
}
