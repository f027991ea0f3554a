import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { filled, flag, listOf, rowOf, text } from '../checks.ts';
import type { Exported, ExportJob, ExportTrace, TraceExporter } from '../types.ts';

const fields = rowOf({ prompt: filled, completions: listOf(text, 1), labels: listOf(flag, 1) });

/** Stepwise supervision for process reward models, as TRL's PRMTrainer reads it. */
export const prmStepwise: TraceExporter = {
  id: 'prm-stepwise',
  title: 'PRM, stepwise supervision',
  summary: 'a question, its steps and a label for each, for process reward models',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'records with a first mistake or labels of their steps, or flagged steps as labels',
  notes: [
    'Labels come from the record: the place of its first mistake (mistake_index, mistake_step; none means that all steps are right), or a list of labels or ratings beside its steps.',
    'With "flagged" the label says whether a step adds anything, which is another question than whether it is right.',
  ],
  options: [
    {
      id: 'labels',
      title: 'Labels',
      summary: 'where they come from',
      kind: 'choice',
      default: 'record',
      choices: [
        { id: 'record', title: 'the labels or the first mistake of the record' },
        { id: 'flagged', title: 'false for steps that can go, by this tool' },
      ],
    },
    {
      id: 'after-mistake',
      title: 'After the first mistake',
      summary: 'what becomes of the steps behind it, which nobody judged',
      kind: 'choice',
      default: 'cut',
      choices: [
        { id: 'cut', title: 'left out' },
        { id: 'false', title: 'labelled false' },
      ],
    },
  ],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? lengthsWrong(row),
    },
  ],
  start: (job) => ({ rows: (trace) => rowsOf(trace, job) }),
};

function lengthsWrong(row: JsonValue): string | null {
  if (!isJsonObject(row) || !Array.isArray(row.completions) || !Array.isArray(row.labels)) return null;
  return row.completions.length === row.labels.length ? null : '"completions" and "labels" are not equally long';
}

function rowsOf(trace: ExportTrace, { options }: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question, reasoning, steps } = trace;
  if (question === null) return none('No question.');
  if (steps.length === 0) return none('No steps.');
  const labels = options.labels === 'flagged' ? trace.analysis().steps.map(({ flagged }) => !flagged) : labelsOf(trace);
  if (labels === null) return none('The record has no labels of its steps.');
  if (labels.length !== steps.length) return none('The labels of the record do not fit its steps.');
  const first = labels.indexOf(false);
  const count =
    options.labels === 'record' && options['after-mistake'] === 'cut' && first !== -1 ? first + 1 : steps.length;
  const completions = steps.slice(0, count).map(({ start, end }) => reasoning.slice(start, end));
  return { rows: [{ file: 'rows', row: { prompt: question, completions, labels: labels.slice(0, count) } }] };
}

/** One label a step: false from the first mistake on, or what the record's own list says. Null when the record has neither. */
function labelsOf({ record, steps }: ExportTrace): boolean[] | null {
  if (!isJsonObject(record)) return null;
  const own = record.labels ?? record.ratings ?? record.step_labels;
  if (Array.isArray(own)) return listed(own as readonly JsonValue[]);
  const key = ['mistake_index', 'mistake_step', 'first_error', 'first_error_step'].find((name) =>
    Object.hasOwn(record, name),
  );
  if (key === undefined) return null;
  const place = record[key];
  const none = place === null || place === -1 || place === '-1' || place === '';
  const at = typeof place === 'number' ? place : typeof place === 'string' ? Number(place) : Number.NaN;
  if (!none && !(Number.isInteger(at) && at >= 0 && at < steps.length)) return null;
  return steps.map((_step, index) => none || index < at);
}

/** True for true and for ratings of 0 and above (PRM800K rates -1, 0, 1); null when an element is neither. */
function listed(labels: readonly JsonValue[]): boolean[] | null {
  const read = labels.map((label) =>
    typeof label === 'boolean' ? label : typeof label === 'number' ? label >= 0 : null,
  );
  return read.some((label) => label === null) ? null : read.map((label) => label === true);
}
