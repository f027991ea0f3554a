import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import type { StepRating } from '../../model/annotation.ts';

/** A step of a file with labels, and what stands there of it; both null where nobody judged it. */
export interface LabelledStep {
  readonly text: string;
  readonly label: string | null;
  readonly rating: StepRating | null;
  readonly flagged: boolean;
}

/** A chain of steps with labels as another file has it. */
export interface LabelledChain {
  readonly question: string;
  readonly steps: readonly LabelledStep[];
  /** Who labelled it and when (ISO 8601); null where the record does not say. */
  readonly annotator: string | null;
  readonly time: string | null;
}

const QUESTIONS = ['prompt', 'question', 'input', 'problem'] as const;
const STEPS = ['completions', 'steps'] as const;
const LABELS = ['labels', 'ratings', 'step_labels'] as const;
const MISTAKES = ['mistake_index', 'mistake_step', 'first_error'] as const;
const LABEL_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * The labelled chain of a record: of PRM800K (openai/prm800k), a list of steps with a list of labels as long (TRL's stepwise
 * supervision: true is 1, false -1; numbers are ratings, words are labels), or steps with the 0-based place of the first mistake
 * (BIG-Bench Mistake: 1 before it, -1 on it, nothing behind it). A sentence when it is none of these. Never throws.
 */
export function readLabelledChain(value: JsonValue | undefined): LabelledChain | string {
  if (!isJsonObject(value)) return 'The record is no object.';
  if (isJsonObject(value.question) && isJsonObject(value.label)) return ofPrm800k(value, value.question, value.label);
  const question = QUESTIONS.map((name) => value[name]).find((each) => typeof each === 'string');
  if (typeof question !== 'string') return `There is no question (${QUESTIONS.join(', ')}).`;
  const steps = STEPS.map((name) => value[name]).find((each) => Array.isArray(each));
  if (!isTexts(steps) || steps.length === 0) return `There is no list of steps (${STEPS.join(', ')}).`;
  const labels = LABELS.map((name) => value[name]).find((each) => Array.isArray(each));
  const read = Array.isArray(labels) ? ofList(steps, labels as readonly JsonValue[]) : ofMistake(steps, value);
  return typeof read === 'string' ? read : { question, steps: read, annotator: null, time: null };
}

function ofList(steps: readonly string[], labels: readonly JsonValue[]): readonly LabelledStep[] | string {
  if (labels.length !== steps.length) return 'There are not as many labels as steps.';
  const read: LabelledStep[] = [];
  for (const [index, text] of steps.entries()) {
    const said = judgement(labels[index]);
    if (said === null) return `Label ${index + 1} is neither true, false, a rating of -1, 0 or 1, nor a label.`;
    read.push({ text, flagged: false, ...said });
  }
  return read;
}

function judgement(value: JsonValue | undefined): Pick<LabelledStep, 'label' | 'rating'> | null {
  if (value === null) return { label: null, rating: null };
  if (typeof value === 'boolean') return { label: null, rating: value ? 1 : -1 };
  if (value === -1 || value === 0 || value === 1) return { label: null, rating: value };
  return typeof value === 'string' && LABEL_ID.test(value) ? { label: value, rating: null } : null;
}

function ofMistake(steps: readonly string[], record: JsonObject): readonly LabelledStep[] | string {
  const key = MISTAKES.find((name) => Object.hasOwn(record, name));
  if (key === undefined)
    return `There are no labels (${LABELS.join(', ')}) and no first mistake (${MISTAKES.join(', ')}).`;
  const place = record[key];
  const none = place === null || place === -1 || place === '';
  const at = none ? steps.length : Number(place);
  if (!(Number.isInteger(at) && at >= 0 && (none || at < steps.length))) return `"${key}" is no place in the steps.`;
  return steps.map((text, index) => ({
    text,
    label: null,
    rating: index < at ? 1 : index === at ? -1 : null,
    flagged: false,
  }));
}

function ofPrm800k(record: JsonObject, question: JsonObject, label: JsonObject): LabelledChain | string {
  if (typeof question.problem !== 'string') return 'There is no "question.problem".';
  if (!Array.isArray(label.steps) || label.steps.length === 0) return 'There are no "label.steps".';
  const steps: LabelledStep[] = [];
  for (const [index, step] of (label.steps as readonly JsonValue[]).entries()) {
    const read = isJsonObject(step) ? chosenStep(step) : null;
    if (read === null) return `Step ${index + 1} of "label.steps" has no text.`;
    steps.push(read);
  }
  const { labeler, timestamp } = record;
  return {
    question: question.problem,
    steps,
    annotator: typeof labeler === 'string' && labeler !== '' ? labeler : null,
    time: typeof timestamp === 'string' ? timestamp : null,
  };
}

/** The completion that the trajectory of a PRM800K record goes through at a step: the chosen one, else a person's own, else the first (that of the solution). */
export function chosenStep({
  completions,
  human_completion: own,
  chosen_completion: chosen,
}: JsonObject): LabelledStep | null {
  if (typeof chosen !== 'number') {
    const text = typeof own === 'string' ? own : isJsonObject(own) ? own.text : undefined;
    // People wrote a step of their own where every other was wrong.
    if (typeof text === 'string' && text !== '') return { text, label: null, rating: 1, flagged: false };
  }
  const list: readonly JsonValue[] = Array.isArray(completions) ? completions : [];
  const taken = list[typeof chosen === 'number' ? chosen : 0];
  if (!isJsonObject(taken) || typeof taken.text !== 'string') return null;
  const { rating, flagged, text } = taken;
  const read = rating === -1 || rating === 0 || rating === 1 ? rating : null;
  return { text, label: null, rating: read, flagged: flagged === true };
}

function isTexts(value: JsonValue | undefined): value is readonly string[] & JsonValue {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
