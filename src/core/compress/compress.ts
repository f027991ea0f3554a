import { guardResult, isAccepted, type Judged, judge } from './judge.ts';
import { applyPlan, isKept } from './plan.ts';
import type {
  BuiltInStrategy,
  Compressed,
  CompressInput,
  CompressionStrategy,
  CompressOptions,
  EndpointReading,
  Plan,
} from './types.ts';

/** Rounds of putting steps back before a plan is given up. */
const REPAIRS = 6;

/**
 * Compresses a trace without an endpoint. Where required guards refuse the strategy's plan and name the steps that would
 * mend it, these come back (their guards' details say which) before the result is refused. Deterministic; never throws.
 */
export function compressBuiltIn(
  strategy: BuiltInStrategy,
  input: CompressInput,
  options: CompressOptions = {},
): Compressed {
  let plan = strategy.plan(input, options);
  let judged = judgePlan(plan, input, options);
  const restored = new Map<string, Set<number>>();
  for (let round = 0; round < REPAIRS; round += 1) {
    const repair = repairOf(judged, plan);
    if (repair.size === 0) break;
    for (const [guard, steps] of repair) {
      const all = restored.get(guard) ?? new Set<number>();
      for (const step of steps) all.add(step);
      restored.set(guard, all);
    }
    plan = keepSteps(plan, new Set([...repair.values()].flat()));
    judged = judgePlan(plan, input, options);
  }
  return resultOf(strategy, judged, restored);
}

/**
 * Makes the result of an endpoint strategy from what its replies were read as. A refused or failed reading gives the source
 * text, not accepted, with the reason as the failed guard "reply-usable". Nothing is repaired: a model's text stands or falls whole.
 */
export function finishEndpoint(
  strategy: Pick<CompressionStrategy, 'id' | 'version'>,
  reading: EndpointReading,
  input: CompressInput,
  options: CompressOptions = {},
): Compressed {
  if (reading.kind === 'plan' || reading.kind === 'text') {
    const judged =
      reading.kind === 'plan'
        ? judgePlan(reading.plan, input, options)
        : judge({ plan: null, text: reading.text, kept: null }, input, options, options.guards);
    const result = resultOf(strategy, judged, new Map());
    return reading.note === undefined ? result : { ...result, note: reading.note };
  }
  const before = input.counter.count(input.text.reasoning);
  return {
    strategy: strategy.id,
    strategyVersion: strategy.version,
    text: input.text.reasoning,
    plan: null,
    kept: null,
    tokens: { before, after: before },
    ratio: 1,
    guards: [{ id: 'reply-usable', title: 'Reply usable', required: true, passed: false, detail: reading.reason }],
    accepted: false,
  };
}

function judgePlan(plan: Plan, input: CompressInput, options: CompressOptions): Judged {
  return judge({ plan, ...applyPlan(input.text, plan) }, input, options, options.guards);
}

/** Steps that failed required guards name and that the plan does not already keep as they are, by guard. */
function repairOf(judged: Judged, plan: Plan): ReadonlyMap<string, readonly number[]> {
  const repair = new Map<string, readonly number[]>();
  for (const { guard, level, verdict } of judged.findings) {
    if (level !== 'required' || verdict.passed) continue;
    const steps = (verdict.restore ?? []).filter((step) => {
      const action = plan.actions[step];
      return action !== undefined && action.kind !== 'keep' && (action.kind === 'rewrite' || !isKept(action));
    });
    if (steps.length > 0) repair.set(guard.id, steps);
  }
  return repair;
}

function keepSteps(plan: Plan, steps: ReadonlySet<number>): Plan {
  return { actions: plan.actions.map((action, index) => (steps.has(index) ? { kind: 'keep' } : action)) };
}

function resultOf(
  strategy: Pick<CompressionStrategy, 'id' | 'version'>,
  judged: Judged,
  restored: ReadonlyMap<string, ReadonlySet<number>>,
): Compressed {
  const guards = judged.findings.map((finding) =>
    guardResult(
      finding,
      [...(restored.get(finding.guard.id) ?? [])].sort((a, b) => a - b),
    ),
  );
  const { before, after } = judged.tokens;
  return {
    strategy: strategy.id,
    strategyVersion: strategy.version,
    text: judged.text,
    plan: judged.plan,
    kept: judged.kept,
    tokens: judged.tokens,
    ratio: before === 0 ? 1 : after / before,
    guards,
    accepted: isAccepted(guards),
  };
}
