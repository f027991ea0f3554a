import type { Analysis, AnalyzedStep, Finding } from '../model/finding.ts';
import { Distribution, type TracePlace } from './distribution.ts';
import { COUNT_SCALE, RATIO_SCALE, SHARE_SCALE } from './scales.ts';
import { Tallies } from './tally.ts';

/** A variant of a trace. */
export interface VariantFigures {
  readonly strategy: string;
  /** Tokens of the reasoning before and after, by the same counter. */
  readonly before: number;
  readonly after: number;
}

/** What a strategy came to over a corpus. */
export interface StrategyFigures {
  /** Accepted variants that fit their record as it is now. */
  variants: number;
  /** Rows of the variants file that no guard let through. */
  refused: number;
  before: number;
  after: number;
  /** after / before of each variant. */
  readonly ratios: Distribution;
}

/** Sums over all traces. */
export interface CorpusSums {
  records: number;
  /** Records without a trace. */
  withoutTrace: number;
  /** Records with an error. */
  withError: number;
  traces: number;
  steps: number;
  flaggedSteps: number;
  /** Of the whole reasoning texts. */
  tokens: number;
  /** Of the steps, counted one by one; not the same as `tokens`, because counts are not additive. */
  stepTokens: number;
  flaggedTokens: number;
  answerTokens: number;
}

const NOTHING: CorpusSums = {
  records: 0,
  withoutTrace: 0,
  withError: 0,
  traces: 0,
  steps: 0,
  flaggedSteps: 0,
  tokens: 0,
  stepTokens: 0,
  flaggedTokens: 0,
  answerTokens: 0,
};

/**
 * Figures of a corpus, filled in one pass in memory that does not grow with it. Those of several corpora merge. Counts and sums
 * are exact.
 */
export class CorpusStatistics {
  readonly sums: CorpusSums = { ...NOTHING };
  readonly tokens = new Distribution(COUNT_SCALE);
  readonly steps = new Distribution(COUNT_SCALE);
  /** Share of a trace's step tokens that can go. */
  readonly skippable = new Distribution(SHARE_SCALE);
  readonly outcome = new Distribution(SHARE_SCALE);
  readonly process = new Distribution(SHARE_SCALE);
  /** Flagged steps by the finding with the strongest evidence, so that each counts once; names are codes of findings. */
  readonly reasons = new Tallies();
  /** Steps by finding, flagged or not; a step with two kinds of findings counts for both. */
  readonly findings = new Tallies();
  /** Steps by what they do, and the flagged ones of these. */
  readonly kinds = new Tallies();
  readonly flaggedKinds = new Tallies();
  readonly strategies = new Map<string, StrategyFigures>();

  addRecord(traces: number, hasError: boolean): void {
    this.sums.records += 1;
    if (traces === 0) this.sums.withoutTrace += 1;
    if (hasError) this.sums.withError += 1;
  }

  addTrace({ steps, tokens, efficiency }: Analysis, place: TracePlace): void {
    const { sums } = this;
    const flagged = steps.filter((step) => step.flagged);
    const stepTokens = tokensOf(steps);
    const flaggedTokens = tokensOf(flagged);
    sums.traces += 1;
    sums.steps += steps.length;
    sums.flaggedSteps += flagged.length;
    sums.tokens += tokens.reasoning;
    sums.stepTokens += stepTokens;
    sums.flaggedTokens += flaggedTokens;
    sums.answerTokens += tokens.answer;
    this.tokens.add(tokens.reasoning, place);
    this.steps.add(steps.length, place);
    this.skippable.add(stepTokens === 0 ? 0 : flaggedTokens / stepTokens, place);
    if (efficiency !== undefined) {
      this.outcome.add(efficiency.outcome, place);
      this.process.add(efficiency.process, place);
    }
    tally(this.reasons, flagged, (step) => [strongest(step.findings)?.code ?? 'other'], place);
    tally(this.findings, steps, (step) => [...new Set(step.findings.map(({ code }) => code))], place);
    tally(this.kinds, steps, (step) => [step.kind], place);
    tally(this.flaggedKinds, flagged, (step) => [step.kind], place);
  }

  addVariant({ strategy, before, after }: VariantFigures, place: TracePlace): void {
    const own = this.#strategy(strategy);
    own.variants += 1;
    own.before += before;
    own.after += after;
    own.ratios.add(before === 0 ? 1 : after / before, place);
  }

  addRefused(strategy: string, count: number): void {
    this.#strategy(strategy).refused += count;
  }

  merge(other: CorpusStatistics): void {
    for (const key of Object.keys(NOTHING) as (keyof CorpusSums)[]) this.sums[key] += other.sums[key];
    for (const key of ['tokens', 'steps', 'skippable', 'outcome', 'process'] as const) this[key].merge(other[key]);
    for (const key of ['reasons', 'findings', 'kinds', 'flaggedKinds'] as const) this[key].merge(other[key]);
    for (const [id, { variants, refused, before, after, ratios }] of other.strategies) {
      const own = this.#strategy(id);
      own.variants += variants;
      own.refused += refused;
      own.before += before;
      own.after += after;
      own.ratios.merge(ratios);
    }
  }

  #strategy(id: string): StrategyFigures {
    const known = this.strategies.get(id);
    if (known) return known;
    const made = { variants: 0, refused: 0, before: 0, after: 0, ratios: new Distribution(RATIO_SCALE) };
    this.strategies.set(id, made);
    return made;
  }
}

function tally(
  tallies: Tallies,
  steps: readonly AnalyzedStep[],
  namesOf: (step: AnalyzedStep) => readonly string[],
  place: TracePlace,
): void {
  const own = new Map<string, { count: number; tokens: number }>();
  for (const step of steps) {
    for (const name of namesOf(step)) {
      const sum = own.get(name) ?? { count: 0, tokens: 0 };
      sum.count += 1;
      sum.tokens += step.tokens;
      own.set(name, sum);
    }
  }
  for (const [name, { count, tokens }] of own) tallies.add(name, count, tokens, place);
}

/** The finding with the strongest evidence, the first on a tie. */
function strongest(findings: readonly Finding[]): Finding | undefined {
  return findings.reduce<Finding | undefined>(
    (best, finding) => (best === undefined || finding.confidence > best.confidence ? finding : best),
    undefined,
  );
}

function tokensOf(steps: readonly AnalyzedStep[]): number {
  return steps.reduce((sum, step) => sum + step.tokens, 0);
}
