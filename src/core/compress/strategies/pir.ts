import type { StepKind } from '../../model/finding.ts';
import { planReading, sentences } from '../candidates.ts';
import { reasoningWithout } from '../chunks.ts';
import { derivationOf } from '../derivation.ts';
import { planDropping } from '../plan.ts';
import { allMeans, answerText, questionText, scoreMean, unsupported } from '../scoring.ts';
import { targetTokens } from '../target.ts';
import type { CompressInput, CompressOptions, EndpointStrategy } from '../types.ts';

/** Kinds that PIR may remove: verification, multi-method validation, error correction. The others are progressive. */
const FUNCTIONAL: ReadonlySet<StepKind> = new Set<StepKind>(['self-check', 'alternative', 'correction']);
/** Steps that are scored at most, those with the strongest evidence against them. */
const MOST_STEPS = 64;
/** Share of the functional steps to remove when no length was asked for; 0.2 to 0.3 was best. */
const SHARE = 0.25;

/** A functional step with its importance. */
interface Rated {
  readonly step: number;
  readonly importance: number;
}

/** Perplexity-based importance of the steps that are not progressive. */
export const pir: EndpointStrategy = {
  needs: 'completer',
  id: 'pir',
  version: 1,
  title: 'PIR importance',
  summary:
    'Drops the checks, second methods and corrections without which the answer is as likely as before: PIR = ln of the ratio of its perplexities (LIMOPro, arXiv 2505.19187). Needs scoring; deletion-test does without. Up to 65 scorings.',
  takes: ['ratio'],
  scope: 'trace',
  prompts: [],
  async run(input, options, model) {
    const answer = answerText(input, derivationOf(input.text).facts.answer.value);
    if (answer === null)
      return { kind: 'refused', reason: 'The trace states no answer whose likelihood could be taken.' };
    const steps = functionalSteps(input);
    if (steps.length === 0)
      return { kind: 'refused', reason: 'No step is a check, a second method or a correction; PIR removes no others.' };
    const score = (without: readonly number[]) =>
      scoreMean(model, `${questionText(input)}${reasoningWithout(input, without)}\n\n`, answer);
    const scored = allMeans(await Promise.all([score([]), ...steps.map((step) => score([step]))]));
    if (!('means' in scored))
      return scored.kind === 'failed'
        ? { kind: 'failed', reason: scored.reason }
        : unsupported(scored.reason, 'deletion-test');
    const [all = 0, ...without] = scored.means;
    // ln(PPL without / PPL all), as PPL = exp(-mean).
    const rated = steps.map((step, index): Rated => ({ step, importance: all - (without[index] ?? all) }));
    const gone = lowest(input, options, rated);
    const reasons = new Map(gone.map(({ step, importance }) => [step, `PIR ${importance.toFixed(3)}.`]));
    return planReading(input, planDropping(input.text.steps.length, reasons), noteOf(rated, gone));
  },
};

function functionalSteps(input: CompressInput): readonly number[] {
  return input.analysis.steps
    .filter(({ kind }) => FUNCTIONAL.has(kind))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_STEPS)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/** The least important ones: down to the asked length, or a fixed share of them. */
function lowest(input: CompressInput, options: CompressOptions, rated: readonly Rated[]): readonly Rated[] {
  const rising = rated.toSorted((a, b) => a.importance - b.importance || a.step - b.step);
  if (options.ratio === undefined && options.budgetTokens === undefined)
    return rising.slice(0, Math.ceil(rising.length * SHARE));
  let over = input.analysis.tokens.reasoning - targetTokens(input, options);
  return rising.filter(({ step }) => {
    if (over <= 0) return false;
    over -= input.analysis.steps[step]?.tokens ?? 0;
    return true;
  });
}

function noteOf(rated: readonly Rated[], gone: readonly Rated[]): string {
  const values = rated.map(({ importance }) => importance);
  const range = `PIR ${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
  return sentences(`${rated.length} functional steps, ${range}; the lowest ${gone.length} go.`);
}
