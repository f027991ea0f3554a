import type { TraceText } from '../analysis/types.ts';
import type { Span } from '../model/span.ts';
import type { Plan, StepAction } from './types.ts';

/** A stretch of the reasoning that stands in the output: a step, or text that belongs to no step (`step` is null). */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly step: number | null;
}

const KEEP: StepAction = { kind: 'keep' };

/** The plan that changes nothing. */
export function keepAll(stepCount: number): Plan {
  return { actions: Array.from({ length: stepCount }, () => KEEP) };
}

/** The plan that drops exactly the steps in `reasons` (0-based step to reason) and keeps the rest. */
export function planDropping(stepCount: number, reasons: ReadonlyMap<number, string>): Plan {
  const action = (step: number): StepAction => {
    const reason = reasons.get(step);
    return reason === undefined ? KEEP : { kind: 'drop', reason };
  };
  return { actions: Array.from({ length: stepCount }, (_, step) => action(step)) };
}

/** True when the step's words stay in the text: kept, merged or rewritten to something. */
export function isKept(action: StepAction | undefined): boolean {
  if (action === undefined) return true;
  if (action.kind === 'rewrite') return action.text.trim() !== '';
  return action.kind !== 'drop';
}

/**
 * The reasoning text that `plan` makes of `text`, and the 0-based steps whose words are still in it.
 *
 * Total: a missing action keeps, an extra one is ignored, a merge without a kept step before it keeps. Kept neighbours
 * keep their separator; where steps between two kept ones went, the strongest of the separators there stays (blank line
 * before line break before blank), so that words are never glued. Text that belongs to no step always stays.
 * A plan that keeps everything gives the text byte for byte; one that keeps nothing gives ''.
 */
export function applyPlan(text: TraceText, plan: Plan): { text: string; kept: number[] } {
  const source = text.reasoning;
  const pieces = piecesOf(source, text.steps);
  const kept: number[] = [];
  const out: string[] = [];
  let pending: string[] = [];
  let cursor = 0;
  let last = '';
  for (const piece of pieces) {
    pending.push(source.slice(cursor, piece.start));
    cursor = piece.end;
    const action = piece.step === null ? KEEP : (plan.actions[piece.step] ?? KEEP);
    if (!isKept(action)) continue;
    const words = action.kind === 'rewrite' ? action.text.trim() : source.slice(piece.start, piece.end);
    const merges = action.kind === 'merge' && out.length > 0;
    if (out.length === 0) out.push(pending[0] ?? '');
    else out.push(merges ? joiner(last, words, ' ') : separator(pending, last, words));
    out.push(words);
    if (words !== '') last = words;
    if (piece.step !== null) kept.push(piece.step);
    pending = [];
  }
  if (out.length === 0) return { text: pieces.length === 0 ? source : '', kept };
  out.push(source.slice(cursor));
  return { text: out.join(''), kept };
}

/** Steps and, between them, what no step covers; in order, not overlapping, white space left out. */
function piecesOf(source: string, steps: readonly Span[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let cursor = 0;
  const addLoose = (end: number): void => {
    const raw = source.slice(cursor, end);
    const trimmed = raw.trim();
    if (trimmed === '') return;
    const start = cursor + (raw.length - raw.trimStart().length);
    pieces.push({ start, end: start + trimmed.length, step: null });
  };
  steps.forEach((span, step) => {
    const start = Math.max(cursor, Math.min(span.start, source.length));
    const end = Math.max(start, Math.min(span.end, source.length));
    addLoose(start);
    pieces.push({ start, end, step });
    cursor = end;
  });
  addLoose(source.length);
  return pieces;
}

/** What stands between two kept pieces that had `gaps` (one, or several when something between them went). */
function separator(gaps: readonly string[], before: string, after: string): string {
  if (gaps.length === 1) return gaps[0] ?? '';
  let best = '';
  for (const gap of gaps) if (strength(gap) >= strength(best)) best = gap;
  if (best === '') return joiner(before, after, ' ');
  const own = gaps[gaps.length - 1] ?? '';
  // The indentation in front of the later piece is its own: a list item or code line keeps its column.
  if (!best.includes('\n') || !own.includes('\n')) return best;
  return best.slice(0, best.lastIndexOf('\n') + 1) + own.slice(own.lastIndexOf('\n') + 1);
}

function strength(gap: string): number {
  let breaks = 0;
  for (const char of gap) if (char === '\n') breaks += 1;
  if (breaks === 0 && gap.includes('\r')) return 2;
  return breaks >= 2 ? 3 : breaks === 1 ? 2 : gap === '' ? 0 : 1;
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u3000-\u303F\uFF00-\uFFEF]/u;

/** A blank between pieces, except inside scripts that write none. */
function joiner(before: string, after: string, blank: string): string {
  const unspaced = UNSPACED.test(before.slice(-1)) && UNSPACED.test(after.slice(0, 1));
  return unspaced ? '' : blank;
}
