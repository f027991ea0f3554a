import type { GroupFigures, GroupTable } from './group-table.ts';

/** By what problems are sorted; `file`: as they stand in the corpus. */
export type GroupSort = 'file' | 'accuracy' | 'samples' | 'tokens' | 'agreement';

/** Which problems are shown: all, those with several samples, with a wrong one, solved ones, ones that nobody can grade. */
export type GroupFilter = 'all' | 'several' | 'wrong' | 'solved' | 'unknown';

/** What of a table is looked at. */
export interface GroupView {
  readonly sort: GroupSort;
  readonly descending: boolean;
  readonly filter: GroupFilter;
  /** 0-based. */
  readonly page: number;
}

/** Problems of a page. */
export const PAGE_SIZE = 50;

/** Points of the chart; of more problems evenly chosen ones are drawn. */
export const MOST_POINTS = 1_000;

/** A problem with its place in the whole table. */
export interface PlacedGroup {
  /** 0-based place in `GroupTable.groups`. */
  readonly place: number;
  readonly figures: GroupFigures;
}

/** A page of the problems that pass the filter, sorted. */
export interface GroupPage {
  readonly groups: readonly PlacedGroup[];
  /** Problems that pass the filter. */
  readonly found: number;
  readonly pages: number;
  /** The page that is shown: the last one where there are fewer than asked for. */
  readonly page: number;
}

/** The page of a table that a view asks for. Problems without a figure to sort by stand at the end. */
export function groupPage({ groups }: GroupTable, view: GroupView): GroupPage {
  const placed = groups
    .map((figures, place) => ({ place, figures }))
    .filter(({ figures }) => passes(figures, view.filter));
  const sorted = view.sort === 'file' ? inFileOrder(placed, view.descending) : byFigure(placed, view);
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_SIZE));
  const page = Math.min(Math.max(0, view.page), pages - 1);
  return { groups: sorted.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), found: sorted.length, pages, page };
}

/** A problem in the chart: mean tokens of its samples against the share of right ones. */
export interface GroupPoint {
  readonly tokens: number;
  readonly accuracy: number;
  readonly samples: number;
}

/** The graded problems as points. */
export function groupPoints({ groups }: GroupTable): readonly GroupPoint[] {
  const all = groups.flatMap(({ graded, right, meanTokens, samples }) =>
    graded === 0 ? [] : [{ tokens: meanTokens, accuracy: right / graded, samples: samples.length }],
  );
  if (all.length <= MOST_POINTS) return all;
  const step = all.length / MOST_POINTS;
  return Array.from({ length: MOST_POINTS }, (_, index) => all[Math.floor(index * step)]).flatMap(
    (point) => point ?? [],
  );
}

function passes({ graded, right, samples }: GroupFigures, filter: GroupFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'several':
      return samples.length > 1;
    case 'wrong':
      return graded > right;
    case 'solved':
      return right > 0;
    case 'unknown':
      return graded < samples.length;
  }
}

function inFileOrder(placed: readonly PlacedGroup[], descending: boolean): readonly PlacedGroup[] {
  return descending ? placed.toReversed() : placed;
}

function byFigure(placed: readonly PlacedGroup[], { sort, descending }: GroupView): readonly PlacedGroup[] {
  const figure = ({ figures }: PlacedGroup): number | null => {
    if (sort === 'samples') return figures.samples.length;
    if (sort === 'tokens') return figures.meanTokens;
    if (sort === 'agreement') return figures.group.vote?.share ?? null;
    return figures.graded === 0 ? null : figures.right / figures.graded;
  };
  return placed.toSorted((a, b) => {
    const [x, y] = [figure(a), figure(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return descending ? y - x : x - y;
  });
}
