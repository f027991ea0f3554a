import { likeness } from '../../base/align.ts';
import type { StepAnchor } from '../model/annotation.ts';
import type { Span } from '../model/span.ts';

/** A step as it is now: its words and their `stepHash`. */
export interface PresentStep {
  readonly hash: string;
  readonly text: string;
}

/** The anchors of all steps of a text, from their spans (UTF-16 offsets) and the `stepHash` of each. */
export function anchorsOf(text: string, spans: readonly Span[], hashes: readonly string[]): readonly StepAnchor[] {
  return spans.map(({ start, end }, index) => {
    const before = hashes[index - 1];
    const after = hashes[index + 1];
    return {
      index,
      start,
      end,
      hash: hashes[index] ?? '',
      text: text.slice(start, end),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
  });
}

/** Where a labelled step is now: `stale` when its words changed. Null when it is there no longer. */
export type AnchoredPlace = { readonly index: number; readonly stale: boolean } | null;

/** Least likeness, in [0,1], at which a changed step is taken for the one that was labelled. */
const ALIKE = 0.4;

/** A changed step is looked for among this many steps at most, those next to where it should be. */
const REACH = 200;

/**
 * Where each labelled step is now. By its words, which it keeps wherever it moves to; equal steps by their neighbours, order
 * and distance; a changed one among the steps that are left between its neighbours, as the one most alike.
 */
export function anchorSteps(anchors: readonly StepAnchor[], now: readonly PresentStep[]): readonly AnchoredPlace[] {
  const order = anchors.map((_anchor, place) => place).sort((a, b) => at(anchors, a).index - at(anchors, b).index);
  const sorted = order.map((place) => at(anchors, place));
  const found = matchWords(sorted, now);
  const known = new Set(found);
  let before: Neighbour = { index: -1, place: -1 };
  const places = sorted.map((anchor, place): AnchoredPlace => {
    const index = found[place] ?? -1;
    if (index >= 0) {
      before = { index: anchor.index, place: index };
      return { index, stale: false };
    }
    const gap = gapOf(anchor, before, nextPlace(found, place, before.place) ?? now.length);
    const changed = mostAlike(anchor.text, now, known, gap);
    return changed < 0 ? null : { index: changed, stale: true };
  });
  const result: AnchoredPlace[] = anchors.map(() => null);
  for (const [place, original] of order.entries()) result[original] = places[place] ?? null;
  return result;
}

/** For each anchor the step with its words, or -1; several anchors of one old place share the step. */
function matchWords(sorted: readonly StepAnchor[], now: readonly PresentStep[]): number[] {
  const byHash = new Map<string, number[]>();
  for (const [index, { hash }] of now.entries()) {
    const same = byHash.get(hash);
    if (same) same.push(index);
    else byHash.set(hash, [index]);
  }
  const found: number[] = [];
  const taken = new Map<number, number>();
  let shift = 0;
  for (const anchor of sorted) {
    const wanted = anchor.index + shift;
    const free = (byHash.get(anchor.hash) ?? []).filter((index) => (taken.get(index) ?? anchor.index) === anchor.index);
    const index = nearest(besideTheSame(anchor, free, now), wanted);
    found.push(index);
    if (index < 0) continue;
    taken.set(index, anchor.index);
    shift = index - anchor.index;
  }
  return found;
}

/** Those of equal steps that have most of the labelled one's neighbours. */
function besideTheSame(
  { before, after }: StepAnchor,
  indices: readonly number[],
  now: readonly PresentStep[],
): readonly number[] {
  if (indices.length < 2) return indices;
  const same = indices.map((index) => Number(now[index - 1]?.hash === before) + Number(now[index + 1]?.hash === after));
  const most = Math.max(...same);
  return indices.filter((_index, place) => same[place] === most);
}

function nearest(indices: readonly number[], wanted: number): number {
  let best = -1;
  for (const index of indices) {
    if (best < 0 || Math.abs(index - wanted) < Math.abs(best - wanted)) best = index;
  }
  return best;
}

/** The last step before a changed one that was found: its old index, and where it is now; -1 when there is none. */
interface Neighbour {
  readonly index: number;
  readonly place: number;
}

/** The place of the next anchor that was found behind `before`; undefined when there is none. */
function nextPlace(found: readonly number[], place: number, before: number): number | undefined {
  for (let next = place + 1; next < found.length; next += 1) {
    const index = found[next] ?? -1;
    if (index > before) return index;
  }
  return undefined;
}

/** Where a changed step can be: between its neighbours, and where they are far apart, next to where it should be. */
function gapOf({ index }: StepAnchor, before: Neighbour, after: number): Span {
  const start = before.place + 1;
  const wanted = before.place + index - before.index;
  const from = Math.min(Math.max(start, wanted - REACH / 2), Math.max(start, after - REACH));
  return { start: from, end: Math.min(after, from + REACH) };
}

/** The step most alike in the gap that is no other anchor's; -1 when none is alike. */
function mostAlike(text: string, now: readonly PresentStep[], known: ReadonlySet<number>, gap: Span): number {
  let best = -1;
  let most = ALIKE;
  for (let index = gap.start; index < gap.end; index += 1) {
    const alike = known.has(index) ? 0 : likeness(text, now[index]?.text ?? '');
    if (alike < most) continue;
    most = alike;
    best = index;
  }
  return best;
}

function at(anchors: readonly StepAnchor[], place: number): StepAnchor {
  const anchor = anchors[place];
  if (!anchor) throw new RangeError(`no anchor ${place}`);
  return anchor;
}
