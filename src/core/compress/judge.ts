import { findSegmenter, segmenters } from '../segment/registry.ts';
import { derivationOf } from './derivation.ts';
import { guards } from './guards/registry.ts';
import { type Guard, type GuardPolicy, type GuardSubject, type GuardVerdict, stepNames } from './guards/types.ts';
import { factsOf } from './trace-facts.ts';
import type { CompressInput, CompressOptions, GuardLevel, GuardResult, Plan } from './types.ts';

/** A text in place of the reasoning; `plan` and `kept` are null when it is not made of the source's steps. */
export interface Draft {
  readonly plan: Plan | null;
  readonly text: string;
  readonly kept: readonly number[] | null;
}

/** What one guard said, and how much that counts. */
export interface GuardFinding {
  readonly guard: Guard;
  readonly level: Exclude<GuardLevel, 'off'>;
  readonly verdict: GuardVerdict;
}

/** A draft with its tokens and the findings of all guards that ran, in the registry's order. */
export interface Judged extends Draft {
  readonly tokens: { readonly before: number; readonly after: number };
  readonly findings: readonly GuardFinding[];
}

/** The guard whose failure always refuses: without the answer a variant is none. */
const ALWAYS = 'answer-unchanged';

/** The level of a guard under a person's policy. */
export function levelOf(guard: Pick<Guard, 'id' | 'required'>, policy: GuardPolicy = {}): GuardLevel {
  if (guard.id === ALWAYS) return 'required';
  const asked = Object.hasOwn(policy, guard.id) ? policy[guard.id] : undefined;
  return asked ?? (guard.required ? 'required' : 'advisory');
}

/** Runs the guards on a draft, those that the policy turns off left out. Deterministic; never throws. */
export function judge(
  draft: Draft,
  input: CompressInput,
  options: CompressOptions = {},
  policy: GuardPolicy = {},
): Judged {
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
    options,
  };
  const findings = guards.flatMap((guard): readonly GuardFinding[] => {
    const level = levelOf(guard, policy);
    return level === 'off' ? [] : [{ guard, level, verdict: guard.check(subject) }];
  });
  return { ...draft, tokens, findings };
}

/** The finding for people; `putBack` are 0-based steps that came back because the guard asked for them. */
export function guardResult({ guard, level, verdict }: GuardFinding, putBack: readonly number[] = []): GuardResult {
  const mended = putBack.length === 0 ? '' : `Put back ${stepNames(putBack)}, which this guard asked for.`;
  const detail = [verdict.passed ? '' : verdict.detail, mended].filter((part) => part !== '').join(' ');
  const span = verdict.passed ? undefined : verdict.span;
  const steps = verdict.passed ? undefined : (verdict.steps ?? verdict.restore);
  return {
    id: guard.id,
    title: guard.title,
    required: level === 'required',
    passed: verdict.passed,
    ...(detail === '' ? {} : { detail }),
    ...(span === undefined ? {} : { span }),
    ...(steps === undefined || steps.length === 0 ? {} : { steps }),
  };
}

/** No required guard failed. */
export function isAccepted(results: readonly Pick<GuardResult, 'required' | 'passed'>[]): boolean {
  return results.every((result) => result.passed || !result.required);
}
