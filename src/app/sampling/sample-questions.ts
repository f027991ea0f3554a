import { contentHash } from '../../base/hash.ts';
import { answersEqual } from '../../core/analysis/answer-equality.ts';
import type { StrategyModel } from '../../core/compress/types.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { ModelUsage } from '../../core/model/variant.ts';
import { type Agreement, agreementOf } from '../../core/sampling/agreement.ts';
import { bareQuestion } from '../../core/sampling/bare-question.ts';
import type { Sample, SamplingMethod } from '../../core/sampling/types.ts';
import { inOrder } from '../batch/in-order.ts';
import { newTally, type Tally } from '../batch/journaled-model.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';

/** What is sampled, and how often. */
export interface SampleWish {
  readonly methods: readonly SamplingMethod[];
  /** Samples of each question by each method. */
  readonly samples: number;
  /** Seed of the first sample; the next ones count on. Not sent when undefined. */
  readonly seed: number | undefined;
  /** Name of the model, for replies that do not say it. */
  readonly model: string;
  /** Questions that are sampled at the same time. */
  readonly concurrency: number;
}

/** A question with where it stands. */
export interface Asked {
  readonly entry: CorpusEntry;
  /** Id of its first trace, or of the record. */
  readonly id: string;
  readonly question: string;
  /** The answer that samples have to reach; undefined where the record has none. */
  readonly reference: string | undefined;
  /** The chain that answers it in the file; empty without any. */
  readonly chain: string;
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
  /** What was spent now; replies of the journal cost nothing any more. */
  readonly spent: ModelUsage;
  /** Asking on is no use, for that reason. */
  readonly stop: string | undefined;
}

/** The records of a corpus in file order. Rejects when the signal is aborted. */
export async function* entriesOf(corpus: Corpus, signal: AbortSignal): AsyncGenerator<CorpusEntry> {
  for (let position = 0; position < corpus.count; position += 1) {
    signal.throwIfAborted();
    const entry = await corpus.entry(position);
    if (entry) yield entry;
  }
}

/**
 * The questions of records as they come: each one once, whatever chains of whatever records answer it. A record without a chain is
 * asked as far as a field of it is called a question.
 */
export async function* questionsOf(entries: AsyncIterable<CorpusEntry>): AsyncGenerator<Asked> {
  const seen = new Set<string>();
  for await (const entry of entries) {
    for (const asked of askedIn(entry)) {
      const key = contentHash(asked.question);
      if (seen.has(key)) continue;
      seen.add(key);
      yield asked;
    }
  }
}

function askedIn(entry: CorpusEntry): readonly Asked[] {
  const found = entry.traces.flatMap((trace): Asked | readonly Asked[] => {
    const question = trace.question?.text.trim() ?? '';
    if (question === '') return [];
    return { entry, id: trace.id, question, reference: referenceOf(trace), chain: trace.reasoning.text };
  });
  const bare = found.length === 0 ? bareQuestion(entry.record.value ?? null) : null;
  return bare === null ? found : [{ entry, id: idOf(entry), ...bare, chain: '' }];
}

function idOf({ record, traces }: CorpusEntry): string {
  return traces[0]?.id ?? String(record.number);
}

/**
 * Samples questions, as many at the same time as wished, and gives the results in their order. Rejects when asking a model does,
 * that is when the work was stopped.
 */
export async function* sampleAll(
  questions: AsyncIterable<Asked>,
  wish: SampleWish,
  models: (tally: Tally) => StrategyModel,
): AsyncGenerator<Sampled> {
  yield* inOrder(tasksOf(questions, wish.methods), wish.concurrency, ({ asked, method }) =>
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
async function sampleOne(
  asked: Asked,
  method: SamplingMethod,
  wish: SampleWish,
  models: (tally: Tally) => StrategyModel,
): Promise<Sampled> {
  const tally = newTally();
  const { question } = asked;
  const model = models(tally);
  const samples: Sample[] = [];
  for (let index = 0; index < wish.samples && tally.stop === undefined; index += 1) {
    samples.push(await method.sample(question, model, seedOf(wish, index)));
  }
  return {
    asked,
    method,
    samples,
    model: tally.model ?? wish.model,
    agreement: agreementOf(samples.map((sample) => (sample.kind === 'sample' ? sample.answer : null))),
    spent: tally.spent,
    stop: tally.stop,
  };
}

/** The seed of a sample, as methods take it. */
export function seedOf({ seed }: Pick<SampleWish, 'seed'>, index: number): { readonly seed?: number } {
  return seed === undefined ? {} : { seed: seed + index };
}

/** The answer that samples of the trace's question have to reach: the reference answer, or that of a solution of the data set. */
function referenceOf(trace: Trace): string | undefined {
  const field = trace.referenceAnswer ?? (trace.isReferenceSolution ? trace.answer : null);
  return field?.text.split('####').at(-1)?.trim();
}

/** Whether a sampled answer is the reference answer; undefined where the record has none. */
export function isCorrect({ reference }: Asked, answer: string): boolean | undefined {
  return reference === undefined ? undefined : answersEqual(answer, reference);
}

/** One line of JSON for each sample that came to something; empty without any. `file` names the corpus of the question. */
export function sampleRows({ asked, method, samples, model, agreement }: Sampled, file: string): string {
  const { entry, id, question, reference: referenceAnswer } = asked;
  return samples
    .map((each, index) => {
      if (each.kind !== 'sample') return '';
      const { reasoning, answer, calls } = each;
      const correct = isCorrect(asked, answer);
      const row = {
        file,
        line: entry.record.line,
        id,
        method: method.id,
        sample: index,
        question,
        reasoning,
        answer,
        ...(referenceAnswer === undefined ? {} : { referenceAnswer }),
        ...(correct === undefined ? {} : { correct }),
        model,
        calls,
        agreement,
      };
      return `${JSON.stringify(row)}\n`;
    })
    .join('');
}
