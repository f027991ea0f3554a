import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { RecordedAlternative, RecordedStep } from '../../model/recorded-step.ts';
import type { Span } from '../../model/span.ts';
import { isBlank, isList, trimSpan } from './fields.ts';
import { someAlternatives } from './recorded-steps.ts';

/** A candidate of a level: the whole chain so far, what the search gave it, and whether it went on with it. */
interface Candidate {
  readonly text: string;
  readonly score: number | null;
  readonly kept: boolean;
}

/** One level of a breadth-first search over thoughts. */
export interface Level {
  readonly candidates: readonly Candidate[];
}

/** The levels of a log of Tree of Thoughts (`new_ys`, `values`, `select_new_ys`); empty where it has none. */
export function levelsOf(object: JsonObject): readonly Level[] {
  if (!isList(object.steps)) return [];
  return object.steps.flatMap((step) => {
    if (!isJsonObject(step) || !isList(step.new_ys)) return [];
    const values = isList(step.values) ? step.values : [];
    const kept = new Set(isList(step.select_new_ys) ? step.select_new_ys : []);
    const candidates = step.new_ys.flatMap((text, i): Candidate[] => {
      const score = values[i];
      if (typeof text !== 'string') return [];
      return [{ text, score: typeof score === 'number' ? score : null, kept: kept.has(text) }];
    });
    return [{ candidates }];
  });
}

/** What the search gave the chain when it ended; null where it is not known. */
export function finalScore(levels: readonly Level[], chain: string): number | null {
  return levels.at(-1)?.candidates.find(({ text }) => text === chain)?.score ?? null;
}

/** A score without the digits that come of adding floats. */
export function scoreText(score: number): string {
  return String(Number(score.toFixed(4)));
}

/** One step of the path that the search took to a chain. */
interface PathStep extends Span {
  readonly level: number;
  readonly chosen: Candidate;
}

/** The path to `chain`: at each level the candidate that the chain goes on from. Empty where the levels do not lead there. */
function pathTo(levels: readonly Level[], chain: string): readonly PathStep[] {
  const path: PathStep[] = [];
  let end = 0;
  levels.forEach(({ candidates }, level) => {
    const ahead = candidates.filter(({ text }) => text.length > end && chain.startsWith(text));
    const [chosen] = ahead.toSorted((a, b) => a.text.length - b.text.length);
    if (chosen === undefined) return;
    path.push({ level, chosen, start: end, end: chosen.text.length });
    end = chosen.text.length;
  });
  return end === chain.length ? path : [];
}

function alternativesTo({ candidates }: Level, { chosen, start }: PathStep): readonly RecordedAlternative[] {
  const parent = chosen.text.slice(0, start);
  const rank = ({ score }: Candidate) => score ?? Number.NEGATIVE_INFINITY;
  const others = candidates.filter(({ text }) => text !== chosen.text).toSorted((a, b) => rank(b) - rank(a) || 0);
  const isSibling = ({ text }: Candidate) => text.startsWith(parent) && text.length > start;
  const made = (each: Candidate, isOwn: boolean): RecordedAlternative => {
    const score = each.score === null ? [] : [`score ${scoreText(each.score)}`];
    const words = [...score, each.kept ? 'kept' : 'dropped', ...(isOwn ? [] : ['another branch'])];
    return { text: isOwn ? each.text.slice(start) : each.text, label: words.join(', ') };
  };
  return [
    ...others.filter(isSibling).map((each) => made(each, true)),
    ...others.filter((each) => !isSibling(each)).map((each) => made(each, false)),
  ];
}

function labelOf({ candidates }: Level, { chosen, level }: PathStep): string {
  const kept = candidates.filter((each) => each.kept).length;
  const score = chosen.score === null ? '' : `score ${scoreText(chosen.score)}, `;
  return `${score}level ${level + 1}: ${candidates.length} candidates, ${kept} kept`;
}

/**
 * The steps of a chain that a search ended with, one for each level, with the other candidates of the level. `reasoning` is the
 * part of the chain that counts as reasoning; a level behind it adds its candidates to the last step. Nothing where the
 * levels do not lead to the chain.
 */
export function searchSteps(
  levels: readonly Level[],
  chain: string,
  reasoning: Span,
): { readonly givenSteps?: readonly Span[]; readonly recordedSteps?: readonly RecordedStep[] } {
  const spans: Span[] = [];
  const steps: RecordedStep[] = [];
  for (const step of pathTo(levels, chain)) {
    const level = levels[step.level];
    if (level === undefined) continue;
    const within = { start: Math.max(step.start, reasoning.start), end: Math.min(step.end, reasoning.end) };
    const alternatives = alternativesTo(level, step);
    const last = steps.at(-1);
    if (within.end > within.start && !isBlank(chain.slice(within.start, within.end))) {
      const { end, start } = trimSpan(chain, within);
      spans.push({ start: start - reasoning.start, end: end - reasoning.start });
      steps.push({ label: labelOf(level, step), isWrong: false, alternatives });
    } else if (last !== undefined)
      steps[steps.length - 1] = { ...last, alternatives: [...last.alternatives, ...alternatives] };
  }
  if (spans.length === 0) return {};
  const recordedSteps = steps.map((each) => ({ ...each, alternatives: someAlternatives(each.alternatives) }));
  return { givenSteps: spans, recordedSteps };
}
