import type { JsonObject } from '../../../base/json.ts';
import { readLabelledChain } from '../../annotations/import/labelled-chain.ts';
import type { Problem } from '../../model/problem.ts';

const MOST_NAMED = 12;

function stepsOf(numbers: readonly number[]): string {
  const named = numbers.slice(0, MOST_NAMED).join(', ');
  return `${numbers.length === 1 ? 'step' : 'steps'} ${named}${numbers.length > MOST_NAMED ? ' and more' : ''}`;
}

/** What a record says of its own steps, in words; empty where it says nothing. `annotations import` makes labels of it. */
export function recordedLabelsNote(object: JsonObject): readonly Problem[] {
  const chain = readLabelledChain(object);
  if (typeof chain === 'string') return [];
  const numbered = chain.steps.map((step, i) => ({ ...step, number: i + 1 }));
  const rated = (rating: number) => numbered.filter((step) => step.rating === rating).map((step) => step.number);
  const words: readonly (readonly [string, readonly number[]])[] = [
    ['wrong', rated(-1)],
    ['neither right nor wrong', rated(0)],
    ['right', rated(1)],
    ...[...new Set(numbered.flatMap(({ label }) => label ?? []))].map(
      (label) => [label, numbered.filter((step) => step.label === label).map((step) => step.number)] as const,
    ),
  ];
  const said = words
    .filter(([, numbers]) => numbers.length > 0)
    .map(([word, numbers]) => `${word}: ${stepsOf(numbers)}`);
  if (said.length === 0) return [];
  return [{ code: 'recorded-labels', message: `The record judges its steps (${said.join('; ')}).`, severity: 'info' }];
}
