import type { JsonValue } from '../../src/base/json.ts';
import { analyzeTrace } from '../../src/core/analysis/analyze.ts';
import type { Chain, Exporter, ExportGroup, ExportJob, ExportTrace } from '../../src/core/export/types.ts';
import { readValues } from '../../src/core/export/values.ts';
import type { Grade, SampleGroup, Verdict } from '../../src/core/groups/types.ts';
import type { Span } from '../../src/core/model/span.ts';
import type { Trace } from '../../src/core/model/trace.ts';
import type { VariantRow } from '../../src/core/model/variant.ts';
import { agreementOf } from '../../src/core/sampling/agreement.ts';
import type { TokenCounter } from '../../src/core/tokens/types.ts';

/** Counts words: figures that a person can check by eye. */
export const WORDS: TokenCounter = { id: 'words', exact: false, count: wordsIn };

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** What a test says of a trace; the rest is made up. */
export interface TraceWish {
  readonly id?: string;
  readonly question?: string | null;
  /** One step a paragraph. */
  readonly reasoning?: string;
  readonly answer?: string | null;
  readonly tail?: string;
  readonly reference?: string | null;
  readonly verdict?: Verdict;
  /** In place of the words of the reasoning. */
  readonly tokens?: number;
  readonly variants?: readonly VariantWish[];
  readonly trace?: Partial<Trace>;
  readonly record?: JsonValue;
  readonly line?: number;
}

export interface VariantWish {
  readonly text: string;
  readonly strategy?: string;
  readonly options?: VariantRow['options'];
  readonly plan?: VariantRow['plan'];
  readonly tokens?: number;
}

/** A trace as the export gives it to exporters. Its answer is right unless the wish says otherwise. */
export function exportTrace(wish: TraceWish = {}): ExportTrace {
  const { id = 'line:1', question = 'How much is 2 * 3 + 4?', answer = '10', line = 1 } = wish;
  const reasoning = wish.reasoning ?? 'First 2 * 3 = 6.\n\nThen 6 + 4 = 10.';
  const chain = chainOf(reasoning, wish.tokens, null);
  const reference = wish.reference === undefined ? '10' : wish.reference;
  const grade: Grade = {
    verdict: wish.verdict ?? 'correct',
    by: 'reference',
    answer,
    rule: answer === null ? null : 'field',
  };
  const field = (value: string | null) => (value === null ? null : { text: value, source: null });
  return {
    ...chain,
    id,
    file: 'corpus.jsonl',
    line,
    groupKey: question ?? id,
    question,
    answer,
    tail: wish.tail ?? (answer === null ? '' : `\n\n${answer}`),
    grade,
    reference,
    original: null,
    variants: (wish.variants ?? []).map((variant) => chainOf(variant.text, variant.tokens, rowOf(variant, id))),
    trace: {
      id,
      index: 0,
      question: field(question),
      reasoning: { text: reasoning, source: null },
      answer: field(answer),
      referenceAnswer: field(reference),
      ...wish.trace,
    },
    record: wish.record ?? {},
    analysis: () =>
      analyzeTrace({
        text: { question, reasoning, answer, referenceAnswer: reference, steps: chain.steps },
        segmenter: 'given',
        counter: WORDS,
        options: { preset: 'balanced', disabledPasses: [] },
      }),
  };
}

/** Samples of one problem. */
export function exportGroup(samples: readonly ExportTrace[], key = 'problem'): ExportGroup {
  return {
    key,
    question: samples[0]?.question ?? null,
    reference: samples[0]?.reference ?? null,
    vote: agreementOf(samples.map((sample) => sample.grade.answer)),
    samples: samples.map((sample) => ({ ...sample, groupKey: key })),
  };
}

/** The group without its texts, as the overview has it. */
export function overviewOf(group: ExportGroup): SampleGroup {
  const { key, question, reference, vote } = group;
  const samples = group.samples.map(({ id, line, tokens, grade }, position) => {
    return { file: 0, position, traceIndex: 0, line, id, tokens, grade };
  });
  return { key, by: 'question', question, reference, vote, samples };
}

/** The job of an exporter with its default options but for those given. */
export function jobOf(
  exporter: Exporter,
  options: Readonly<Record<string, string | number | boolean>> = {},
  groups: readonly ExportGroup[] = [],
): ExportJob {
  const { values, wrong } = readValues(exporter.options, options);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return {
    options: values,
    seed: 1,
    tokenizer: WORDS.id,
    name: 'corpus',
    splits: ['train'],
    groups: groups.map(overviewOf),
    countTokens: wordsIn,
  };
}

/** Everything that is wrong with rows by the exporter's own checks; empty when the training code reads them all. */
export function faultsOf(
  exporter: Exporter,
  rows: readonly { readonly file: string; readonly row: JsonValue }[],
): string[] {
  return rows.flatMap(({ file, row }) => {
    const kind = exporter.files.find(({ id }) => id === file);
    if (kind === undefined) return [`There is no file kind "${file}".`];
    // What is written is read again from text.
    return kind.check(JSON.parse(JSON.stringify(row)) as JsonValue) ?? [];
  });
}

function chainOf(reasoning: string, tokens: number | undefined, variant: VariantRow | null): Chain {
  const steps: Span[] = [];
  let at = 0;
  for (const part of reasoning.split('\n\n')) {
    if (part.trim() !== '') steps.push({ start: at, end: at + part.length });
    at += part.length + 2;
  }
  return { reasoning, steps, tokens: tokens ?? wordsIn(reasoning), variant };
}

function rowOf({ text, strategy = 'rewrite', options = {}, plan = null }: VariantWish, traceId: string): VariantRow {
  return {
    v: 1,
    id: `${strategy}-${text.length}`,
    corpus: 'corpus.jsonl',
    record: 1,
    traceIndex: 0,
    traceId,
    sourceHash: '0000000000000000',
    strategy,
    strategyVersion: 1,
    options,
    plan,
    text,
    tokenizer: WORDS.id,
    tokens: { before: 0, after: wordsIn(text) },
    guards: [],
    accepted: true,
    time: '2026-11-23T00:00:00.000Z',
    toolVersion: '0.0.0',
  };
}
