import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyzeTrace } from '../../../src/core/analysis/analyze.ts';
import { readTrace, requiredSteps } from '../../../src/core/analysis/facts.ts';
import { passes } from '../../../src/core/analysis/registry.ts';
import { segmentText } from '../../../src/core/segment/segment.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { analyze, flagged, traceOf, wordCounter } from './helpers.ts';

const steps = [
  'Tom has 3 boxes with 8 apples each, so he has 3 * 8 = 24 apples.',
  'A box is 12 + 13 = 25 inches wide.',
  'He gives 5 apples to Ann, so 24 - 5 = 19 apples remain.',
  'He sells them for 2 dollars each, so he gets 19 * 2 = 38 dollars.',
];
const given = {
  question: 'Tom has 3 boxes with 8 apples, gives 5 away, sells the rest for 2 dollars each. What does he get?',
  answer: '38',
};

describe('analyzeTrace', () => {
  test('tells which values a step gives to which later steps', () => {
    const made = analyze(steps, given);
    expect(made.steps[0]?.gives).toEqual([{ value: '24', to: [2] }]);
    expect(made.steps[2]?.gives).toEqual([{ value: '19', to: [3] }]);
    expect(made.steps[1]?.gives).toEqual([]);
  });

  test('counts every step alone and the flagged ones together', () => {
    const made = analyze([...steps, steps[0] ?? ''], given);
    expect(made.steps.map((s) => s.tokens)).toEqual([...steps, steps[0] ?? ''].map(wordCounter.count));
    expect(flagged(made)).toEqual([5]);
    expect(made.tokens.flagged).toBe(wordCounter.count(steps[0] ?? ''));
    expect(made.tokens.answer).toBe(1);
  });

  test('gives kinds close to the published classes', () => {
    const kinds = analyze(
      [
        'The problem says that Tom has three boxes.',
        "Let's first work out how many apples there are.",
        '3 * 8 = 24',
        'Let me double-check that.',
        'Alternatively, we could count the boxes.',
        "Hmm, I'm not sure about this.",
        'So in total there are 24 apples.',
        'The final answer is 24.',
      ],
      { question: 'How many apples?', answer: '24' },
    ).steps.map((s) => s.kind);
    expect(kinds).toEqual([
      'problem-setup',
      'plan',
      'computation',
      'self-check',
      'alternative',
      'uncertainty',
      'consolidation',
      'answer',
    ]);
  });

  test('a pass that is switched off says nothing and counts for nothing', () => {
    const chain = [...steps, steps[0] ?? ''];
    const all = passes.map((p) => p.id);
    const none = analyze(chain, given, { disabledPasses: all });
    expect(none.steps.every((s) => s.findings.length === 0 && !s.flagged)).toBe(true);
    const some = analyze(chain, given, { disabledPasses: ['exact-repeat'] });
    expect(some.steps[4]?.findings.some((f) => f.pass === 'exact-repeat')).toBe(false);
    expect(some.steps[4]?.score).toBeLessThan(analyze(chain, given).steps[4]?.score ?? 0);
  });

  test('the presets flag ever more', () => {
    const chain = [
      ...steps,
      'Let me check: 24 - 5 is 19, and 19 * 2 is 38.',
      'So he gets 38 dollars.',
      steps[0] ?? '',
      'The answer is 38.',
    ];
    const sets = (['careful', 'balanced', 'aggressive'] as const).map((preset) =>
      flagged(analyze(chain, given, { preset })),
    );
    for (const step of sets[0] ?? []) expect(sets[1]).toContain(step);
    for (const step of sets[1] ?? []) expect(sets[2]).toContain(step);
    expect(sets[0]).toContain(7);
  });

  test('the reference answer alone never changes what is flagged', () => {
    const chain = [...steps, 'So it is 38 dollars.', 'Let me check: 19 * 2 = 38.', 'The answer is 38.'];
    const wrong = flagged(analyze(chain, { ...given, reference: '99' }));
    expect(flagged(analyze(chain, { ...given, reference: '38' }))).toEqual(wrong);
    expect(flagged(analyze(chain, given))).toEqual(wrong);
  });

  test('white space around and between the words of a step changes no judgement', () => {
    const spaced = steps.map((s) => s.replaceAll(' ', '  \t'));
    const a = analyze([...steps, steps[0] ?? ''], given).steps;
    const b = analyze([...spaced, steps[0] ?? ''], given).steps;
    expect(b.map((s) => [s.flagged, s.kind, s.score.toFixed(6)])).toEqual(
      a.map((s) => [s.flagged, s.kind, s.score.toFixed(6)]),
    );
  });
});

describe('requiredSteps', () => {
  test('is the backward slice from the step that reaches the answer', () => {
    expect([...requiredSteps(readTrace(traceOf(steps, given)))].sort()).toEqual([0, 2, 3]);
  });

  test('is every step where the answer is nowhere stated', () => {
    const made = readTrace(
      traceOf(['The sky is blue.', 'Grass is green.'], {
        question: 'What colours?',
        answer: 'many colours, as the poets wrote',
      }),
    );
    expect([...requiredSteps(made)]).toEqual([0, 1]);
  });

  test('keeps the last statement of the answer when there is no separate answer', () => {
    const chain = [...steps, 'Therefore the answer is 38.'];
    expect(requiredSteps(readTrace(traceOf(chain, { question: given.question }))).has(4)).toBe(true);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(
      fc.constantFrom(
        'So ',
        '3',
        ' * ',
        '8',
        ' = ',
        '24',
        '. ',
        'apples ',
        '\\frac{1}{2}',
        '(',
        ')',
        'wait ',
        'x',
        '等等',
        '\n',
        '\ud800',
      ),
      { maxLength: 12 },
    )
    .map((p) => p.join('')),
);

test('any trace is analysed: same result every time, scores in [0,1], findings in place', () => {
  fc.assert(
    fc.property(
      fc.array(anyText, { maxLength: 12 }),
      fc.option(anyText),
      fc.option(anyText),
      (parts, question, answer) => {
        const text = traceOf(parts, {
          ...(question === null ? {} : { question }),
          ...(answer === null ? {} : { answer }),
        });
        const input = {
          text,
          segmenter: 'given',
          counter: wordCounter,
          options: { preset: 'balanced', disabledPasses: [] },
        } as const;
        const made = analyzeTrace(input);
        expect(made).toEqual(analyzeTrace(input));
        expect(made.steps).toHaveLength(parts.length);
        for (const step of made.steps) {
          expect(step.score).toBeGreaterThanOrEqual(0);
          expect(step.score).toBeLessThanOrEqual(1);
          if (step.flagged) expect(step.findings.length).toBeGreaterThan(0);
          for (const give of step.gives) for (const to of give.to) expect(to).toBeGreaterThan(step.index);
          for (const finding of step.findings) {
            expect(finding.step).toBe(step.index);
            if (finding.related !== undefined) expect(made.steps[finding.related]).toBeDefined();
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('hostile texts of 100 kB take no longer than a few seconds', () => {
  const units = [
    '\\frac{',
    '(',
    '1+',
    '1,',
    '=',
    'x=',
    'not ',
    'is 1 ',
    '#### ',
    'boxed{1} ',
    '答案是',
    '中',
    'let me check ',
    '-',
    '**',
    ' ',
    '<<1+1=2>>',
    '# Answer\n',
    '```\n',
  ];
  for (const unit of units) {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    for (const id of ['auto', 'line']) {
      const start = cpuTime();
      const made = segmentText(text, id);
      analyzeTrace({
        text: {
          question: text.slice(0, 2_000),
          reasoning: text,
          answer: null,
          referenceAnswer: null,
          steps: made.steps,
        },
        segmenter: id,
        counter: wordCounter,
        options: { preset: 'balanced', disabledPasses: [] },
      });
      expect(cpuTime() - start, `${JSON.stringify(unit)} ${id}`).toBeLessThan(6_000);
    }
  }
});

test('work grows about in line with the number of steps', () => {
  const chain = (count: number) =>
    Array.from({ length: count }, (_, i) => `So we add ${i} and ${i % 13} to get ${i + (i % 13)} apples for Tom.`);
  const time = (count: number): number => {
    const input = chain(count);
    const start = cpuTime();
    analyze(input, given);
    return cpuTime() - start;
  };
  time(500);
  const small = Math.max(5, time(1_000));
  expect(time(8_000)).toBeLessThan(small * 40);
});
