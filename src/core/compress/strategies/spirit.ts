import { askText } from '../ask-text.ts';
import { planReading } from '../candidates.ts';
import { derivationOf } from '../derivation.ts';
import { applyPlan, isKept, keepAll } from '../plan.ts';
import { fenceMarkers, part, stepText } from '../prompt-parts.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { stepMergePrompt } from '../prompts/step-merge.ts';
import { allMeans, answerText, perplexity, questionText, scoreMean, unsupported } from '../scoring.ts';
import { targetTokens } from '../target.ts';
import type {
  CompressInput,
  CompressOptions,
  EndpointReading,
  EndpointStrategy,
  StepAction,
  StrategyModel,
} from '../types.ts';

/** Steps that are scored at most, those with the strongest evidence against them. */
const MOST_STEPS = 40;
/** Perplexity may grow by this factor in all. */
const MOST_GROWTH = 1.05;
const MOST_MERGES = 6;

/** Trouble of the endpoint ends the run; `null` stands for "does not help". */
type Trouble = EndpointReading & { readonly kind: 'refused' | 'failed' };

/** What a run has come to; grows step by step. */
interface Work {
  readonly input: CompressInput;
  readonly options: CompressOptions;
  readonly model: StrategyModel;
  readonly answer: string;
  readonly limit: number;
  actions: readonly StepAction[];
  dropped: number;
  merged: number;
  tried: number;
}

/** Removes or merges the steps that perplexity misses least. */
export const spirit: EndpointStrategy = {
  needs: 'completer',
  id: 'spirit',
  version: 1,
  title: 'SPIRIT refinement',
  summary:
    'Drops the steps whose loss raises the perplexity of reasoning and answer least, one after the other down to the asked length (half when none is asked), and merges a step with its neighbour where dropping hurts (SPIRIT, arXiv 2502.13260). Needs scoring; deletion-test does without. Up to 87 scorings and 6 questions.',
  takes: ['ratio'],
  scope: 'trace',
  prompts: [stepMergePrompt],
  async run(input, options, model) {
    const answer = answerText(input, derivationOf(input.text).facts.answer.value) ?? '';
    const steps = candidates(input);
    if (input.text.steps.length < 2) return { kind: 'refused', reason: 'A reasoning of one step has none to spare.' };
    const keep = keepAll(input.text.steps.length).actions;
    const alone = steps.map((step) => keep.map((action, i) => (i === step ? DROP : action)));
    const scored = allMeans(
      await Promise.all([keep, ...alone].map((actions) => score({ input, model, answer, actions }))),
    );
    if (!('means' in scored)) return troubleOf(scored);
    const [all = 0, ...without] = scored.means;
    const rising = steps
      .map((step, index) => ({ step, perplexity: perplexity(without[index] ?? all) }))
      .sort((a, b) => a.perplexity - b.perplexity || a.step - b.step);
    const limit = perplexity(all) * MOST_GROWTH;
    const work: Work = { input, options, model, answer, limit, actions: keep, dropped: 0, merged: 0, tried: 0 };
    const trouble = await refine(
      work,
      rising.map(({ step }) => step),
    );
    if (trouble !== null) return trouble;
    const note = `${steps.length} steps scored; ${work.dropped} dropped and ${work.merged} merged within ${Math.round((MOST_GROWTH - 1) * 100)} % more perplexity.`;
    return planReading(input, { actions: work.actions }, note);
  },
};

const DROP: StepAction = { kind: 'drop', reason: 'Its loss raises the perplexity least.' };

function candidates(input: CompressInput): readonly number[] {
  return input.analysis.steps
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, MOST_STEPS)
    .map(({ index }) => index);
}

type Scored = Pick<Work, 'input' | 'model' | 'answer'> & { readonly actions: readonly StepAction[] };

function score({ input, model, answer, actions }: Scored): ReturnType<typeof scoreMean> {
  const { text } = applyPlan(input.text, { actions });
  return scoreMean(model, questionText(input), answer === '' ? text : `${text}\n\n${answer}`);
}

function troubleOf(one: { readonly kind: 'unsupported' | 'failed'; readonly reason: string }): Trouble {
  return one.kind === 'failed' ? { kind: 'failed', reason: one.reason } : unsupported(one.reason, 'deletion-test');
}

/** Drops or merges steps in the given order until the asked length is reached; what hurts stays. */
async function refine(work: Work, order: readonly number[]): Promise<Trouble | null> {
  const { input, options } = work;
  const target = targetTokens(input, options);
  for (const step of order) {
    if (input.counter.count(applyPlan(input.text, { actions: work.actions }).text) <= target) return null;
    if (work.actions[step]?.kind !== 'keep' || work.actions.filter(isKept).length < 2) continue;
    const without = work.actions.map((action, i) => (i === step ? DROP : action));
    const fits = await holds(work, without);
    if (typeof fits !== 'boolean') return fits;
    if (fits) {
      work.actions = without;
      work.dropped += 1;
    } else if (work.tried < MOST_MERGES) {
      work.tried += 1;
      const trouble = await merge(work, step);
      if (trouble !== null) return trouble;
    }
  }
  return null;
}

async function holds(work: Work, actions: readonly StepAction[]): Promise<boolean | Trouble> {
  const scored = await score({ ...work, actions });
  return scored.kind === 'mean' ? perplexity(scored.mean) <= work.limit : troubleOf(scored);
}

/** Joins a step to the kept one before it, where the joined text is shorter than both and within the limit. */
async function merge(work: Work, step: number): Promise<Trouble | null> {
  const { input, options, model } = work;
  const before = work.actions.findLastIndex((action, index) => index < step && isKept(action));
  if (before < 0 || work.actions[before]?.kind !== 'keep') return null;
  const [first, second] = [stepText(input, before), stepText(input, step)];
  const values = {
    question: part('The question:', 'QUESTION', input.text.question),
    first: part('The first step:', 'FIRST', first),
    second: part('The second step:', 'SECOND', second),
  };
  const markers = [...fenceMarkers('FIRST', first), ...fenceMarkers('SECOND', second)];
  const asked = await askText(model, fillPrompt(stepMergePrompt, values, options), markers);
  if (asked.kind !== 'text') return asked.kind === 'failed' ? { kind: 'failed', reason: asked.reason } : null;
  if (input.counter.count(asked.text) >= input.counter.count(`${first}\n${second}`)) return null;
  const joined = work.actions.map((action, index): StepAction => {
    if (index === before)
      return { kind: 'rewrite', reason: `Merged with step ${step + 1} by a model.`, text: asked.text };
    return index === step ? { kind: 'drop', reason: `Merged into step ${before + 1} by a model.` } : action;
  });
  const fits = await holds(work, joined);
  if (typeof fits !== 'boolean') return fits;
  if (fits) {
    work.actions = joined;
    work.merged += 1;
  }
  return null;
}
