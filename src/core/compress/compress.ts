import { findSegmenter, segmenters } from '../segment/registry.ts';
import { derivationOf } from './derivation.ts';
import { guards as allGuards } from './guards/registry.ts';
import { type GuardSubject, type GuardVerdict, stepNames } from './guards/types.ts';
import { applyPlan, isKept } from './plan.ts';
import { factsOf } from './trace-facts.ts';
import type {
  BuiltInStrategy,
  Compressed,
  CompressInput,
  CompressionStrategy,
  CompressOptions,
  EndpointReading,
  GuardResult,
  Plan,
} from './types.ts';

/** Rounds of putting steps back before a plan is given up. */
const REPAIRS = 6;

interface Draft {
  readonly plan: Plan | null;
  readonly text: string;
  readonly kept: readonly number[] | null;
}

interface Judged extends Draft {
  readonly tokens: { readonly before: number; readonly after: number };
  readonly verdicts: readonly GuardVerdict[];
}

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
  let judged = judge(draftOf(plan, input), input);
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
    judged = judge(draftOf(plan, input), input);
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
): Compressed {
  if (reading.kind === 'plan' || reading.kind === 'text') {
    const draft =
      reading.kind === 'plan' ? draftOf(reading.plan, input) : { plan: null, text: reading.text, kept: null };
    const result = resultOf(strategy, judge(draft, input), new Map());
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

function draftOf(plan: Plan, input: CompressInput): Draft {
  return { plan, ...applyPlan(input.text, plan) };
}

/** Runs all guards on a draft. */
function judge(draft: Draft, input: CompressInput): Judged {
  const tokens = { before: input.counter.count(input.text.reasoning), after: input.counter.count(draft.text) };
  const derivation = derivationOf(input.text);
  const segmenter = findSegmenter('auto') ?? segmenters[0];
  const steps = segmenter?.segment(draft.text, {}) ?? [];
  const answer = derivation.facts.answer.value ?? input.text.answer;
  const subject: GuardSubject = {
    input,
    ...draft,
    tokens,
    derivation,
    after: factsOf({ ...input.text, reasoning: draft.text, steps, answer }),
    hasNewWords: draft.plan === null || draft.plan.actions.some((action) => action.kind === 'rewrite'),
  };
  return { ...draft, tokens, verdicts: allGuards.map((guard) => guard.check(subject)) };
}

/** Steps that failed required guards name and that the plan does not already keep as they are, by guard. */
function repairOf(judged: Judged, plan: Plan): ReadonlyMap<string, readonly number[]> {
  const repair = new Map<string, readonly number[]>();
  allGuards.forEach((guard, index) => {
    const verdict = judged.verdicts[index];
    if (!guard.required || verdict === undefined || verdict.passed) return;
    const steps = (verdict.restore ?? []).filter((step) => {
      const action = plan.actions[step];
      return action !== undefined && action.kind !== 'keep' && (action.kind === 'rewrite' || !isKept(action));
    });
    if (steps.length > 0) repair.set(guard.id, steps);
  });
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
  const guards = allGuards.map((guard, index): GuardResult => {
    const verdict = judged.verdicts[index] ?? { passed: true };
    const back = [...(restored.get(guard.id) ?? [])].sort((a, b) => a - b);
    const mended = back.length === 0 ? '' : `Put back ${stepNames(back)}, which this guard asked for.`;
    const detail = [verdict.passed ? '' : verdict.detail, mended].filter((part) => part !== '').join(' ');
    const { id, title, required } = guard;
    return { id, title, required, passed: verdict.passed, ...(detail === '' ? {} : { detail }) };
  });
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
    accepted: guards.every((guard) => guard.passed || !guard.required),
  };
}
