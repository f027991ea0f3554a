import { isJsonObject, type JsonObject } from '../../base/json.ts';
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
    const read = chains.flatMap((_, i) => {
      const place = textPlace(object, ['ys', i]);
      return place === null ? [] : [{ label: `chain ${i + 1}`, chain: chainOf(place) }];
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
      read.flatMap(({ chain }) => chain.problems),
    );
  },
};
