import { planReading } from '../candidates.ts';
import { groupsOf, reasoningWithout } from '../chunks.ts';
import { derivationOf } from '../derivation.ts';
import { answerToReach, askAnswer, reaches } from '../forced-answer.ts';
import { planDropping } from '../plan.ts';
import { allSteps, stepText } from '../prompt-parts.ts';
import { forcedAnswerPrompt } from '../prompts/forced-answer.ts';
import { allMeans, answerText, cosine, questionText, scoreMean, unsupported } from '../scoring.ts';
import type {
  CompressInput,
  CompressOptions,
  EndpointReading,
  EndpointStrategy,
  Plan,
  StrategyModel,
} from '../types.ts';

/** Units that are scored; neighbouring steps are one unit where there are more of them. */
const MOST_UNITS = 40;
/** Weight of the solution against the question, as published. */
const ALPHA = 0.5;
/** Weight of the thought's own likelihood in the cost, as published. */
const THOUGHT = 0.1;
/** Rounds before an answer is asked for, fewer where there are few units; and rounds in all. */
const LEAST_ROUNDS = 5;
const MOST_ROUNDS = 20;
/** Units that a round tries. */
const TRIES = 2;

type Trouble = EndpointReading & { readonly kind: 'refused' | 'failed' };

/** The pieces of the search. */
interface Search {
  readonly input: CompressInput;
  readonly options: CompressOptions;
  readonly model: StrategyModel;
  readonly units: readonly (readonly number[])[];
  readonly solution: string;
  readonly answer: string;
}

/** Search for the subset of steps from which the answer is likely. */
export const aStarThought: EndpointStrategy = {
  needs: 'completer',
  id: 'a-star-thought',
  version: 1,
  title: 'A*-Thought search',
  summary:
    'Ranks steps by how likely question and solution are behind them, grows the trace from the best one, and stops when the answer comes out (A*-Thought, arXiv 2505.24550; embeddings stand in for its attention, where there are any). Needs scoring; deletion-test does without. Up to 160 scorings and 20 questions.',
  scope: 'trace',
  prompts: [forcedAnswerPrompt],
  async run(input, options, model) {
    const answer = answerToReach(input);
    const solution = answerText(input, derivationOf(input.text).facts.answer.value);
    if (answer === null || solution === null)
      return { kind: 'refused', reason: 'The trace states no answer to search for.' };
    const units = groupsOf(allSteps(input), MOST_UNITS);
    if (units.length < 4) return { kind: 'refused', reason: 'The reasoning is too short to search in.' };
    const search: Search = { input, options, model, units, solution, answer };
    const ranks = await rank(search);
    if ('reason' in ranks) return ranks;
    return walk(search, ranks.order, ranks.embedded);
  },
};

function unitText({ input, units }: Search, unit: number): string {
  return (units[unit] ?? []).map((step) => stepText(input, step)).join('\n');
}

/** Units by importance, the best first: likeness to question and solution over how unlikely these are behind the unit. */
async function rank(
  search: Search,
): Promise<{ readonly order: readonly number[]; readonly embedded: boolean } | Trouble> {
  const { input, model, units, solution } = search;
  const question = `${questionText(input)}Let us solve this step by step.`;
  const prompts = units.map((_, unit) => `${unitText(search, unit)}\n\n`);
  const scored = allMeans(
    await Promise.all(
      prompts.flatMap((prompt) => [scoreMean(model, prompt, question), scoreMean(model, prompt, solution)]),
    ),
  );
  if (!('means' in scored)) return troubleOf(scored);
  const likeness = await likenessOf(search, question);
  if ('reason' in likeness) return likeness;
  const value = units.map((_, unit) => {
    const [toQuestion = 0, toSolution = 0] = scored.means.slice(unit * 2, unit * 2 + 2);
    const surprise = (1 - ALPHA) * -toQuestion + ALPHA * -toSolution;
    return (likeness.values?.[unit] ?? 1) / Math.max(1e-6, surprise);
  });
  const order = [...units.keys()].sort((a, b) => (value[b] ?? 0) - (value[a] ?? 0) || a - b);
  return { order, embedded: likeness.values !== null };
}

function troubleOf(one: { readonly kind: 'unsupported' | 'failed'; readonly reason: string }): Trouble {
  return one.kind === 'failed' ? { kind: 'failed', reason: one.reason } : unsupported(one.reason, 'deletion-test');
}

/** Cosine of each unit to question and solution, weighted; null without embeddings, so that all count alike. */
async function likenessOf(
  search: Search,
  question: string,
): Promise<{ readonly values: readonly number[] | null } | (Trouble & { readonly kind: 'failed' })> {
  const texts = search.units.map((_, unit) => unitText(search, unit));
  const reply = await search.model.embed([question, search.solution, ...texts]);
  if (reply.kind === 'failed') return { kind: 'failed', reason: reply.reason };
  if (reply.kind !== 'vectors' || reply.vectors.length !== texts.length + 2) return { values: null };
  const [toQuestion = [], toSolution = [], ...vectors] = reply.vectors;
  const values = vectors.map((vector) =>
    Math.max(0.01, (1 - ALPHA) * cosine(vector, toQuestion) + ALPHA * cosine(vector, toSolution)),
  );
  return { values };
}

/** Grows the set of units from the best one until the answer comes out of it. */
async function walk(search: Search, order: readonly number[], embedded: boolean): Promise<EndpointReading> {
  const { input, options, model, units, answer } = search;
  const least = Math.min(LEAST_ROUNDS, Math.floor(units.length / 4));
  let kept = withNeighbours(search, new Set(), order[0] ?? 0);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (round >= least) {
      const reply = await askAnswer(input, reasoningWithout(input, dropped(search, kept)), options, model);
      if (reply.kind === 'failed') return reply;
      if (reaches(reply, answer)) {
        const how = embedded ? '' : ' Without embeddings, likelihood alone ranks the steps.';
        return planReading(input, planOf(search, kept), `The answer comes out after ${round} rounds.${how}`);
      }
    }
    const open = order.filter((unit) => !kept.has(unit)).slice(0, TRIES);
    if (open.length === 0) break;
    const next = await cheapest(
      search,
      open.map((unit) => withNeighbours(search, kept, unit)),
    );
    if ('reason' in next) return next;
    kept = next.kept;
  }
  return { kind: 'refused', reason: 'The search came to no smaller set of steps from which the answer follows.' };
}

function withNeighbours({ units }: Search, kept: ReadonlySet<number>, unit: number): ReadonlySet<number> {
  return new Set([...kept, unit - 1, unit, unit + 1].filter((one) => one >= 0 && one < units.length));
}

function dropped({ units }: Search, kept: ReadonlySet<number>): readonly number[] {
  return units.flatMap((steps, unit) => (kept.has(unit) ? [] : steps));
}

function planOf(search: Search, kept: ReadonlySet<number>): Plan {
  const reasons = new Map(dropped(search, kept).map((step) => [step, 'The answer comes out without it.']));
  return planDropping(search.input.text.steps.length, reasons);
}

/** The set with the least cost: unlikelihood of the thought, weighted, and of the solution behind it. */
async function cheapest(
  search: Search,
  sets: readonly ReadonlySet<number>[],
): Promise<{ readonly kept: ReadonlySet<number> } | Trouble> {
  const { input, model, solution } = search;
  const question = questionText(input);
  const scored = allMeans(
    await Promise.all(
      sets.flatMap((kept) => {
        const thought = reasoningWithout(input, dropped(search, kept));
        return [scoreMean(model, question, thought), scoreMean(model, `${question}${thought}\n\n`, solution)];
      }),
    ),
  );
  if (!('means' in scored)) return troubleOf(scored);
  const cost = sets.map((_, i) => -THOUGHT * (scored.means[i * 2] ?? 0) - (scored.means[i * 2 + 1] ?? 0));
  const best = cost.indexOf(Math.min(...cost));
  return { kept: sets[best] ?? new Set() };
}
