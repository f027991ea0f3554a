import { type Derivation, derivationOf } from '../derivation.ts';
import { planKeeping } from '../drop-reasons.ts';
import { applyPlan } from '../plan.ts';
import { targetTokens } from '../target.ts';
import type { BuiltInStrategy, CompressInput } from '../types.ts';

/** Rounds in which the plan is brought under the budget, as steps' counts are not additive. */
const ROUNDS = 8;

/** The best plan under a number of tokens. */
export const tokenBudget: BuiltInStrategy = {
  needs: 'none',
  id: 'token-budget',
  version: 1,
  title: 'Token budget',
  summary:
    'Keeps what the answer depends on and fills up to the asked tokens with the steps that have the least evidence against them.',
  takes: ['ratio'],
  plan(input, options) {
    const target = targetTokens(input, options);
    let room = target;
    let kept = fill(input, room);
    for (let round = 0; round < ROUNDS; round += 1) {
      const plan = planKeeping(input, kept, 'Left out to meet the token budget.');
      const over = input.counter.count(applyPlan(input.text, plan).text) - target;
      if (over <= 0) return plan;
      room -= over;
      const next = fill(input, room);
      if (next.size === kept.size) return plan;
      kept = next;
    }
    return planKeeping(input, kept, 'Left out to meet the token budget.');
  },
};

/** The required steps and, lowest score first, others with what they depend on, as long as they fit. */
function fill(input: CompressInput, room: number): ReadonlySet<number> {
  const { required, anchor, links } = derivationOf(input.text);
  const tokens = (step: number): number => input.analysis.steps[step]?.tokens ?? 0;
  // Without a stated answer nothing is known to be needed: the score alone decides, and the end stays.
  const last = input.text.steps.length - 1;
  const kept = new Set(anchor === null ? (last < 0 ? [] : [last]) : required);
  let left = room;
  for (const step of kept) left -= tokens(step);
  const order = [...input.analysis.steps].sort((a, b) => a.score - b.score || a.index - b.index);
  for (const { index } of order) {
    if (kept.has(index) || tokens(index) > left) continue;
    const group = fitting(index, links, kept, left, tokens);
    for (const step of group) {
      kept.add(step);
      left -= tokens(step);
    }
  }
  return kept;
}

/** The step with everything that it builds on and that is not kept yet; nothing when that does not fit into `room`. */
function fitting(
  step: number,
  links: Derivation['links'],
  kept: ReadonlySet<number>,
  room: number,
  tokens: (step: number) => number,
): ReadonlySet<number> {
  const group = new Set([step]);
  let price = 0;
  // A set that grows while it is walked: each step is visited once, those added on the way too.
  for (const one of group) {
    price += tokens(one);
    if (price > room) return new Set();
    for (const earlier of links[one] ?? []) if (!kept.has(earlier)) group.add(earlier);
  }
  return group;
}
