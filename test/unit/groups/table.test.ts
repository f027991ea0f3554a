import { describe, expect, it } from 'vitest';
import { groupPage, groupPoints, MOST_POINTS, PAGE_SIZE } from '../../../src/core/groups/group-page.ts';
import { groupTable } from '../../../src/core/groups/group-table.ts';
import type { SampleGroup, Verdict } from '../../../src/core/groups/types.ts';
import { kimiLength } from '../../../src/core/rewards/columns/kimi-length.ts';
import { truncation } from '../../../src/core/rewards/columns/truncation.ts';

function group(key: string, samples: readonly (readonly [tokens: number, verdict: Verdict])[]): SampleGroup {
  return {
    key,
    by: 'question',
    question: key,
    reference: null,
    vote: null,
    samples: samples.map(([tokens, verdict], position) => {
      const grade = { verdict, by: 'reference', answer: '1', rule: 'field' } as const;
      return { file: 0, position, traceIndex: 0, line: position + 1, id: `line:${position + 1}`, tokens, grade };
    }),
  };
}

const GROUPS = [
  group('a', [
    [300, 'correct'],
    [100, 'correct'],
    [100, 'correct'],
    [50, 'wrong'],
  ]),
  group('b', [[10, 'unknown']]),
  group('c', [
    [5000, 'wrong'],
    [2000, 'correct'],
  ]),
];
const view = { sort: 'file', descending: false, filter: 'all', page: 0 } as const;
const keys = (more: Partial<Parameters<typeof groupPage>[1]>) =>
  groupPage(groupTable(GROUPS, []), { ...view, ...more })
    .groups.map(({ figures }) => figures.group.key)
    .join('');

describe('the table of groups', () => {
  it('has the rewards of each sample in the order of the columns, and marks the first shortest right one', () => {
    const { groups } = groupTable(GROUPS, [
      { column: truncation, options: { limit: 200 } },
      { column: kimiLength, options: {} },
    ]);
    expect(groups[0]?.samples.map(({ isShortestRight }) => isShortestRight)).toEqual([false, true, false, false]);
    expect(groups[0]?.samples.map(({ rewards }) => rewards)).toEqual([
      [0, -0.5],
      [1, 0.3],
      [1, 0.3],
      [0, 0],
    ]);
    expect(groups[1]?.samples[0]?.rewards).toEqual([null, null]);
  });

  it('sums up the whole set', () => {
    const { figures } = groupTable(GROUPS, []);
    expect(figures).toMatchObject({ problems: 3, samples: 7, graded: 6, solved: 2, shortestTokens: 1050 });
    expect(figures.accuracy).toBeCloseTo(4 / 6);
    expect(figures.limits.map(({ limit, passRate }) => [limit, passRate])).toEqual([
      [1000, 0.5],
      [2000, 4 / 6],
      [4000, 4 / 6],
      [8000, 4 / 6],
    ]);
  });

  it('is empty without groups', () => {
    expect(groupTable([], []).figures).toMatchObject({ problems: 0, accuracy: null, meanTokens: null, solved: 0 });
    expect(groupPage(groupTable([], []), view)).toEqual({ groups: [], found: 0, pages: 1, page: 0 });
  });
});

describe('a page of groups', () => {
  it('is sorted; problems without the figure stand at the end either way', () => {
    expect([keys({}), keys({ descending: true })]).toEqual(['abc', 'cba']);
    expect([keys({ sort: 'accuracy' }), keys({ sort: 'accuracy', descending: true })]).toEqual(['cab', 'acb']);
    expect([keys({ sort: 'tokens' }), keys({ sort: 'samples', descending: true })]).toEqual(['bac', 'acb']);
    expect(keys({ sort: 'agreement' })).toBe('abc');
  });

  it('holds what the filter lets through', () => {
    const filters = ['several', 'wrong', 'solved', 'unknown'] as const;
    expect(filters.map((filter) => keys({ filter }))).toEqual(['ac', 'ac', 'ac', 'b']);
  });

  it('is the last one where there are fewer than asked for', () => {
    const many = groupTable(
      Array.from({ length: PAGE_SIZE * 2 + 1 }, (_, index) => group(`g${index}`, [[1, 'correct']])),
      [],
    );
    const last = groupPage(many, { ...view, page: 9 });
    expect([last.page, last.pages, last.groups.length, last.groups[0]?.place]).toEqual([2, 3, 1, PAGE_SIZE * 2]);
  });

  it('has points for graded problems, evenly chosen when there are too many', () => {
    expect(groupPoints(groupTable(GROUPS, [])).map(({ accuracy }) => accuracy)).toEqual([0.75, 0.5]);
    const many = Array.from({ length: MOST_POINTS * 2.5 }, (_, index) => group(`g${index}`, [[index, 'correct']]));
    const points = groupPoints(groupTable(many, []));
    expect([points.length, points[1]?.tokens, points.at(-1)?.tokens]).toEqual([MOST_POINTS, 2, 2497]);
  });
});
