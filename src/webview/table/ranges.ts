import type { PlaceRange } from '../../protocol/table.ts';

/** Chosen places as ranges that rise, do not touch and are not empty; a million places are one range. */
export type Ranges = readonly PlaceRange[];

/** How many places there are. */
export function sizeOf(ranges: Ranges): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Whether a place is chosen. */
export function hasPlace(ranges: Ranges, place: number): boolean {
  return ranges.some(({ from, to }) => place >= from && place < to);
}

/** The ranges without some places. */
export function without(ranges: Ranges, gap: PlaceRange): Ranges {
  return ranges.flatMap(({ from, to }) =>
    [
      { from, to: Math.min(to, gap.from) },
      { from: Math.max(from, gap.to), to },
    ].filter((part) => part.from < part.to),
  );
}

/** The ranges with some places more. */
export function withPlaces(ranges: Ranges, more: PlaceRange): Ranges {
  if (more.from >= more.to) return ranges;
  const near = ranges.filter(({ from, to }) => from <= more.to && to >= more.from);
  const joined = {
    from: Math.min(more.from, ...near.map(({ from }) => from)),
    to: Math.max(more.to, ...near.map(({ to }) => to)),
  };
  return [...ranges.filter((range) => !near.includes(range)), joined].sort((a, b) => a.from - b.from);
}

/** The ranges with one place turned over. */
export function toggled(ranges: Ranges, place: number): Ranges {
  const one = { from: place, to: place + 1 };
  return hasPlace(ranges, place) ? without(ranges, one) : withPlaces(ranges, one);
}

/** The places between two, both in. */
export function between(a: number, b: number): PlaceRange {
  return { from: Math.min(a, b), to: Math.max(a, b) + 1 };
}
