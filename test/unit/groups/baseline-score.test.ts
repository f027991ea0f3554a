import { describe, expect, it } from 'vitest';
import { baselineScores } from '../../../src/core/groups/baseline-score.ts';
import type { SampleGroup, Verdict } from '../../../src/core/groups/types.ts';

function group(key: string, ...samples: readonly (readonly [tokens: number, verdict: Verdict])[]): SampleGroup {
  return {
    key,
    by: 'question',
    question: key,
    reference: null,
    vote: null,
    samples: samples.map(([tokens, verdict], position) => ({
      file: 0,
      position,
      traceIndex: 0,
      line: position + 1,
      id: String(position),
      tokens,
      grade: { verdict, by: 'reference', answer: '1', rule: null },
    })),
  };
}

describe('AES against a baseline', () => {
  it('adds three times a gain in accuracy to the share of the length that is saved', () => {
    const { problems, overall, compared } = baselineScores(
      [group('a', [100, 'correct'], [100, 'wrong'])],
      [group('a', [50, 'correct'], [50, 'correct'])],
    );
    // 50 of 100 tokens saved, accuracy from 0.5 to 1: 0.5 + 3 * 1.
    expect(problems[0]).toMatchObject({ kind: 'score', score: 3.5 });
    expect(overall).toMatchObject({ kind: 'score', score: 3.5, before: { accuracy: 0.5, tokens: 100 } });
    expect(compared).toBe(1);
  });

  it('takes five times a loss away', () => {
    const { overall } = baselineScores(
      [group('a', [100, 'correct'], [100, 'correct'])],
      [group('a', [50, 'correct'], [50, 'wrong'])],
    );
    expect(overall).toMatchObject({ kind: 'score', score: -2 });
  });

  it('compares over all only the problems that both have graded samples of', () => {
    const { problems, overall, compared } = baselineScores(
      [group('a', [100, 'correct']), group('c', [9, 'unknown']), group('d', [9, 'wrong'])],
      [group('a', [50, 'correct']), group('b', [1, 'wrong']), group('c', [1, 'wrong']), group('e', [1, 'wrong'])],
    );
    expect(overall).toMatchObject({ kind: 'score', score: 0.5 });
    expect(compared).toBe(1);
    expect(problems.map((each) => (each.kind === 'none' ? each.why : each.score))).toEqual([
      0.5,
      'The baseline has no samples of this problem.',
      'No sample of the baseline can be graded.',
      'The baseline has no samples of this problem.',
    ]);
  });

  it('says why there is none', () => {
    const why = (baseline: SampleGroup, own: SampleGroup) => {
      const { overall } = baselineScores([baseline], [own]);
      return overall.kind === 'none' ? overall.why : '';
    };
    expect(why(group('a', [1, 'correct']), group('b', [1, 'correct']))).toContain('No problem has graded samples both');
    expect(why(group('a', [1, 'correct']), group('a', [1, 'unknown']))).toContain('No problem has graded samples both');
    expect(why(group('a', [1, 'wrong']), group('a', [1, 'correct']))).toContain('No sample of the baseline is right');
    expect(why(group('a', [0, 'correct']), group('a', [1, 'correct']))).toContain('no tokens');
  });
});
