import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceText } from '../../../src/core/analysis/types.ts';
import { applyPlan, keepAll, planDropping } from '../../../src/core/compress/plan.ts';
import type { Plan, StepAction } from '../../../src/core/compress/types.ts';
import { traceOf, traceWithGaps } from './trace-of.ts';

const dropping = (trace: TraceText, ...steps: number[]): string =>
  applyPlan(trace, planDropping(trace.steps.length, new Map(steps.map((step) => [step, 'test'])))).text;

describe('applyPlan', () => {
  test('dropping a sentence leaves one blank', () => {
    expect(dropping(traceOf('One. Two. Three.'), 1)).toBe('One. Three.');
  });

  test('dropping a paragraph leaves one blank line', () => {
    expect(dropping(traceWithGaps(['One.', 'Two.', 'Three.'], ['', '\n\n', '\n\n', '']), 1)).toBe('One.\n\nThree.');
  });

  test('dropping a line leaves one line break', () => {
    expect(dropping(traceWithGaps(['a=1', 'b=2', 'c=3'], ['', '\n', '\n', '\n']), 1)).toBe('a=1\nc=3\n');
  });

  test('dropping the last sentence of a paragraph keeps the paragraph break', () => {
    const trace = traceWithGaps(['A.', 'B.', 'C.'], ['', ' ', '\n\n', '']);
    expect(dropping(trace, 1)).toBe('A.\n\nC.');
    expect(dropping(trace, 0)).toBe('B.\n\nC.');
  });

  test('the indentation of a kept line is its own', () => {
    expect(dropping(traceWithGaps(['- a', '- b', '- c'], ['', '\n', '\n  ', '']), 1)).toBe('- a\n  - c');
  });

  test('words are not glued where the source had no separator, and Chinese gets no blank', () => {
    expect(dropping(traceWithGaps(['one', '--', 'two'], ['', '', '', '']), 1)).toBe('one two');
    expect(dropping(traceWithGaps(['一。', '二。', '三。'], ['', '', '', '']), 1)).toBe('一。三。');
  });

  test('a merge joins by a blank; the first step has nothing to join', () => {
    const trace = traceWithGaps(['A.', 'B.', 'C.'], ['', '\n\n', '\n\n', '']);
    const merge: StepAction = { kind: 'merge', reason: 'short' };
    expect(applyPlan(trace, { actions: [merge, merge, { kind: 'keep' }] })).toEqual({
      text: 'A. B.\n\nC.',
      kept: [0, 1, 2],
    });
  });

  test('a rewrite replaces the words only; an empty rewrite drops the step', () => {
    const trace = traceWithGaps(['A.', 'B.', 'C.'], ['', '\n\n', '\n\n', '']);
    const plan = (text: string): Plan => ({
      actions: [{ kind: 'keep' }, { kind: 'rewrite', reason: 'r', text }, { kind: 'keep' }],
    });
    expect(applyPlan(trace, plan('b\n'))).toEqual({ text: 'A.\n\nb\n\nC.', kept: [0, 1, 2] });
    expect(applyPlan(trace, plan('  '))).toEqual({ text: 'A.\n\nC.', kept: [0, 2] });
  });

  test('text that belongs to no step stays', () => {
    const trace: TraceText = { ...traceOf('x'), reasoning: 'Step 1: A. Step 2: B.', steps: [{ start: 8, end: 10 }] };
    expect(dropping(trace, 0)).toBe('Step 1: Step 2: B.');
  });

  test('a code block of a kept step is untouched', () => {
    const code = '```py\nx = 1\n\n\n  y = 2\n```';
    expect(dropping(traceWithGaps(['A.', code, 'B.'], ['', '\n\n', '\n\n', '']), 0)).toBe(`${code}\n\nB.`);
  });
});

const word = fc.string({ unit: fc.constantFrom('a', '1', '.', '-', '数', '𝑥'), minLength: 1, maxLength: 6 });
const gap = fc.constantFrom('', ' ', '  ', '\n', '\r\n', '\n\n', '\n  ', '\t', '\n\n\n');
const trace = fc
  .array(word, { minLength: 1, maxLength: 12 })
  .chain((words) =>
    fc
      .array(gap, { minLength: words.length + 1, maxLength: words.length + 1 })
      .map((gaps) => traceWithGaps(words, gaps)),
  );
const action: fc.Arbitrary<StepAction> = fc.oneof(
  fc.constant<StepAction>({ kind: 'keep' }),
  fc.constant<StepAction>({ kind: 'drop', reason: 'd' }),
  fc.constant<StepAction>({ kind: 'merge', reason: 'm' }),
  fc.string().map((text): StepAction => ({ kind: 'rewrite', reason: 'r', text })),
);

describe('applyPlan holds for every text and plan', () => {
  test('keeping everything gives the text byte for byte', () => {
    fc.assert(
      fc.property(trace, (t) => {
        expect(applyPlan(t, keepAll(t.steps.length)).text).toBe(t.reasoning);
      }),
    );
  });

  test('any plan, also too short or too long, gives the kept words in order', () => {
    fc.assert(
      fc.property(trace, fc.array(action, { maxLength: 15 }), (t, actions) => {
        const { text, kept } = applyPlan(t, { actions });
        let from = 0;
        for (const step of kept) {
          const span = t.steps[step]!;
          const own = actions[step];
          const words = own?.kind === 'rewrite' ? own.text.trim() : t.reasoning.slice(span.start, span.end);
          const at = text.indexOf(words, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + words.length;
        }
        expect(kept).toEqual([...kept].sort((a, b) => a - b));
      }),
    );
  });

  test('dropping never invents characters: what is left is the kept words and white space', () => {
    fc.assert(
      fc.property(trace, fc.func(fc.boolean()), (t, drops) => {
        const gone = new Map(t.steps.flatMap((_, i) => (drops(i) ? [[i, 'x'] as const] : [])));
        const { text, kept } = applyPlan(t, planDropping(t.steps.length, gone));
        const words = kept.map((i) => t.reasoning.slice(t.steps[i]!.start, t.steps[i]!.end));
        expect(text.replace(/\s/g, '')).toBe(words.join('').replace(/\s/g, ''));
        expect(text.length).toBeLessThanOrEqual(t.reasoning.length + t.steps.length);
      }),
    );
  });

  test('dropped steps with separators around them leave white space between their neighbours', () => {
    const spaced = fc
      .array(word, { minLength: 3, maxLength: 8 })
      .chain((words) =>
        fc
          .array(fc.constantFrom(' ', '\n', '\n\n'), { minLength: words.length + 1, maxLength: words.length + 1 })
          .map((gaps) => ({ words, trace: traceWithGaps(words, gaps) })),
      );
    fc.assert(
      fc.property(spaced, fc.nat(), (t, n) => {
        const middle = 1 + (n % (t.words.length - 2));
        const left = dropping(t.trace, middle).trim().split(/\s+/u);
        expect(left).toEqual(t.words.filter((_, i) => i !== middle));
      }),
    );
  });
});
