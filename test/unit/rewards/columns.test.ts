import { describe, expect, test } from 'vitest';
import { rounded, sample, valuesOf } from './support.ts';

/** 100 to 400 tokens, the third one wrong: the check figures of O1-Pruner. */
const four = [sample(100, true), sample(200, true), sample(300, false), sample(400, true)];

describe('O1-Pruner', () => {
  test('the reward of the paper', () => {
    expect(rounded('o1-pruner', four, { lambda: 5 }, 4)).toEqual([2.75, 1.5, -3.9167, 0.875]);
  });

  test('weighs accuracy with 2 when nothing is said', () => {
    expect(rounded('o1-pruner', four, {}, 4)).toEqual([2, 0.75, -1.6667, 0.125]);
  });

  test('the weight of the code is clipped and standardised', () => {
    expect(rounded('o1-pruner-code', four)).toEqual([1.13024, 0.41263, -1.59669, 0.05382]);
  });

  test('the weight of the code is standardised over all problems, not each by itself', () => {
    const [first, second] = valuesOf('o1-pruner-code', [four, [sample(100, true), sample(100, true)]]);
    const all = [...(first ?? []), ...(second ?? [])].map(Number);
    // Raw 2.75, 1.5, -2, 0.875, 0, 0.
    const mean = 3.125 / 6;
    const deviation = Math.sqrt((2.75 ** 2 + 1.5 ** 2 + 2 ** 2 + 0.875 ** 2) / 6 - mean ** 2);
    [2.75, 1.5, -2, 0.875, 0, 0].forEach((raw, i) => {
      expect(all[i]).toBeCloseTo((raw - mean) / deviation, 10);
    });
  });

  test('a very short right sample counts as 4', () => {
    const [first, second] = valuesOf('o1-pruner-code', [[sample(1, true), sample(399, true)], [sample(100, true)]]);
    // Raw 199, -0.49875 and 0.
    const clipped = [4, 200 / 399 - 1, 0];
    const mean = clipped.reduce((sum, value) => sum + value, 0) / 3;
    const deviation = Math.sqrt(clipped.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3);
    [first?.[0], first?.[1], second?.[0]].forEach((value, i) => {
      expect(value).toBeCloseTo(((clipped[i] ?? 0) - mean) / deviation, 10);
    });
  });

  test('equal samples weigh 0, and so does a single one', () => {
    expect(rounded('o1-pruner-code', [sample(70, true), sample(70, true), sample(70, true)])).toEqual([0, 0, 0]);
    expect(rounded('o1-pruner-code', [sample(70, false)])).toEqual([0]);
    expect(rounded('o1-pruner', [sample(70, false)])).toEqual([0]);
  });

  test('a sample without tokens has no reward', () => {
    expect(rounded('o1-pruner', [sample(0, true), sample(100, true)])).toEqual([null, -0.5]);
    expect(rounded('o1-pruner-code', [sample(0, true), sample(100, true)])).toEqual([null, 0]);
  });
});

describe('Kimi length reward', () => {
  test('goes evenly from the shortest to the longest', () => {
    expect(rounded('kimi-length', [sample(100, true), sample(200, true), sample(300, false)])).toEqual([0.5, 0, -0.5]);
  });

  test('a wrong shortest sample gets 0, never more', () => {
    expect(rounded('kimi-length', [sample(100, false), sample(200, true), sample(300, true)])).toEqual([0, 0, -0.5]);
  });

  test('equally long samples all get 0', () => {
    expect(rounded('kimi-length', [sample(9, true), sample(9, false)])).toEqual([0, 0]);
  });
});

describe('CoT-Valve beta', () => {
  test('is 1 for the shortest and 0 for the longest', () => {
    expect(rounded('cot-valve-beta', [sample(100, true), sample(300, true), sample(500, true)])).toEqual([1, 0.5, 0]);
  });

  test('is 0 when all are equally long', () => {
    expect(rounded('cot-valve-beta', [sample(9, true), sample(9, true)])).toEqual([0, 0]);
    expect(rounded('cot-valve-beta', [sample(9, true)])).toEqual([0]);
  });

  test('heeds right chains alone, as MixChain does', () => {
    const chains = [sample(10, false), sample(100, true), sample(300, true), sample(900, null)];
    expect(rounded('cot-valve-beta', chains)).toEqual([null, 1, 0, null]);
  });
});

describe('DAST', () => {
  const solved = [sample(150, true), sample(250, true), sample(200, true), sample(400, false)];

  test('the fair length of a problem is repeated for its samples', () => {
    expect(rounded('dast-budget', solved)).toEqual([1174, 1174, 1174, 1174]);
    expect(rounded('dast-budget', [...solved, sample(7, null)])).toEqual([1174, 1174, 1174, 1174, 1174]);
  });

  test('the fair length is the limit where nothing is right, and the mean where all is', () => {
    expect(rounded('dast-budget', [sample(70, false)])).toEqual([4096]);
    expect(rounded('dast-budget', [sample(70, false)], { maxTokens: 900 })).toEqual([900]);
    expect(rounded('dast-budget', [sample(70, true), sample(90, true)])).toEqual([80, 80]);
    expect(rounded('dast-budget', [sample(70, null)])).toEqual([null]);
  });

  test('a right sample gets less the longer it is, a wrong one less the shorter', () => {
    // The budget is 1174 in each: by three right ones of mean 200 and a wrong one, or by right ones of that mean.
    const right = [sample(200, true), sample(200, true), sample(200, true)];
    expect(rounded('dast', [...right, sample(400, false)], {}, 4)).toEqual([0.9148, 0.9148, 0.9148, -0.6934]);
    expect(rounded('dast', [...right, sample(2000, false)], {}, 4)).toEqual([0.9148, 0.9148, 0.9148, -0.1]);
    expect(rounded('dast', [sample(3000, true), sample(261, true), sample(261, true)], {}, 4)[0]).toBe(0.1);
  });

  test('without a budget there is no reward', () => {
    expect(rounded('dast', [sample(0, true)])).toEqual([null]);
  });
});

describe('L1', () => {
  test('exact: every token beside the asked length costs', () => {
    expect(rounded('l1-exact', [sample(1500, true), sample(1500, false)])).toEqual([0.85, -0.15]);
    expect(rounded('l1-exact', [sample(500, true), sample(1000, true)])).toEqual([0.85, 1]);
    expect(rounded('l1-exact', [sample(1500, true)], { target: 2000, alpha: 0.001 })).toEqual([0.5]);
  });

  test('max: half at the limit, more below, less above, 0 when wrong', () => {
    const lengths = [1000, 500, 1500, 3000, 1].map((tokens) => sample(tokens, true));
    expect(rounded('l1-max', lengths)).toEqual([0.5, 0.65, 0.35, 0, 0.7997]);
    expect(rounded('l1-max', [sample(1, false)])).toEqual([0]);
    expect(rounded('l1-max', [sample(1000, true)], { delta: 0.2 })).toEqual([0.2]);
  });

  test('max: the form of the code gives the same with twice the alpha', () => {
    for (const tokens of [1, 400, 990, 1000, 1499, 1501, 4000]) {
      const code = (Math.min(1, Math.max(-1, (1 / 500) * (1000 - tokens))) + 1) / 2;
      expect(rounded('l1-max', [sample(tokens, true)], { alpha: 1 / 1000 })[0]).toBeCloseTo(code, 5);
    }
  });
});

describe('truncation', () => {
  const samples = [sample(4000, true), sample(4001, true), sample(10, false), sample(10, null)];

  test('is 1 for what is right within the limit', () => {
    expect(rounded('truncation', samples)).toEqual([1, 0, 0, null]);
    expect(rounded('truncation', samples, { limit: 4001 })).toEqual([1, 1, 0, null]);
  });

  test('DLER: drops problems whose rewards are equal', () => {
    const groups = [
      [sample(10, true), sample(20, true)],
      [sample(10, false), sample(9000, true)],
      [sample(10, true), sample(9000, true), sample(10, null)],
      [sample(10, true), sample(20, true), sample(10, null)],
    ];
    expect(valuesOf('dler-advantage', groups)).toEqual([
      [null, null],
      [null, null],
      [1, -1, null],
      [null, null, null],
    ]);
  });

  test('DLER: standardises over the samples of all problems', () => {
    const groups = [
      [sample(10, true), sample(10, false), sample(10, false), sample(10, false)],
      [sample(10, true), sample(10, false)],
    ];
    // Advantages 0.75, -0.25, -0.25, -0.25, 0.5, -0.5 have mean 0 and squares that sum to 1.25.
    const deviation = Math.sqrt(1.25 / 6);
    const [first, second] = valuesOf('dler-advantage', groups);
    expect(first?.[0]).toBeCloseTo(0.75 / deviation, 10);
    expect(first?.[1]).toBeCloseTo(-0.25 / deviation, 10);
    expect(second?.[0]).toBeCloseTo(0.5 / deviation, 10);
    expect(second?.[1]).toBeCloseTo(-0.5 / deviation, 10);
  });
});

describe('variants', () => {
  const variants = [40, 100, 250].map((tokens) => sample(tokens, true, { originalTokens: 100 }));

  test('the compression rate is what is gone, negative when a variant is longer', () => {
    expect(rounded('compression-rate', variants)).toEqual([0.6, 0, -1.5]);
  });

  test('the ratio is what is left', () => {
    expect(rounded('tokenskip-ratio', variants)).toEqual([0.4, 1, 2.5]);
  });

  test('grades play no part; what is no variant has no value, nor has one of nothing', () => {
    for (const id of ['compression-rate', 'tokenskip-ratio']) {
      const samples = [
        sample(50, null, { originalTokens: 100 }),
        sample(50, true),
        sample(5, true, { originalTokens: 0 }),
      ];
      expect(rounded(id, samples)).toEqual([0.5, null, null]);
    }
  });

  test('TokenSkip on GSM8K, 313 to 181 tokens, and C3oT from its own side agree', () => {
    const one = [sample(181, true, { originalTokens: 313 })];
    expect(rounded('tokenskip-ratio', one, {}, 4)).toEqual([0.5783]);
    expect(rounded('compression-rate', one, {}, 4)).toEqual([0.4217]);
  });
});

describe('efficiency', () => {
  test('outcome and process are those of the analysis', () => {
    const samples = [sample(901, true, { outcome: 39 / 901, process: 323 / 901 }), sample(10, true)];
    expect(rounded('outcome-efficiency', samples, {}, 3)).toEqual([0.043, null]);
    expect(rounded('process-efficiency', samples, {}, 3)).toEqual([0.358, null]);
  });

  test('accuracy a token is one figure of the problem, over its graded samples', () => {
    const samples = [sample(100, true), sample(300, false), sample(900, null)];
    expect(rounded('efficiency', samples)).toEqual([0.0025, 0.0025, 0.0025]);
    expect(rounded('efficiency', [sample(900, null)])).toEqual([null]);
    expect(rounded('efficiency', [sample(0, true)])).toEqual([null]);
  });
});

test('samples that nobody can grade do not move the others', () => {
  for (const id of ['o1-pruner', 'o1-pruner-code', 'kimi-length', 'dast', 'cot-valve-beta', 'dler-advantage']) {
    const withUnknown = rounded(id, [sample(1, null), ...four, sample(90_000, null)], { limit: 250 });
    expect(withUnknown.slice(1, -1)).toEqual(rounded(id, four, { limit: 250 }));
    expect([withUnknown[0], withUnknown[5]]).toEqual([null, null]);
  }
});
