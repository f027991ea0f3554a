import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceText } from '../../../src/core/analysis/types.ts';
import { guards } from '../../../src/core/compress/guards/registry.ts';
import type { GuardPolicy } from '../../../src/core/compress/guards/types.ts';
import { guardResult, isAccepted, judge, levelOf } from '../../../src/core/compress/judge.ts';
import { applyPlan } from '../../../src/core/compress/plan.ts';
import type { CompressOptions, GuardResult, StepAction } from '../../../src/core/compress/types.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { defaultCounter, inputOf } from '../../helpers/compress-inputs.ts';
import { traceOf } from './trace-of.ts';

let counter: TokenCounter;
beforeAll(async () => {
  counter = await defaultCounter();
});

const trace = (): TraceText =>
  traceOf(
    'Ann has pens with sheep. She has 4 * 6 = 24 sheep in all her pens. She sells 5 of them on Monday. So 24 - 5 = 19 are left. The answer is \\boxed{19}.',
    { question: 'Ann has 4 pens with 6 sheep each and sells 5 sheep. How many are left?' },
  );

function results(text: string, options?: CompressOptions, policy?: GuardPolicy): readonly GuardResult[] {
  const judged = judge({ plan: null, text, kept: null }, inputOf(trace(), counter), options, policy);
  return judged.findings.map((finding) => guardResult(finding));
}
const failed = (all: readonly GuardResult[]): string[] => all.filter((one) => !one.passed).map((one) => one.id);
/** The words that the failed guard points at. */
function place(text: string, id: string): string {
  const span = results(text).find((one) => one.id === id && !one.passed)?.span;
  return span === undefined ? '' : text.slice(span.start, span.end);
}

describe('levels of guards', () => {
  test('a person can make a guard advisory, required or turn it off', () => {
    const text = '4 * 6 = 24. 24 - 5 = 19. It was 2024. \\boxed{19}';
    expect(isAccepted(results(text))).toBe(false);
    expect(isAccepted(results(text, {}, { 'no-new-numbers': 'advisory' }))).toBe(true);
    expect(failed(results(text, {}, { 'no-new-numbers': 'advisory' }))).toContain('no-new-numbers');
    expect(results(text, {}, { 'no-new-numbers': 'off' }).map((one) => one.id)).not.toContain('no-new-numbers');
    expect(isAccepted(results(trace().reasoning, { ratio: 0.1 }, { 'length-reached': 'required' }))).toBe(false);
  });

  test('the answer is always required, whatever a policy says', () => {
    for (const level of ['off', 'advisory'] as const) {
      const all = results('4 * 6 = 24. The answer is \\boxed{24}.', {}, { 'answer-unchanged': level });
      expect(all.find((one) => one.id === 'answer-unchanged')).toMatchObject({ required: true, passed: false });
      expect(isAccepted(all)).toBe(false);
    }
  });

  test('without a policy each guard has its own level, also under names of object methods', () => {
    for (const guard of guards) expect(levelOf(guard)).toBe(guard.required ? 'required' : 'advisory');
    expect(levelOf({ id: 'constructor', required: false }, {})).toBe('advisory');
  });
});

describe('a failure has a place', () => {
  test.each([
    ['answer-unchanged', '4 * 6 = 24. 24 - 5 = 19. The answer is \\boxed{24}.', '24'],
    ['no-new-numbers', '4 * 6 = 24. 24 - 5 = 19. It was 2024. \\boxed{19}', 'It was 2024.'],
    ['true-equations', '4 * 6 = 26. 26 - 5 = 19. \\boxed{19}', '4 * 6 = 26.'],
    [
      'numbers-in-place',
      '4 * 6 = 24. She sells 6 of them on Monday. 24 - 5 = 19. \\boxed{19}',
      'She sells 6 of them on Monday.',
    ],
    [
      'language',
      '4 * 6 = 24 sheep are in all of her pens. Sie verkauft 5 und das ist der Rest von den 24. So she has 24 - 5 = 19 of them, and this is the total that she has. \\boxed{19}',
      'Sie verkauft 5 und das ist der Rest von den 24.',
    ],
  ])('%s', (id, text, words) => {
    expect(place(text, id)).toBe(words);
  });

  test('a rewritten step comes back as it was when its number was changed', () => {
    const input = inputOf(trace(), counter);
    const actions = input.text.steps.map(
      (_, step): StepAction =>
        step === 2 ? { kind: 'rewrite', reason: 'test', text: 'She sells 6 of them on Monday.' } : { kind: 'keep' },
    );
    const judged = judge({ plan: { actions }, ...applyPlan(input.text, { actions }) }, input);
    const finding = judged.findings.find(({ guard }) => guard.id === 'numbers-in-place');
    expect(finding?.verdict).toMatchObject({ passed: false, restore: [2] });
    expect(finding === undefined ? undefined : guardResult(finding, [2])).toMatchObject({
      steps: [2],
      detail: expect.stringContaining('Put back step 3, which this guard asked for.'),
    });
  });
});

describe('length-reached', () => {
  test('warns when an asked length was not reached, and says both', () => {
    const all = results(trace().reasoning, { ratio: 0.2 });
    expect(failed(all)).toEqual(['length-reached']);
    const tokens = counter.count(trace().reasoning);
    expect(all.find((one) => one.id === 'length-reached')?.detail).toBe(
      `Asked for ${Math.floor(tokens * 0.2)} tokens, it has ${tokens} (100 % of the source).`,
    );
  });
  test('takes a tenth more, and passes where nothing was asked', () => {
    const tokens = counter.count(trace().reasoning);
    expect(failed(results(trace().reasoning, { budgetTokens: Math.ceil(tokens / 1.1) }))).toEqual([]);
    expect(failed(results(trace().reasoning, {}))).toEqual([]);
  });
});
