import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { filled, flag, listOf, rowOf } from '../checks.ts';
import { peoplesVerdicts, recordedRatings, stepLabels } from '../step-labels.ts';
import type { Exported, ExportJob, ExportTrace, TraceExporter } from '../types.ts';

const fields = rowOf({ prompt: filled, completions: listOf(filled, 1), labels: listOf(flag, 1) });

/** Stepwise supervision for process reward models, as TRL's PRMTrainer reads it. */
export const prmStepwise: TraceExporter = {
  id: 'prm-stepwise',
  title: 'PRM, stepwise supervision',
  summary: 'a question, its steps and a label for each, for process reward models',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs:
    'steps that people labelled, records with a first mistake or labels of their steps, or flagged steps as labels',
  notes: [
    'What people said of steps goes first: ratings of 0 and 1 are true and -1 false; where nobody rated a step, skip is false. The row ends before the first step that nobody judged.',
    'Else labels come from the record: the place of its first mistake (mistake_index, mistake_step; none means that all steps are right), or a list of labels or ratings beside its steps, or the ratings of a PRM800K record.',
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
        { id: 'record', title: 'what people said, else the labels or the first mistake of the record' },
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
  const { question, steps } = trace;
  if (question === null) return none('No question.');
  if (steps.length === 0) return none('No steps.');
  const said = options.labels === 'flagged' ? null : peoplesVerdicts(trace);
  if (said !== null && said.values.length > 0) {
    return { rows: rowOfSteps(trace, question, said.values), warnings: said.warnings };
  }
  const rated = options.labels === 'flagged' ? null : recordedRatings(trace);
  if (rated !== null) {
    const values = rated.ratings.map((rating) => rating >= 0);
    return { rows: rowOfSteps(trace, question, values) };
  }
  const recorded = options.labels === 'flagged' ? null : stepLabels(trace);
  const labels =
    options.labels === 'flagged' ? trace.analysis().steps.map(({ flagged }) => !flagged) : (recorded?.labels ?? null);
  if (labels === null) {
    if (said === null) return none('The record has no labels of its steps.');
    return { ...none('The first step has no label that counts.'), warnings: said.warnings };
  }
  if (labels.length !== steps.length) return none('The labels of the record do not fit its steps.');
  const first = labels.indexOf(false);
  // Behind a first mistake nobody judged; a list of labels judges every step.
  const cut = recorded?.from === 'first mistake' && options['after-mistake'] === 'cut' && first !== -1;
  const rows = rowOfSteps(trace, question, cut ? labels.slice(0, first + 1) : labels);
  return { rows, ...(said === null ? {} : { warnings: said.warnings }) };
}

function rowOfSteps(
  { reasoning, steps }: Pick<ExportTrace, 'reasoning' | 'steps'>,
  prompt: string,
  labels: readonly boolean[],
): Exported['rows'] {
  const completions = steps.slice(0, labels.length).map(({ start, end }) => reasoning.slice(start, end));
  return [{ file: 'rows', row: { prompt, completions, labels: [...labels] } }];
}
