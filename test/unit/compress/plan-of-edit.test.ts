import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceText } from '../../../src/core/analysis/types.ts';
import { applyPlan, keepAll } from '../../../src/core/compress/plan.ts';
import { planOfEdit } from '../../../src/core/compress/plan-of-edit.ts';
import type { Plan, StepAction } from '../../../src/core/compress/types.ts';
import { segmentText } from '../../../src/core/segment/segment.ts';

function traceOf(steps: readonly string[]): TraceText {
  let at = 0;
  const spans = steps.map((step) => {
    const start = at;
    at += step.length + 2;
    return { start, end: start + step.length };
  });
  return { question: null, reasoning: steps.join('\n\n'), answer: null, referenceAnswer: null, steps: spans };
}

const STEPS = ['First 2 + 3 = 5.', 'Wait, is it 5?', 'Yes, it is 5.', 'Then 5 * 4 = 20.', 'The answer is 20.'];

function edited(steps: readonly string[]) {
  return traceOf(steps);
}

describe('a plan read back from an edit', () => {
  test('an untouched text keeps every step', () => {
    const text = traceOf(STEPS);
    expect(planOfEdit(text, text, null)).toEqual(keepAll(STEPS.length));
  });

  test('steps that are gone are dropped, a changed one is rewritten, and the reasons of the plan before stay', () => {
    const before: Plan = {
      actions: STEPS.map(
        (_, index): StepAction => (index === 1 ? { kind: 'drop', reason: 'a doubt' } : { kind: 'keep' }),
      ),
    };
    const plan = planOfEdit(traceOf(STEPS), edited([STEPS[0]!, 'Then 5 * 4 = 20!', STEPS[4]!]), before);
    expect(plan?.actions).toEqual([
      { kind: 'keep' },
      { kind: 'drop', reason: 'a doubt' },
      { kind: 'drop', reason: 'Left out by hand.' },
      { kind: 'rewrite', reason: 'Rewritten by hand.', text: 'Then 5 * 4 = 20!' },
      { kind: 'keep' },
    ]);
  });

  test('a step put back is kept', () => {
    const all = traceOf(STEPS);
    const before: Plan = { actions: STEPS.map((): StepAction => ({ kind: 'drop', reason: 'x' })) };
    expect(planOfEdit(all, edited(STEPS.slice(1)), before)?.actions.map(({ kind }) => kind)).toEqual([
      'drop',
      'keep',
      'keep',
      'keep',
      'keep',
    ]);
  });

  test('a step that was added has no plan', () => {
    expect(planOfEdit(traceOf(STEPS), edited([...STEPS, 'And 20 is even.']), null)).toBeNull();
  });

  test('whatever plan made the text, a plan that makes the same text is found, or none', () => {
    const action = fc.oneof(
      fc.constant<StepAction>({ kind: 'keep' }),
      fc.constant<StepAction>({ kind: 'drop', reason: 'r' }),
      fc.constant<StepAction>({ kind: 'merge', reason: 'm' }),
      fc.constantFrom('Then 20.', 'So 5.').map((text): StepAction => ({ kind: 'rewrite', reason: 'w', text })),
    );
    fc.assert(
      fc.property(fc.array(action, { minLength: STEPS.length, maxLength: STEPS.length }), (actions) => {
        const text = traceOf(STEPS);
        const { text: reasoning } = applyPlan(text, { actions });
        const steps = segmentText(reasoning, 'blank-line').steps;
        const plan = planOfEdit(text, { reasoning, steps }, { actions });
        if (plan) expect(applyPlan(text, plan).text).toBe(reasoning);
        const plain = actions.every(({ kind }) => kind === 'keep' || kind === 'drop');
        if (plain) expect(plan).not.toBeNull();
      }),
    );
  });
});
