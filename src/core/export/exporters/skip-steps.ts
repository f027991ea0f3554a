import type { JsonValue } from '../../../base/json.ts';
import { answersEqual } from '../../analysis/answer-equality.ts';
import { finalAnswerOf } from '../../analysis/final-answer.ts';
import { filled, listOf, rowOf, text, whole } from '../checks.ts';
import { bareAnswer, UNGRADED, whyNotRight } from '../graded.ts';
import { onOneLine, withoutCommas } from '../icot-line.ts';
import { randomFor } from '../random.ts';
import { droppedOnce, linesOf, mergedOnce, variantLines } from '../skip-candidates.ts';
import {
  checkPlainRow,
  checkSkipRow,
  plainRow,
  SKIP_TASKS,
  type SkipChain,
  type SkipTask,
  skipRow,
  whyNotSkipChain,
  withoutClosing,
  withoutEndDots,
} from '../skip-rows.ts';
import type { ExportJob, ExportOption, ExportRow, ExportTrace, FileKind, TraceExporter } from '../types.ts';

/** Iterations that a folder can have; the paper's longest run has nine. */
const ITERATIONS = 10;
/** Steps fewer that a skipped chain may have. */
const DELTAS = [1, 2] as const;

const OPTIONS: readonly ExportOption[] = [
  {
    id: 'task',
    title: 'Task folder',
    summary: 'by its lower-case name the trainer chooses how it reads the file',
    kind: 'choice',
    default: 'gsm',
    choices: [
      { id: 'gsm', title: 'gsm: word problems' },
      { id: 'ma', title: 'ma: addition, answers are whole numbers' },
      { id: 'dr', title: 'dr: directions, answers are words' },
      { id: 'aoa', title: 'aoa: equations, rows with prompt and chosen' },
    ],
  },
  {
    id: 'iteration',
    title: 'Iteration',
    summary: 'number of the folder: 0 for the start, 1 for what the first model wrote, and so on',
    kind: 'number',
    default: 0,
    least: 0,
    most: ITERATIONS - 1,
    whole: true,
  },
  {
    id: 'mixing',
    title: 'Full rows',
    summary: 'which full rows stand beside the skipped ones',
    kind: 'choice',
    default: 'new',
    choices: [
      { id: 'new', title: 'new: all of them' },
      { id: 'cont', title: 'cont: as many as skipped ones' },
      { id: 'onlyskip', title: 'onlyskip: none' },
    ],
  },
  {
    id: 'warm-start',
    title: 'Warm start',
    summary: 'in iteration 0, a skipped row made of each full one, one step shorter',
    kind: 'choice',
    default: 'merge',
    choices: [
      { id: 'merge', title: 'merge: two neighbours on one line' },
      { id: 'drop', title: 'drop: one step that nothing misses' },
      { id: 'none', title: 'none: skipped rows only from variants' },
    ],
  },
  {
    id: 'prompt-mode',
    title: 'Number of steps in the prompt',
    summary: 'of aoa and plain rows; elsewhere the trainer adds it (--mode num) or not (--mode normal)',
    kind: 'choice',
    default: 'count',
    choices: [
      { id: 'count', title: 'count: the prompt says how many steps' },
      { id: 'normal', title: 'normal: it does not' },
    ],
  },
  {
    id: 'plain',
    title: 'Plain rows',
    summary: 'also prompt and completion with the whole prompt, for other trainers',
    kind: 'flag',
    default: false,
  },
  {
    id: 'aoa-instruction',
    title: 'Instruction of aoa',
    summary: 'first line of the prompt in task aoa',
    kind: 'text',
    default: 'Transform the expression to isolate ❤ on the left side of the ↔.',
  },
  UNGRADED,
];

/** Rows for learning to skip steps (arXiv 2411.01855, github.com/tengxiaoliu/LM_skip). */
export const skipSteps: TraceExporter = {
  id: 'skip-steps',
  title: 'Skip steps (LM_skip)',
  summary: 'full and skipped chains with their number of steps, for each iteration',
  family: 'survey',
  unit: 'trace',
  variants: 'attached',
  needs: 'a question, a right answer and steps; variants one or two steps shorter',
  notes: [
    'A skipped chain is kept when its answer is right, it has the one or two steps fewer that were asked for, and that is not the full number; what is rejected stands in rejected/ with the reason.',
    'LM_skip does not run as it was published: its prompt file with the count is missing, and its data folders are upper-case while its trainer looks for lower-case ones. Point --train_dataset at the folder written here, with a "/" before the task.',
    'Published: in-domain accuracy stays while steps fall; out of domain Llama-2 goes from 0.06 % to 13.97 % on the easier additions. Each iteration trains from the base model again.',
  ],
  options: OPTIONS,
  files: [
    ...SKIP_TASKS.flatMap((task) =>
      Array.from(
        { length: ITERATIONS },
        (_, iteration): FileKind => ({
          id: rowsId(task, iteration),
          format: 'jsonl',
          path: (split) => `${task}/iter${iteration}/${split}.jsonl`,
          shuffled: true,
          check: (row) => checkSkipRow(row, task),
        }),
      ),
    ),
    { id: 'plain', format: 'jsonl', path: (split) => `plain/${split}.jsonl`, shuffled: true, check: checkPlainRow },
    {
      id: 'rejected',
      format: 'jsonl',
      path: (split) => `rejected/${split}.jsonl`,
      check: rowOf({
        id: filled,
        strategy: filled,
        full: whole,
        asked: listOf(whole),
        steps: whole,
        reason: filled,
        text,
      }),
    },
  ],
  start: (job) => {
    let problems = 0;
    // Full rows that mixing "cont" still owes to skipped ones.
    let owed = 0;
    return {
      rows: (trace) => {
        const full = fullChain(trace, job);
        if (typeof full === 'string') return { rows: [], skipped: [full] };
        const { kept, rejected, warnings } = candidates(trace, full, job);
        owed += kept.length;
        const { mixing } = job.options;
        const withFull = mixing === 'new' || (mixing === 'cont' && owed > 0);
        if (withFull) owed -= 1;
        const place = problems++;
        const rows = [
          ...kept.flatMap((chain) => rowsFor(chain, job, place)),
          ...(withFull ? rowsFor(full, job, -1) : []),
          ...rejected,
        ];
        const none = kept.length === 0 && !withFull;
        return { rows, warnings, skipped: none ? ['No skipped chain held, and the full one is not wanted.'] : [] };
      },
    };
  },
};

function rowsId(task: SkipTask, iteration: number): string {
  return `${task}-iter${iteration}`;
}

function taskOf({ options }: ExportJob): SkipTask {
  return SKIP_TASKS.find((task) => task === options.task) ?? 'gsm';
}

function fullChain(trace: ExportTrace, job: ExportJob): SkipChain | string {
  const { id, question } = trace;
  if (question === null) return 'No question.';
  const wrong = whyNotRight(trace, job.options);
  if (wrong !== null) return wrong;
  const value = bareAnswer(trace);
  const answer = value === null ? null : withoutCommas(withoutEndDots(onOneLine(value)).trim());
  if (value === null || answer === '') return 'No final answer.';
  if (answer === null) return 'A comma in the answer is no thousands separator, and the official code deletes it.';
  const lines = withoutClosing(linesOf(trace.reasoning, trace.steps));
  const chain = { id, question, lines, answer };
  return whyNotSkipChain(chain, taskOf(job)) ?? chain;
}

function rowsFor(chain: SkipChain, job: ExportJob, place: number): readonly ExportRow[] {
  const task = taskOf(job);
  const { options } = job;
  const file = rowsId(task, Number(options.iteration));
  const row = { file, row: skipRow(chain, task, options, place) };
  return options.plain === true ? [row, { file: 'plain', row: plainRow(chain, task, options) }] : [row];
}

interface Candidates {
  readonly kept: readonly SkipChain[];
  readonly rejected: readonly ExportRow[];
  readonly warnings: readonly string[];
}

/** Skipped chains of a trace: the warm start's and those of its variants that pass the three checks. */
function candidates(trace: ExportTrace, full: SkipChain, job: ExportJob): Candidates {
  const kept: SkipChain[] = [];
  const rejected: ExportRow[] = [];
  const seen = new Set<string>();
  const take = (strategy: string, lines: readonly string[], id: string): void => {
    const chain = { ...full, id, lines };
    const steps = lines.join('\n');
    const wrong = whyNotSkipped(chain, full, taskOf(job));
    const why = wrong ?? (seen.has(steps) ? 'The same steps were there before.' : null);
    seen.add(steps);
    if (why === null) kept.push(chain);
    else rejected.push({ file: 'rejected', row: rejectedRow(strategy, chain, full, why) });
  };
  for (const chain of trace.variants) {
    take(chain.variant?.strategy ?? 'variant', withoutClosing(variantLines(trace, chain)), `${full.id}/skip`);
  }
  const warm = warmStart(trace, full, job);
  if (warm !== null && typeof warm !== 'string')
    take(`warm-start-${String(job.options['warm-start'])}`, warm, `${full.id}_skip`);
  const warnings = rejected.map(() => 'A skipped chain was rejected; rejected/ says why.');
  if (taskOf(job) === 'aoa' && !/[=↔]/.test(full.question))
    warnings.push('The question is no equation, as task aoa wants.');
  return { kept, rejected, warnings: typeof warm === 'string' ? [...warnings, warm] : warnings };
}

/** Lines of the warm start; null when none is wanted, a sentence when there can be none. */
function warmStart(trace: ExportTrace, full: SkipChain, job: ExportJob): readonly string[] | string | null {
  const way = job.options['warm-start'];
  if (way === 'none' || job.options.iteration !== 0) return null;
  if (full.lines.length < 2) return 'A single step: nothing can be skipped for a warm start.';
  const random = randomFor(job.seed, `warm start ${trace.id} ${trace.file}`);
  if (way === 'merge') return mergedOnce(full.lines, random);
  const lines = droppedOnce(trace, job, random);
  return lines === null ? 'No step can go that nothing misses: no warm start.' : withoutClosing(lines);
}

/** The official three checks. A chain that states no answer has that of its trace, which is right, as guards of variants saw. */
function whyNotSkipped(chain: SkipChain, full: SkipChain, task: SkipTask): string | null {
  const count = chain.lines.length;
  const wanted = asked(full);
  if (count === full.lines.length) return 'As many steps as the full chain.';
  if (!wanted.includes(count)) return `Not one or two steps fewer: ${count} of ${full.lines.length}.`;
  const stated = finalAnswerOf(chain.lines.join('\n'))?.value;
  if (stated !== undefined && !answersEqual(stated, full.answer)) return 'It states another answer.';
  return whyNotSkipChain(chain, task);
}

function asked({ lines }: SkipChain): readonly number[] {
  return DELTAS.map((delta) => lines.length - delta).filter((count) => count > 0);
}

function rejectedRow(strategy: string, chain: SkipChain, full: SkipChain, reason: string): JsonValue {
  const counts = { full: full.lines.length, asked: [...asked(full)], steps: chain.lines.length };
  return { id: full.id, strategy, ...counts, reason, text: chain.lines.join('\n') };
}
