import { derivationOf, reach } from '../derivation.ts';
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
  const cost = (steps: Iterable<number>): number => {
    let sum = 0;
    for (const step of steps) sum += input.analysis.steps[step]?.tokens ?? 0;
    return sum;
  };
  // Without a stated answer nothing is known to be needed: the score alone decides, and the end stays.
  const last = input.text.steps.length - 1;
  const kept = new Set(anchor === null ? (last < 0 ? [] : [last]) : required);
  let used = cost(kept);
  const order = [...input.analysis.steps].sort((a, b) => a.score - b.score || a.index - b.index);
  for (const step of order) {
    if (kept.has(step.index)) continue;
    const group = [...reach(links, [step.index])].filter((one) => !kept.has(one));
    const price = cost(group);
    if (used + price > room) continue;
    for (const one of group) kept.add(one);
    used += price;
  }
  return kept;
}
