import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import { chainOf } from './shared/chain.ts';
import { fieldAt, isList, textPlace } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

function isSearch(object: JsonObject): boolean {
  const { steps, ys } = object;
  const [first] = isList(steps) ? steps : [];
  return isList(ys) && isJsonObject(first) && 'new_ys' in first;
}

/** One level of the search: its candidates, their scores and those that were kept. */
interface Level {
  readonly candidates: readonly JsonValue[];
  readonly values: readonly JsonValue[];
  readonly kept: readonly JsonValue[];
}

function levelsOf(object: JsonObject): readonly Level[] {
  if (!isList(object.steps)) return [];
  return object.steps.flatMap((step) => {
    if (!isJsonObject(step) || !isList(step.new_ys)) return [];
    const { new_ys: candidates, select_new_ys: kept, values } = step;
    return [{ candidates, values: isList(values) ? values : [], kept: isList(kept) ? kept : [] }];
  });
}

/** What the search gave the chain when it ended; null where it is not known. */
function scoreOf(levels: readonly Level[], chain: string): number | null {
  const last = levels.at(-1);
  const at = last?.candidates.indexOf(chain) ?? -1;
  const value = last?.values[at];
  return typeof value === 'number' ? value : null;
}

/** The tree in words: of each level, how many candidates there were, how many were kept, and the scores. */
function treeNote(levels: readonly Level[]): readonly Problem[] {
  if (levels.length === 0) return [];
  const lines = levels.slice(0, 20).map(({ candidates, kept, values }, i) => {
    const scores = values.flatMap((value) => (typeof value === 'number' ? [value] : []));
    const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const said = scores.length === 0 ? '' : `, best score ${best}`;
    return `level ${i + 1}: ${candidates.length} candidates, ${kept.length} kept${said}`;
  });
  const message = `A search over a tree; its final chains are shown. ${lines.join('; ')}.`;
  return [{ code: 'recorded-tree', message, severity: 'info' }];
}

/** Logs of a tree search over thoughts (Tree of Thoughts): the chains that it ended with, one trace each. */
export const treeSearch: TraceReader = {
  id: 'tree-search',
  title: 'Tree search',
  summary: 'Tree of Thoughts logs: the final chains of a breadth-first search (ys)',
  detect(value) {
    return isJsonObject(value) && isSearch(value)
      ? evidence(0.95, '"ys" holds the final chains of a search')
      : NOT_MINE;
  },
  read(record) {
    const object = objectOf(record);
    const chains = object === null ? undefined : object.ys;
    if (object === null || !isList(chains)) return nothingRead('The record has no final chains.');
    const asked = textPlace(object, ['steps', 0, 'x']);
    const question = asked === null ? null : fieldAt(asked);
    const levels = levelsOf(object);
    const read = chains.flatMap((_, i) => {
      const place = textPlace(object, ['ys', i]);
      if (place === null) return [];
      const score = scoreOf(levels, place.text);
      return [{ label: `chain ${i + 1}${score === null ? '' : `, score ${score}`}`, chain: chainOf(place) }];
    });
    if (read.length === 0) return nothingRead('The search ended without a chain.');
    const referenceAnswer = findReference(object, ['ys']);
    return readingOf(
      record,
      read.map(({ label, chain }) => ({
        label,
        question,
        reasoning: chain.reasoning,
        answer: chain.answer,
        referenceAnswer,
      })),
      [...treeNote(levels), ...read.flatMap(({ chain }) => chain.problems)],
    );
  },
};
