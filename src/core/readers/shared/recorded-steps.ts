import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { chosenStep, type LabelledStep, readLabelledChain } from '../../annotations/import/labelled-chain.ts';
import type { RecordedAlternative, RecordedStep } from '../../model/recorded-step.ts';
import type { Span } from '../../model/span.ts';
import { isList } from './fields.ts';

type Recorded = { readonly recordedSteps?: readonly RecordedStep[] };

const MOST_ALTERNATIVES = 200;
const PLACES_OF_MISTAKES = ['mistake_index', 'mistake_step', 'first_error'] as const;
const RATING_WORDS: Readonly<Record<string, string>> = { '-1': '-1, wrong', '0': '0, neutral', '1': '1, right' };

export const NOTHING_RECORDED: RecordedStep = { label: null, isWrong: false, alternatives: [] };

/** As the field of a draft; nothing where the record says nothing of any step. */
export function recorded(steps: readonly RecordedStep[]): Recorded {
  const says = steps.some(({ alternatives, label }) => label !== null || alternatives.length > 0);
  return says ? { recordedSteps: steps } : {};
}

/** Only as many as anybody looks through. */
export function someAlternatives(all: readonly RecordedAlternative[]): readonly RecordedAlternative[] {
  if (all.length <= MOST_ALTERNATIVES) return all;
  const more = { text: `${all.length - MOST_ALTERNATIVES} more in the record`, label: null };
  return [...all.slice(0, MOST_ALTERNATIVES), more];
}

/** Labels that stand in a list beside the steps, or the first mistake; `text` and `steps` are the reasoning and its given steps. */
export function labelsBeside(object: JsonObject, text: string, steps: readonly Span[]): Recorded {
  const chain = readLabelledChain(object);
  if (typeof chain === 'string' || chain.steps.length !== steps.length) return {};
  const same = steps.every(({ end, start }, i) => chain.steps[i]?.text === text.slice(start, end));
  if (!same) return {};
  const labels = ['labels', 'ratings', 'step_labels'].find((key) => isList(object[key]));
  const mistake = PLACES_OF_MISTAKES.find((key) => Object.hasOwn(object, key));
  return recorded(
    chain.steps.map((step) => ({
      ...NOTHING_RECORDED,
      label: labels === undefined ? mistakeWords(step, mistake) : besideWords(step, labels),
      isWrong: step.rating === -1,
    })),
  );
}

/** Scores that stand in the elements of a list of steps, as step-entropy pruning has them. */
export function scoresIn(list: JsonValue | undefined): Recorded {
  const scores = (isList(list) ? list : []).map((step) => (isJsonObject(step) ? step.score : undefined));
  return recorded(
    scores.map((score) => ({
      ...NOTHING_RECORDED,
      label: typeof score === 'number' ? `score ${Number(score.toFixed(4))} ("score")` : null,
    })),
  );
}

function besideWords({ label, rating }: LabelledStep, key: string): string | null {
  const words = label ?? (rating === null ? null : RATING_WORDS[rating]);
  return words === null || words === undefined ? null : `${words} ("${key}")`;
}

function mistakeWords({ rating }: LabelledStep, key = 'mistake_index'): string | null {
  if (rating === null) return null;
  return rating === -1 ? `the first mistake ("${key}")` : `before any mistake ("${key}")`;
}

function ratingWords(completion: JsonValue): string | null {
  const rating = isJsonObject(completion) ? completion.rating : undefined;
  const words = typeof rating === 'number' ? RATING_WORDS[rating] : undefined;
  return words === undefined ? null : `${words} (PRM800K)`;
}

function textOf(completion: JsonValue): string | null {
  return isJsonObject(completion) && typeof completion.text === 'string' ? completion.text : null;
}

/** What people said of the step with this text among the completions that were rated in its place; the others stand beside it. */
function ratedStep(rated: JsonValue | undefined, text: string): RecordedStep {
  if (!isJsonObject(rated) || !isList(rated.completions)) return NOTHING_RECORDED;
  const own = rated.completions.findIndex((each) => textOf(each)?.trim() === text.trim());
  const chosen = chosenStep(rated);
  const others = rated.completions.flatMap((each, i): RecordedAlternative[] => {
    const words = textOf(each);
    return words === null || i === own ? [] : [{ text: words, label: ratingWords(each) }];
  });
  const human =
    typeof rated.human_completion === 'string' ? rated.human_completion : textOf(rated.human_completion ?? null);
  const isHuman = own < 0 && chosen !== null && human === chosen.text && human.trim() === text.trim();
  const corrected =
    human === null || human === '' || isHuman ? [] : [{ text: human, label: 'written by a person (PRM800K)' }];
  const ownWords = own < 0 ? null : ratingWords(rated.completions[own] ?? null);
  return {
    label: isHuman ? 'written by a person (PRM800K)' : ownWords,
    isWrong: ownWords?.startsWith('-1') === true,
    alternatives: someAlternatives([...corrected, ...others]),
  };
}

/** Ratings of PRM800K with the other completions of each step. */
export function ratedSteps(rated: readonly JsonValue[], text: string, steps: readonly Span[]): Recorded {
  return recorded(steps.map(({ end, start }, i) => ratedStep(rated[i], text.slice(start, end))));
}
