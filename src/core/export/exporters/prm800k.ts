import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import type { AgreedLabels } from '../../annotations/consensus.ts';
import type { StepRating } from '../../model/annotation.ts';
import { type FieldCheck, filled, finite, flag, listOf, object, rowOf, text, whole } from '../checks.ts';
import { peoplesRatings, recordedRatings, stepLabels } from '../step-labels.ts';
import type { Exported, ExportTrace, TraceExporter } from '../types.ts';

const FINISHES = ['found_error', 'solution', 'bad_problem', 'give_up'];

const orNull =
  (check: FieldCheck): FieldCheck =>
  (value, key) =>
    value === null ? null : check(value, key);
const oneOf =
  (allowed: readonly JsonValue[]): FieldCheck =>
  (value, key) =>
    value !== undefined && allowed.includes(value) ? null : `"${key}" is none of ${allowed.join(', ')}`;

const step = object({
  completions: listOf(object({ text: filled, rating: oneOf([-1, 0, 1, null]), flagged: orNull(flag) }), 1),
  human_completion: orNull(filled),
  chosen_completion: orNull(whole),
});

const fields = rowOf({
  labeler: filled,
  timestamp: filled,
  generation: orNull(whole),
  is_quality_control_question: flag,
  is_initial_screening_question: flag,
  question: object({
    problem: filled,
    ground_truth_solution: orNull(text),
    ground_truth_answer: orNull(text),
    pre_generated_steps: listOf(filled, 1),
    pre_generated_answer: orNull(text),
    pre_generated_verifier_score: orNull(finite),
  }),
  label: object({ steps: listOf(step, 1), total_time: whole, finish_reason: oneOf(FINISHES) }),
});

/** The record of PRM800K (openai/prm800k), the public data set of rated steps; its code and whoever reads it take the same fields. */
export const prm800k: TraceExporter = {
  id: 'prm800k',
  title: 'PRM800K',
  summary: 'rated steps in the layout of the PRM800K data set',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'steps that people rated or labelled, or records with a first mistake or ratings of their steps',
  notes: [
    'A rating of -1 is wrong, 0 not wrong but no progress, 1 right. Where a step was labelled and not rated, skip is 0; keep, merge and rewrite are 1.',
    'As in the data set, labels go up to the first mistake ("found_error") or the end ("solution"); a record whose labels end before either says "give_up".',
  ],
  options: [],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? brokenPath(row),
    },
  ],
  start: () => ({ rows: rowsOf }),
};

/** The trajectory is read as: the human completion where none is chosen, else the chosen one. Only the last step may have neither. */
function brokenPath(row: JsonValue): string | null {
  const label = isJsonObject(row) && isJsonObject(row.label) ? row.label : {};
  const steps = (Array.isArray(label.steps) ? label.steps : []) as readonly JsonObject[];
  for (const [index, { completions, human_completion, chosen_completion }] of steps.entries()) {
    const count = Array.isArray(completions) ? completions.length : 0;
    if (typeof chosen_completion === 'number' && (chosen_completion < 0 || chosen_completion >= count)) {
      return `"label.steps[${index}].chosen_completion" is no place in its completions`;
    }
    if (chosen_completion === null && human_completion === null && index < steps.length - 1) {
      return `"label.steps[${index}]" has no completion to go on from`;
    }
  }
  return null;
}

/** Who said it, when, how it rates the steps, and how long it took in milliseconds. */
interface Ratings {
  readonly labeler: string;
  readonly timestamp: string;
  readonly ratings: readonly StepRating[];
  readonly flagged: readonly (boolean | null)[];
  readonly time: number;
}

const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';

function rowsOf(trace: ExportTrace): Exported {
  const { question, reasoning, steps, reference, grade, people, trace: source } = trace;
  if (question === null) return { rows: [], skipped: ['No question.'] };
  if (steps.length === 0) return { rows: [], skipped: ['No steps.'] };
  const said = peoplesRatings(trace);
  const rated = said && people && said.values.length > 0 ? ofPeople(people, said.values) : ofRecord(trace);
  const warnings = said === null ? {} : { warnings: said.warnings };
  if (rated === null) return { rows: [], skipped: ['Its first step has no rating.'], ...warnings };
  const texts = steps.map(({ start, end }) => reasoning.slice(start, end));
  // The first mistake ends the labels.
  const mistake = rated.ratings.indexOf(-1);
  const count = mistake < 0 ? rated.ratings.length : mistake + 1;
  const finish =
    mistake >= 0 ? 'found_error' : count === steps.length && grade.verdict !== 'wrong' ? 'solution' : 'give_up';
  const row = {
    labeler: rated.labeler,
    timestamp: rated.timestamp,
    generation: null,
    is_quality_control_question: false,
    is_initial_screening_question: false,
    question: {
      problem: question,
      ground_truth_solution: source.referenceAnswer?.text ?? null,
      ground_truth_answer: reference,
      pre_generated_steps: texts,
      pre_generated_answer: grade.answer,
      pre_generated_verifier_score: null,
    },
    label: {
      steps: texts.slice(0, count).map((words, index) => ({
        completions: [{ text: words, rating: rated.ratings[index] ?? null, flagged: rated.flagged[index] ?? null }],
        human_completion: null,
        chosen_completion: index === mistake ? null : 0,
      })),
      total_time: rated.time,
      finish_reason: finish,
    },
  };
  return { rows: [{ file: 'rows', row }], ...warnings };
}

function ofPeople({ annotators, time, steps, seconds }: AgreedLabels, ratings: readonly StepRating[]): Ratings {
  return {
    labeler: annotators.map((name) => name || 'unnamed').join('+'),
    timestamp: time ?? UNKNOWN_TIME,
    ratings,
    flagged: steps.map(({ flagged }) => flagged),
    time: Math.round(1000 * seconds),
  };
}

function ofRecord(trace: ExportTrace): Ratings | null {
  const rated = recordedRatings(trace);
  if (rated !== null) {
    const { ratings, flagged, labeler, time } = rated;
    return { ratings, flagged, labeler: labeler ?? 'record', timestamp: time ?? UNKNOWN_TIME, time: 0 };
  }
  const recorded = stepLabels(trace);
  if (recorded === null || recorded.labels.length !== trace.steps.length) return null;
  return {
    labeler: 'record',
    timestamp: UNKNOWN_TIME,
    ratings: recorded.labels.map((right) => (right ? 1 : -1)),
    flagged: [],
    time: 0,
  };
}
