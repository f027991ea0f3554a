import { isJsonObject, type JsonObject } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import { chainOf } from './shared/chain.ts';
import { fieldAt, isList, textPlace } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { finalScore, type Level, levelsOf, scoreText, searchSteps } from './shared/search-levels.ts';
import type { TraceReader } from './types.ts';

function isSearch(object: JsonObject): boolean {
  const { steps, ys } = object;
  const [first] = isList(steps) ? steps : [];
  return isList(ys) && isJsonObject(first) && 'new_ys' in first;
}

/** The tree in words: of each level, how many candidates there were, how many were kept, and the scores. */
function treeNote(levels: readonly Level[]): readonly Problem[] {
  if (levels.length === 0) return [];
  const lines = levels.slice(0, 20).map(({ candidates }, i) => {
    const scores = candidates.flatMap(({ score }) => score ?? []);
    const kept = candidates.filter((each) => each.kept);
    const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const said = scores.length === 0 ? '' : `, best score ${scoreText(best)}`;
    return `level ${i + 1}: ${candidates.length} candidates, ${kept.length} kept${said}`;
  });
  const message = `A search over a tree; its final chains are shown. ${lines.join('; ')}.`;
  return [{ code: 'recorded-tree', message, severity: 'info' }];
}

/** Logs of a tree search over thoughts (Tree of Thoughts): the chains that it ended with, one trace each, and the candidates of each level. */
export const treeSearch: TraceReader = {
  id: 'tree-search',
  title: 'Tree search',
  summary: 'Tree of Thoughts logs: the final chains of a breadth-first search (ys), with candidates and scores',
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
      const score = finalScore(levels, place.text);
      const chain = chainOf(place);
      const { source } = chain.reasoning;
      const span = source?.kind === 'text' ? source : { start: 0, end: 0 };
      const label = `chain ${i + 1}${score === null ? '' : `, score ${scoreText(score)}`}`;
      return [{ label, chain, steps: searchSteps(levels, place.text, span) }];
    });
    if (read.length === 0) return nothingRead('The search ended without a chain.');
    const referenceAnswer = findReference(object, ['ys']);
    return readingOf(
      record,
      read.map(({ label, chain, steps }) => ({
        label,
        question,
        reasoning: chain.reasoning,
        answer: chain.answer,
        referenceAnswer,
        ...steps,
      })),
      [...treeNote(levels), ...read.flatMap(({ chain }) => chain.problems)],
    );
  },
};
