import { marksIn } from '../calculator-marks.ts';
import { bareAnswer, UNGRADED, whyNotRight } from '../graded.ts';
import { icotLine, onOneLine, readIcotLine } from '../icot-line.ts';
import { removedTokens } from '../icot-schedule.ts';
import type {
  Exported,
  ExportJob,
  ExportOption,
  ExportRow,
  ExportTrace,
  ExtraFile,
  FileKind,
  Split,
  TraceExporter,
  WrittenFile,
} from '../types.ts';

/** Stages lie at multiples of this many removed tokens; the paper removes 8 tokens an epoch. */
const STAGE = 8;
const MOST_REMOVED = 512;
/** The published GSM8K runs train on sequences of at most so many tokens. */
const LENGTH_LIMIT = 150;
/** Positions of GPT-2. */
const POSITIONS = 1_024;

const OPTIONS: readonly ExportOption[] = [
  {
    id: 'cot',
    title: 'Reasoning',
    summary: 'the whole text, or only the <<...>> equations as in the official GSM8K files',
    kind: 'choice',
    default: 'full',
    choices: [
      { id: 'full', title: 'Whole text' },
      { id: 'equations', title: 'Only <<...>> equations' },
    ],
  },
  {
    id: 'stages',
    title: 'Fixed stages',
    summary: 'also files with the first 8, 16, ... tokens removed, for trainers without a schedule',
    kind: 'choice',
    default: 'none',
    choices: [
      { id: 'none', title: 'None: the official trainer removes by itself' },
      ...[8, 16, 32, 64].map((every) => ({ id: String(every), title: `Every ${every} tokens` })),
    ],
  },
  {
    id: 'stages-up-to',
    title: 'Last stage',
    summary: 'tokens removed in the last fixed stage',
    kind: 'number',
    default: 80,
    least: STAGE,
    most: MOST_REMOVED,
    whole: true,
  },
  {
    id: 'remove-all-beyond',
    title: 'Remove all beyond',
    summary: 'a stage of so many tokens or more removes everything (39 in the GSM8K runs); 0 for never',
    kind: 'number',
    default: 0,
    least: 0,
    whole: true,
  },
  UNGRADED,
];

/** Files for stepwise internalization, ICoT-SI (arXiv 2405.14838, github.com/da03/Internalize_CoT_Step_by_Step). */
export const icot: TraceExporter = {
  id: 'icot',
  title: 'Implicit CoT (ICoT-SI)',
  summary: 'question||reasoning #### answer lines, for stepwise internalization',
  family: 'survey',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question and a right final answer',
  notes: [
    'The official trainer removes reasoning tokens by itself while it trains, so these files hold the whole reasoning; fixed stages are for other trainers.',
    'It needs train.txt and valid.txt: export with a split, e.g. train=90,valid=10.',
    'Published: 9 by 9 multiplication 0.99 with GPT-2 small; GSM8K 0.51 with Mistral 7B, where explicit reasoning has 0.68. Removal from the left only; 16 tokens an epoch does not converge.',
    'For multiplication write digits apart and reversed ("9 1 7 3 * 9 4 3 3") in the source: this export does not change words.',
  ],
  options: OPTIONS,
  files: [
    fileKind('lines', (split) => `${split}.txt`),
    ...Array.from({ length: MOST_REMOVED / STAGE }, (_, index) => {
      const removed = (index + 1) * STAGE;
      return fileKind(stageId(removed), (split) => `stages/removed-${removed}/${split}.txt`);
    }),
  ],
  start: (job) => {
    let told = false;
    return {
      rows: (trace) => {
        const made = rowsOf(trace, job);
        if (told || made.rows.length === 0 || job.splits.includes('valid')) return made;
        told = true;
        return {
          ...made,
          warnings: [...(made.warnings ?? []), 'The trainer needs a valid.txt; there is no valid split.'],
        };
      },
      extras: (written) => (stagesOf(job).length === 0 ? [] : [manifest(job, written)]),
    };
  },
};

function fileKind(id: string, path: (split: Split) => string): FileKind {
  const check: FileKind['check'] = (row) => {
    const read = typeof row === 'string' ? readIcotLine(row) : 'the row is no line of text';
    return typeof read === 'string' ? read : null;
  };
  return { id, format: 'lines', path, check };
}

function rowsOf(trace: ExportTrace, job: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question } = trace;
  if (question === null) return none('No question.');
  const wrong = whyNotRight(trace, job.options);
  if (wrong !== null) return none(wrong);
  const answer = bareAnswer(trace);
  if (answer === null) return none('No final answer.');
  const marks = marksIn(trace.reasoning);
  const onlyMarks = job.options.cot === 'equations';
  const cot = onlyMarks ? marks.join(' ') : onOneLine(trace.reasoning);
  if (cot === '') return none(onlyMarks ? 'No <<...>> equations.' : 'No reasoning.');
  const made = icotLine({ question, cot, answer });
  if ('why' in made) return none(made.why);
  const stages = stageRows({ question, cot, answer }, job);
  const warnings = [...lengthWarnings(made.line, job), ...(stages.length > 0 ? [unitOf(job)] : [])];
  if (!onlyMarks && marks.length > 0)
    warnings.push(
      'The reasoning has <<...>> marks; the official GSM8K files hold nothing else (option cot=equations).',
    );
  return { rows: [{ file: 'lines', row: made.line }, ...stages], warnings };
}

function lengthWarnings(line: string, job: ExportJob): string[] {
  const tokens = job.countTokens(line);
  if (tokens > POSITIONS) return [`Longer than ${POSITIONS} tokens: GPT-2 cannot read the row.`];
  if (tokens <= LENGTH_LIMIT) return [];
  return [`Longer than ${LENGTH_LIMIT} tokens: with --max_len_train ${LENGTH_LIMIT} its whole batch is passed over.`];
}

function stagesOf({ options }: ExportJob): readonly number[] {
  const every = Number(options.stages);
  if (!(every > 0)) return [];
  const count = Math.floor(Number(options['stages-up-to']) / every);
  return Array.from({ length: count }, (_, index) => (index + 1) * every);
}

function stageId(removed: number): string {
  return `removed-${removed}`;
}

function stageRows(row: { question: string; cot: string; answer: string }, job: ExportJob): readonly ExportRow[] {
  const stages = stagesOf(job);
  const starts = stages.length === 0 ? [] : pieceStarts(row.cot, job);
  const beyond = Number(job.options['remove-all-beyond']) || Number.POSITIVE_INFINITY;
  return stages.flatMap((stage) => {
    const gone = removedTokens(starts.length, stage, 0, beyond);
    const made = icotLine({ ...row, cot: row.cot.slice(starts[gone] ?? row.cot.length) });
    return 'line' in made ? [{ file: stageId(stage), row: made.line }] : [];
  });
}

/** Where the tokens of the reasoning begin, else its pieces between white space. The trainer sets a blank before the reasoning. */
function pieceStarts(cot: string, { tokenEnds }: ExportJob): readonly number[] {
  if (tokenEnds === undefined) return [...cot.matchAll(/\S+/g)].map(({ index }) => index);
  const ends = tokenEnds(` ${cot}`).map((end) => end - 1);
  return [0, ...ends.slice(0, -1)];
}

/** What the stages count, and why that is not what the trainer removes. */
function unitOf({ tokenizer, tokenEnds }: ExportJob): string {
  return tokenEnds === undefined
    ? 'Fixed stages remove pieces between white space, not tokens: an approximation.'
    : `Fixed stages remove tokens of ${tokenizer}: exact only for models that have this tokenizer (GPT-2 has r50k_base).`;
}

function manifest(job: ExportJob, written: readonly WrittenFile[]): ExtraFile {
  const stages = stagesOf(job).map((removed) => {
    const files = written.filter(({ kind }) => kind === stageId(removed));
    return { removed, files: files.map(({ path, rows }) => ({ path, rows })) };
  });
  const beyond = Number(job.options['remove-all-beyond']) || null;
  return {
    path: 'stages/stages.json',
    text: `${JSON.stringify({ unit: unitOf(job), side: 'left', removeAllBeyond: beyond, stages }, null, 2)}\n`,
  };
}
