import { analyzeTrace } from '../../core/analysis/analyze.ts';
import type { AgreedLabels } from '../../core/annotations/consensus.ts';
import { tailOf } from '../../core/export/tail.ts';
import type { Chain, ExportTrace } from '../../core/export/types.ts';
import { gradeOf, ownReference } from '../../core/groups/grade.ts';
import { problemKey } from '../../core/groups/problem-key.ts';
import type { GroupSample, SampleGroup } from '../../core/groups/types.ts';
import type { Analysis } from '../../core/model/finding.ts';
import type { Span } from '../../core/model/span.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import { segmentText } from '../../core/segment/segment.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { textsOf } from '../analyze-trace.ts';
import type { CorpusEntry } from '../open-corpus.ts';
import { labelledVariant, peopleOn } from './labelled-chain.ts';
import type { ExportSource, ExportWish } from './types.ts';

/** What the first reading knows of a trace, where there was one. */
export interface KnownSample {
  readonly group: Pick<SampleGroup, 'key' | 'reference'>;
  readonly sample: GroupSample;
}

/** Makes what exporters get out of records. */
export class UnitMaker {
  readonly #wish: ExportWish;
  readonly #counter: TokenCounter;

  readonly #onLeftOut: (why: string) => void;

  /** `onLeftOut` hears why people's labels make no variant of a trace. */
  constructor(wish: ExportWish, counter: TokenCounter, onLeftOut: (why: string) => void) {
    this.#wish = wish;
    this.#counter = counter;
    this.#onLeftOut = onLeftOut;
  }

  /** A trace of a record with its variants attached. */
  async trace(
    source: ExportSource,
    file: number,
    entry: CorpusEntry,
    trace: Trace,
    known?: KnownSample,
  ): Promise<ExportTrace> {
    const record = entry.record.value ?? null;
    const place = `${file} ${entry.position}`;
    const key = known?.group.key ?? problemKey(trace, record, place, this.#wish.grouping.groupBy).key;
    const reference = known?.group.reference ?? ownReference(trace);
    const grade =
      known?.sample.grade ?? gradeOf(trace, record, entry.traces.length, reference, this.#wish.grouping.answerRule);
    const question = trace.question?.text.trim() ?? '';
    const own = this.#chain(trace.reasoning.text, trace.givenSteps, null, known?.sample.tokens);
    const analysis = this.#analysisOf(trace, own);
    const people = once(() => peopleOn(source, entry, trace, own, this.#wish.annotator));
    const variants =
      this.#wish.source === 'labels'
        ? this.#byLabels(people(), trace, own, analysis)
        : await this.#stored(source, entry, trace);
    return withSteps<ExportTrace>(
      {
        reasoning: own.reasoning,
        tokens: own.tokens,
        variant: null,
        id: trace.id,
        file: source.name,
        line: entry.record.line,
        groupKey: key,
        question: question === '' ? null : question,
        answer: trace.answer?.text ?? null,
        tail: tailOf(trace, record),
        grade,
        reference,
        original: null,
        variants: variants.map((row) => this.#chain(row.text, undefined, row)),
        trace,
        record,
        get people() {
          return people();
        },
        analysis,
      },
      () => own.steps,
    );
  }

  async #stored({ variants }: ExportSource, entry: CorpusEntry, trace: Trace): Promise<readonly VariantRow[]> {
    if (!variants?.accepted) return [];
    const rows = await variants.of({ number: entry.record.number, hash: entry.hash }, trace.index);
    return rows.filter((row) => this.#wants(row));
  }

  /** What is left without the steps that people labelled skip, as the only variant. */
  #byLabels(people: AgreedLabels | null, trace: Trace, own: Chain, analysis: () => Analysis): readonly VariantRow[] {
    const text = { ...textsOf(trace), steps: own.steps };
    const input = { text, counter: this.#counter, analysis: analysis() };
    const made = labelledVariant(people, input);
    if (typeof made !== 'string') return [made];
    this.#onLeftOut(made);
    return [];
  }

  #wants({ strategy }: VariantRow): boolean {
    return this.#wish.strategies.length === 0 || this.#wish.strategies.includes(strategy);
  }

  #chain(reasoning: string, given: readonly Span[] | undefined, variant: VariantRow | null, tokens?: number): Chain {
    const { segmenter, segmenterPattern } = this.#wish.analyze;
    return withSteps<Chain>(
      { reasoning, tokens: tokens ?? this.#counter.count(reasoning), variant },
      () => given ?? segmentText(reasoning, segmenter, { pattern: segmenterPattern }).steps,
    );
  }

  #analysisOf(trace: Trace, chain: Chain): () => Analysis {
    let done: Analysis | undefined;
    return () => {
      const { preset, disabledPasses } = this.#wish.analyze;
      const { loggedTokens, ...texts } = textsOf(trace);
      const logged = chain.variant === null && loggedTokens !== undefined ? { loggedTokens } : {};
      done ??= analyzeTrace({
        text: { ...texts, ...logged, reasoning: chain.reasoning, steps: chain.steps },
        segmenter: trace.givenSteps && chain.variant === null ? 'record' : this.#wish.analyze.segmenter,
        counter: this.#counter,
        options: { preset, disabledPasses },
      });
      return done;
    };
  }

  /** The traces that an exporter gets for one trace: itself, or its variants in its place or behind it. */
  asTraces(trace: ExportTrace): readonly ExportTrace[] {
    const { source } = this.#wish;
    if (source === 'originals') return [trace];
    const made = trace.variants.map((chain) => this.#asTrace(trace, chain));
    return source === 'both' ? [trace, ...made] : made;
  }

  #asTrace(original: ExportTrace, chain: Chain): ExportTrace {
    const { steps: _own, people: _said, ...rest } = Object.getOwnPropertyDescriptors(original);
    const parts = Object.defineProperties({}, rest) as Omit<ExportTrace, 'steps'>;
    const made = {
      ...parts,
      reasoning: chain.reasoning,
      tokens: chain.tokens,
      variant: chain.variant,
      id: `${original.id}#${chain.variant?.id ?? ''}`,
      original,
      variants: [],
      people: null,
      analysis: this.#analysisOf(original.trace, chain),
    };
    return withSteps<ExportTrace>(made, () => chain.steps);
  }
}

/** The value, made when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The object with its steps, which are cut when they are first asked for: most exporters never ask. */
function withSteps<Made extends { readonly steps: readonly Span[] }>(
  parts: Omit<Made, 'steps'>,
  cut: () => readonly Span[],
): Made {
  let steps: readonly Span[] | undefined;
  const get = () => {
    steps ??= cut();
    return steps;
  };
  return Object.defineProperty(parts, 'steps', { get, enumerable: true }) as Made;
}
