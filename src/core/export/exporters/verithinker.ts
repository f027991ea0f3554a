import { type FieldCheck, filled, rowOf } from '../checks.ts';
import { stepLabels } from '../step-labels.ts';
import type { Exported, ExportJob, ExportTrace, TraceExporter } from '../types.ts';

/** The script closes the response itself. */
const open: FieldCheck = (value, key) =>
  filled(value, key) ??
  (String(value).includes('</think>') ? `"${key}" closes the thinking, as the script does` : null);

/** Rows that ask whether a solution is right (VeriThinker, arXiv 2505.17941). */
export const verithinker: TraceExporter = {
  id: 'verithinker',
  title: 'VeriThinker',
  summary: 'a question with a proposed solution, and whether it is right, for supervised verification fine-tuning',
  family: 'later',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'graded solutions, right and wrong ones, best short ones',
  notes: [
    'The model is trained on judging only; it then needs less self-checking. Published, R1-Distill-Qwen-7B: MATH500 3,790 to 2,125 tokens at 94.0 to 94.8 %.',
    "The training script masks the prompt and closes the response with </think> itself. Its data set name is a placeholder, so the wording of the prompt is this tool's own; take right and wrong solutions in about equal numbers.",
  ],
  options: [
    {
      id: 'most-tokens',
      title: 'Longest solution',
      summary: 'longer ones are left out; the script cuts at 5,000 tokens',
      kind: 'number',
      default: 2000,
      least: 1,
      whole: true,
    },
    {
      id: 'say-answer',
      title: 'Name the right answer',
      summary: 'where a solution is wrong and the answer is known, the response names it',
      kind: 'flag',
      default: false,
    },
  ],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: rowOf({ prompt: filled, response: open }),
    },
  ],
  start: (job) => ({ rows: (trace) => rowsOf(trace, job) }),
};

function rowsOf(trace: ExportTrace, { options, countTokens }: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question, grade, reference } = trace;
  if (question === null) return none('No question.');
  if (grade.verdict === 'unknown') return none('Nobody knows whether the answer is right.');
  // A right answer by a wrong step is no right solution, where the record knows of the step.
  const isRight = grade.verdict === 'correct' && !(trace.variant === null && stepLabels(trace)?.labels.includes(false));
  const solution = `${trace.reasoning}${trace.tail}`.trim();
  if (solution === '') return none('No solution.');
  if (`${question}${solution}`.includes('</think>')) return none('A text holds </think> itself.');
  if (countTokens(solution) > Number(options['most-tokens'])) return none('The solution is longer than wanted.');
  const prompt = [
    'Below are a question and a proposed solution. Check every step and say whether the solution is right.',
    `Question:\n${question}`,
    `Proposed solution:\n${solution}`,
    'Is the proposed solution right?',
  ].join('\n\n');
  const named =
    options['say-answer'] === true && reference !== null && grade.verdict === 'wrong'
      ? ` The right answer is ${reference}.`
      : '';
  const response = isRight ? 'Yes, the solution is right.' : `No, the solution is wrong.${named}`;
  return { rows: [{ file: 'rows', row: { prompt, response } }] };
}
