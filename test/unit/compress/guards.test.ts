import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceText } from '../../../src/core/analysis/types.ts';
import { compressBuiltIn, finishEndpoint } from '../../../src/core/compress/compress.ts';
import { guards } from '../../../src/core/compress/guards/registry.ts';
import { planDropping } from '../../../src/core/compress/plan.ts';
import type { BuiltInStrategy, Compressed, GuardResult } from '../../../src/core/compress/types.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { defaultCounter, inputOf } from '../../helpers/compress-inputs.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { traceOf, traceWithGaps } from './trace-of.ts';

let counter: TokenCounter;
beforeAll(async () => {
  counter = await defaultCounter();
});

const WRITER = { id: 'rewrite', version: 1 };

/** The result of a model that wrote `text` in place of the trace's reasoning. */
const rewritten = (trace: TraceText, text: string): Compressed =>
  finishEndpoint(WRITER, { kind: 'text', text }, inputOf(trace, counter));

/** The result of a plan that drops the given steps, without repair. */
const dropped = (trace: TraceText, ...steps: number[]): Compressed => {
  const plan = planDropping(trace.steps.length, new Map(steps.map((step) => [step, 'test'])));
  return finishEndpoint(WRITER, { kind: 'plan', plan }, inputOf(trace, counter));
};

const failed = (result: Compressed): string[] => result.guards.filter((one) => !one.passed).map((one) => one.id);
const detail = (result: Compressed, id: string): GuardResult['detail'] =>
  result.guards.find((one) => one.id === id)?.detail;

const SHEEP: Partial<TraceText> = {
  question: 'Ann has 4 pens with 6 sheep each and sells 5 sheep. How many are left?',
};
const sheep = (): TraceText =>
  traceOf(
    'Ann has pens with sheep. She has 4 * 6 = 24 sheep. She sells 5 of them. So 24 - 5 = 19 are left. Let me check: 19 + 5 = 24. The answer is \\boxed{19}.',
    SHEEP,
  );

describe('the registry', () => {
  test('ids are unique and every guard says what it does', () => {
    expect(new Set(guards.map((guard) => guard.id)).size).toBe(guards.length);
    for (const guard of guards) expect(guard.title && guard.summary).toBeTruthy();
  });
});

describe('answer-unchanged', () => {
  test('passes when talk goes, and when the answer is written otherwise', () => {
    expect(dropped(sheep(), 0, 4).accepted).toBe(true);
    expect(failed(rewritten(sheep(), '4*6 = 24, 24-5 = 19. Answer: $19.00$'))).toEqual([]);
  });

  test('refuses another final answer and says both', () => {
    const result = rewritten(sheep(), '4 * 6 = 24. 24 - 5 = 19. The answer is \\boxed{24}.');
    expect(result.accepted).toBe(false);
    expect(detail(result, 'answer-unchanged')).toBe('The reasoning now ends in the answer "24" and not in "19".');
  });

  test('refuses a text that no longer states the answer', () => {
    expect(failed(rewritten(sheep(), 'She has 4 * 6 = 24 sheep and sells 5 of them.'))).toContain('answer-unchanged');
    expect(failed(dropped(sheep(), 3, 4, 5))).toContain('answer-unchanged');
  });

  test('works for answers in words', () => {
    const trace = traceOf('All cats purr. Tom is a cat. So Tom purrs. The answer is: yes.', { answer: 'Yes' });
    expect(dropped(trace, 0).accepted).toBe(true);
    expect(failed(rewritten(trace, 'Tom is a cat. The answer is: no.'))).toContain('answer-unchanged');
    expect(failed(dropped(trace, 3))).toContain('answer-unchanged');
  });
});

describe('needed-numbers', () => {
  test('refuses when a result of the derivation is gone and names it with its step', () => {
    const result = dropped(sheep(), 1, 3, 4);
    expect(failed(result)).toContain('needed-numbers');
    expect(detail(result, 'needed-numbers')).toContain('24 from step 2');
  });

  test('accepts a rewrite that joins the calculations', () => {
    expect(failed(rewritten(sheep(), '4 * 6 - 5 = 19, so \\boxed{19}.'))).toEqual([]);
  });

  test('refuses a changed number, also inside a formula that stays true', () => {
    expect(failed(rewritten(sheep(), '4 * 6 = 26. 26 - 5 = 19. \\boxed{19}'))).toContain('true-equations');
    expect(failed(rewritten(sheep(), 'With 7 * 6 = 42 sheep, 24 - 5 = 19. \\boxed{19}'))).toContain('no-new-numbers');
    expect(failed(rewritten(sheep(), '4 * 6 = 24. 24 - 5 = 19. \\boxed{19} in 2024'))).toContain('no-new-numbers');
  });

  test('refuses a wrong calculator mark and takes a true one', () => {
    const marked = traceOf('She has 4*6 = <<4*6=24>>24 sheep. Then 24-5 = <<24-5=19>>19 are left.', {
      ...SHEEP,
      answer: '19',
    });
    expect(failed(rewritten(marked, '4*6 = <<4*6=24>>24. 24-5 = <<24-5=19>>19.'))).toEqual([]);
    expect(failed(rewritten(marked, '4*6 = <<5*6=24>>24. 24-5 = <<24-5=19>>19.'))).toContain('true-equations');
  });

  test('list numbers are no quantities', () => {
    expect(failed(rewritten(sheep(), '1. 4 * 6 = 24\n2. 24 - 5 = 19\n3. \\boxed{19}'))).toEqual([]);
  });
});

describe('cases-complete', () => {
  const trace = () =>
    traceOf(
      'Case 1: x = 2 gives 2 * 3 = 6. Case 2: x = 3 gives 3 * 3 = 9. The larger one is 9 > 6. So the answer is \\boxed{9}.',
      { question: 'Largest 3x?' },
    );
  test('refuses when one of the cases goes', () => {
    const result = rewritten(trace(), 'Case 2: x = 3 gives 3 * 3 = 9, and 9 > 6. So \\boxed{9}.');
    expect(failed(result)).toContain('cases-complete');
    expect(detail(result, 'cases-complete')).toContain('case 1');
  });
});

describe('code-blocks', () => {
  const trace = () => traceWithGaps(['Run it:', '```py\nprint(1)\n```', 'It prints 1.'], ['', '\n\n', '\n\n', '']);
  test('code may go or stay, but not change or stay open', () => {
    expect(failed(rewritten(trace(), 'It prints 1.'))).not.toContain('code-blocks');
    expect(failed(rewritten(trace(), '```py\nprint(1)\n```\nIt prints 1.'))).toEqual([]);
    expect(failed(rewritten(trace(), '```py\nprint( 1 )\n```'))).toContain('code-blocks');
    expect(failed(rewritten(trace(), '```py\nprint(1)\n'))).toContain('code-blocks');
  });

  test('a fence that is cut over steps is put back whole', () => {
    const cut = traceWithGaps(
      ['Run it:', '```py', 'print(1)', '```', 'So 1 + 1 = 2.'],
      ['', '\n', '\n', '\n', '\n', ''],
    );
    const strategy: BuiltInStrategy = {
      needs: 'none',
      id: 'test',
      version: 1,
      title: 't',
      summary: 's',
      plan: () => planDropping(5, new Map([[3, 'test']])),
    };
    const result = compressBuiltIn(strategy, inputOf(cut, counter));
    expect(result.accepted).toBe(true);
    expect(result.kept).toEqual([0, 1, 2, 3, 4]);
    expect(detail(result, 'code-blocks')).toBe('Put back step 4, which this guard asked for.');
  });
});

describe('formulas', () => {
  const trace = () => traceOf('We have \\(\\frac{1}{2} + \\frac{1}{2} = 1\\). So \\[x = 1\\] and \\boxed{1}.');
  test.each([
    'We have \\(\\frac{1}{2} + \\frac{1}{2} = 1. So \\boxed{1}.',
    'So \\[x = 1 and \\boxed{1}.',
    'We have \\(\\frac{1}{2 + \\frac{1}{2} = 1\\). \\boxed{1}',
    'We have $\\frac{1}{2} + \\frac{1}{2} = 1. \\boxed{1}',
  ])('refuses cut LaTeX: %s', (text) => {
    expect(failed(rewritten(trace(), text))).toContain('formulas');
  });

  test('money is no formula', () => {
    const shop = traceOf('It costs $5 each, a $$ place. So 2 * 5 = 10.');
    expect(failed(dropped(shop, 0))).not.toContain('formulas');
  });
});

describe('the others', () => {
  test('language: another script is refused, another dose of formulas is not', () => {
    expect(
      failed(rewritten(sheep(), '安有四个羊圈,每个六只羊:4 * 6 = 24。卖掉五只:24 - 5 = 19。答案是 \\boxed{19}')),
    ).toContain('language');
    expect(failed(rewritten(sheep(), '4*6=24, 24-5=19'))).not.toContain('language');
  });

  test('shorter and not-empty', () => {
    const long = `${sheep().reasoning} Well, that was it, was it not, I would say so.`;
    expect(failed(rewritten(sheep(), long))).toEqual(['shorter']);
    expect(failed(rewritten(sheep(), ' '))).toContain('not-empty');
  });

  test('references-closed warns and does not refuse', () => {
    const trace = traceWithGaps(
      ['Step 1: 2 + 3 = 5.', 'Step 2: look around.', 'Step 3: by Step 2 and 5 * 2 = 10.', 'The answer is 10.'],
      ['', '\n', '\n', '\n', ''],
    );
    const result = dropped(trace, 1);
    expect(failed(result)).toEqual(['references-closed']);
    expect(result.accepted).toBe(true);
    expect(detail(result, 'references-closed')).toBe('Step 3 points to "step 2", which stood in the dropped step 2.');
  });
});

describe('finishEndpoint', () => {
  test('a refused reading changes nothing and says why', () => {
    const result = finishEndpoint(
      WRITER,
      { kind: 'refused', reason: 'The reply holds no text.' },
      inputOf(sheep(), counter),
    );
    expect(result).toMatchObject({ text: sheep().reasoning, plan: null, kept: null, ratio: 1, accepted: false });
    expect(result.guards).toMatchObject([{ id: 'reply-usable', passed: false, detail: 'The reply holds no text.' }]);
  });

  test('figures are counted on the whole text', () => {
    const result = rewritten(sheep(), '4 * 6 - 5 = 19, so \\boxed{19}.');
    expect(result.tokens).toEqual({ before: counter.count(sheep().reasoning), after: counter.count(result.text) });
    expect(result.ratio).toBe(result.tokens.after / result.tokens.before);
  });
});

describe('hostile texts', () => {
  test.each(['{', '\\(', '$', '```\n', 'case 1 ', 'step 1 ', '1', '=', ' ', '\\boxed{', '"', '1+', '数'])(
    '100,000 characters of %j are judged in time',
    (unit) => {
      const long = unit.repeat(Math.ceil(100_000 / unit.length));
      const start = cpuTime();
      rewritten(sheep(), long);
      rewritten({ ...sheep(), reasoning: long, steps: [{ start: 0, end: long.length }] }, 'The answer is 19.');
      expect(cpuTime() - start).toBeLessThan(8000);
    },
  );
});
