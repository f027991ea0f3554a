import { beforeAll, describe, expect, test } from 'vitest';
import { compressTrace } from '../../../src/app/compress-trace.ts';
import { optionsOf, storedOptions } from '../../../src/app/variant-row.ts';
import { parseGuardLevels } from '../../../src/core/compress/guard-levels.ts';
import { findStrategy } from '../../../src/core/compress/registry.ts';
import type { CompressInput } from '../../../src/core/compress/types.ts';
import { defaultCounter, inputOf } from '../../helpers/compress-inputs.ts';
import { scriptedModel } from '../../helpers/scripted-model.ts';
import { traceOf } from './trace-of.ts';

let input: CompressInput;
beforeAll(async () => {
  const text = traceOf('There are 4 * 6 = 24 eggs. Let me check: 4 * 6 = 24. So the answer is \\boxed{24}.', {
    question: '4 boxes of 6 eggs?',
    answer: '24',
  });
  input = inputOf(text, await defaultCounter());
});

const strategyOf = (id: string) => {
  const strategy = findStrategy(id);
  if (!strategy) throw new Error(id);
  return strategy;
};

describe('answering again', () => {
  test.each([
    ['the same answer', 'The answer is 24.0', true, undefined],
    ['another answer', '\\boxed{25}', false, /answers "25", not "24"/],
    ['nothing readable', '<think>hm', false, /nothing readable/],
  ])('%s', async (_name, reply, accepted, detail) => {
    const { model, questions } = scriptedModel({ ask: [reply] });
    const outcome = await compressTrace(strategyOf('safe-prune'), input, { reAnswer: true }, model);
    expect(questions).toHaveLength(1);
    const guard = outcome.compressed.guards.at(-1);
    expect(guard).toMatchObject({ id: 're-answer', required: true, passed: accepted });
    if (detail) expect(guard?.detail).toMatch(detail);
    expect(outcome).toMatchObject({ kind: 'done', compressed: { accepted } });
  });

  test('a model that does not reply is a failure, so that a batch tries again', async () => {
    const { model } = scriptedModel({ ask: () => ({ kind: 'failed', reason: 'gone' }) });
    const outcome = await compressTrace(strategyOf('safe-prune'), input, { reAnswer: true }, model);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'gone' });
    expect(await compressTrace(strategyOf('safe-prune'), input, { reAnswer: true })).toMatchObject({ kind: 'failed' });
  });

  test('nothing is asked about a result that a guard refused', async () => {
    const { model, questions } = scriptedModel({ ask: ['<compressed>4 * 6 = 25, so \\boxed{25}.</compressed>'] });
    const outcome = await compressTrace(strategyOf('rewrite'), input, { reAnswer: true }, model);
    expect(questions).toHaveLength(1);
    expect(outcome.compressed.accepted).toBe(false);
  });
});

describe('levels of guards', () => {
  test('a refusing guard warns or is left out when a person says so; the answer always counts', async () => {
    const ask = ['<compressed>4 * 6 = 24, so \\boxed{24}. Also 7 * 7 = 50.</compressed>'];
    const run = async (guards: unknown) => {
      const { policy } = parseGuardLevels(guards);
      const { model } = scriptedModel({ ask });
      return (await compressTrace(strategyOf('rewrite'), input, { guards: policy }, model)).compressed;
    };
    const failing = (await run({})).guards.filter((guard) => guard.required && !guard.passed).map(({ id }) => id);
    expect(failing.length).toBeGreaterThan(0);
    const advisory = await run(Object.fromEntries(failing.map((id) => [id, 'advisory'])));
    expect(advisory.accepted).toBe(true);
    expect(advisory.guards.filter((guard) => !guard.passed).length).toBeGreaterThanOrEqual(failing.length);
    const off = await run(Object.fromEntries(failing.map((id) => [id, 'off'])));
    expect(off.guards.map(({ id }) => id)).not.toContain(failing[0]);
  });

  test('what is no guard, no level, or the answer is named and left out', () => {
    const { policy, problems } = parseGuardLevels({
      shorter: 'off',
      nonsense: 'off',
      language: 'loud',
      'answer-unchanged': 'off',
    });
    expect(policy).toEqual({ shorter: 'off' });
    expect(problems).toEqual([
      'There is no guard "nonsense".',
      '"language" has to be one of required, advisory, off.',
      '"answer-unchanged" is always required.',
    ]);
    expect(parseGuardLevels('x').problems).toHaveLength(1);
  });

  test('levels stand in the row of a variant and come back from it', () => {
    const options = { ratio: 0.5, reAnswer: true, guards: { shorter: 'off' } } as const;
    expect(optionsOf(storedOptions(options))).toEqual(options);
  });
});
