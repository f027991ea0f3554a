import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldValue, lastBoxed, splitFinalAnswer } from '../../../src/core/readers/shared/final-answer.ts';
import { hasThinkTags, splitThinking } from '../../../src/core/readers/shared/think-tags.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const whole = (text: string) => ({ start: 0, end: text.length });

function final(text: string): [string, string] | null {
  const found = splitFinalAnswer(text, whole(text));
  return found === null
    ? null
    : [text.slice(found.reasoning.start, found.reasoning.end), text.slice(found.answer.start, found.answer.end)];
}

describe('splitFinalAnswer', () => {
  it.each([
    ['one\ntwo\n#### 18', 'one\ntwo', '18'],
    ['one\nA: 92', 'one', '92'],
    ['One and two.\nThe answer is 18.', 'One and two.', '18'],
    ['One and two. The answer is 18.', 'One and two.', '18'],
    ['One and two. So, the final answer is: **$3.50**', 'One and two.', '$3.50'],
    ['One.\n\nTherefore, the correct answer is (B).\n', 'One.', '(B)'],
    ['One.\nAnswer: (2 + 3) * 4 = 24\n', 'One.', '(2 + 3) * 4 = 24'],
    ['One.\n\n**Answer:** 7', 'One.', '7'],
    ['One.\nFinal Answer: The final answer is $\\boxed{5}$. I hope it is correct.', 'One.', '5'],
    ['One.\n\n**Final Answer**\n\n\\[ \\boxed{\\text{Evelyn}} \\]', 'One.', '\\text{Evelyn}'],
    ['One.\n\n### Final Answer:\n12', 'One.', '12'],
  ])('parts %j', (text, reasoning, answer) => {
    expect(final(text)).toEqual([reasoning, answer]);
  });

  it.each([
    'no final line here',
    'The answer is 18.',
    'One.\nIt is known that her answer is wrong. But we go on.',
    'One.\n#### Step 2\nMore text.',
    'Therefore we get \\boxed{18} eggs.',
    '',
    '\n\n',
    'One.\nThe answer is',
    `One.\nThe answer is ${'x'.repeat(300)}`,
  ])('leaves %j whole', (text) => {
    expect(final(text)).toBeNull();
  });

  it('never lets answer and reasoning overlap, and never throws', () => {
    const part = fc.constantFrom(
      'The answer is ',
      '18',
      '.',
      '\n',
      '#### ',
      'A: ',
      '\\boxed{',
      '}',
      '{',
      '**',
      '$',
      ' ',
      'Final Answer',
      ':',
      'so ',
      'x',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const found = splitFinalAnswer(text, whole(text));
        goldValue(text);
        if (found === null) return;
        expect(found.answer.start).toBeGreaterThanOrEqual(found.reasoning.end);
        expect(found.answer.end).toBeGreaterThan(found.answer.start);
        expect(found.answer.end).toBeLessThanOrEqual(text.length);
        expect(text.slice(found.reasoning.start, found.reasoning.end).trim()).not.toBe('');
      }),
      { numRuns: 3000 },
    );
  });
});

describe('lastBoxed', () => {
  const boxed = (text: string) => {
    const span = lastBoxed(text, whole(text));
    return span === null ? null : text.slice(span.start, span.end);
  };

  it('takes the last box whose braces balance', () => {
    expect(boxed('\\boxed{1} and \\boxed{\\frac{1}{2}} and \\boxed{3')).toBe('\\frac{1}{2}');
    expect(boxed('\\boxed{a \\{ b}')).toBe('a \\{ b');
    expect(boxed('\\fbox{1} {2}')).toBeNull();
  });
});

describe('goldValue', () => {
  it.each([
    ['3 * 5 = 15\n#### 50', '50'],
    ['text\nA: 92', '92'],
    ['#### 7', '7'],
    [' 42 \n', '42'],
    ['Long solution with $\\boxed{\\text{Evelyn}}$ in it.', '\\text{Evelyn}'],
    ['(E)', '(E)'],
  ])('brings %j down to %j', (text, value) => {
    const span = goldValue(text);
    expect(text.slice(span.start, span.end)).toBe(value);
  });
});

describe('splitThinking', () => {
  const parts = (text: string) => {
    const found = splitThinking(text);
    if (found === null) return null;
    const { answer, reasoning, state } = found;
    return [
      state,
      text.slice(reasoning.start, reasoning.end),
      answer === null ? null : text.slice(answer.start, answer.end),
    ];
  };

  it.each([
    ['<think>\na\n</think>\n\nb', 'whole', 'a', 'b'],
    ['a\n</think>\nb', 'opening-missing', 'a', 'b'],
    ['Sure. <think>a</think>b', 'whole', 'a', 'b'],
    ['<think>a', 'cut', 'a', null],
    ['<think>a</think>', 'whole', 'a', null],
    ['<think></think>b', 'whole', '', 'b'],
    ['<think>a<think>b</think>c</think>d', 'uneven', 'a<think>b</think>c', 'd'],
    ['a</think>b</think>c', 'uneven', 'a</think>b', 'c'],
    ['<|begin_of_thought|>\na\n<|end_of_thought|>\n<|begin_of_solution|>\nb\n<|end_of_solution|>', 'whole', 'a', 'b'],
    ['<|begin_of_thought|>a<|end_of_thought|><|begin_of_solution|>b', 'whole', 'a', 'b'],
    ['<think>a</think><answer>b</answer>', 'whole', 'a', 'b'],
    ['[THINK]a[/THINK]b', 'whole', 'a', 'b'],
    ['◁think▷a◁/think▷b', 'whole', 'a', 'b'],
    ['<THINK>a</THINK>b', 'whole', 'a', 'b'],
  ])('parts %j', (text, state, reasoning, answer) => {
    expect(parts(text)).toEqual([state, reasoning, answer]);
  });

  it('finds nothing in a text without marks', () => {
    expect(splitThinking('I think so. < think >')).toBeNull();
    expect(hasThinkTags('plain')).toBe(false);
  });
});

describe('hostile texts', () => {
  it.each([
    ['a', 'spaces', ' '],
    ['b', 'boxes', '\\boxed{'],
    ['c', 'hashes', '#'],
    ['d', 'marks', '<think>'],
    ['e', 'stars', '*'],
    ['f', 'answers', 'the answer is '],
    ['g', 'line feeds', '\n'],
    ['h', 'braces', '}'],
    ['i', 'half marks', '<think'],
    ['j', 'leads', 'so '],
  ])('%s: %s take time in proportion', (_, __, unit) => {
    const text = unit.repeat(200_000 / unit.length);
    for (const one of [text, `x\n${text}`, `${text}x`, `x. ${text} answer is 5`]) {
      const start = cpuTime();
      splitFinalAnswer(one, whole(one));
      splitThinking(one);
      goldValue(one);
      expect(cpuTime() - start).toBeLessThan(4000);
    }
  });
});
