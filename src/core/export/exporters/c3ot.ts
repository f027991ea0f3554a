import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { filled, rowOf, text } from '../checks.ts';
import { UNGRADED, whyNotRight } from '../graded.ts';
import { ALPACA_ENTRY, datasetInfo } from '../llama-factory.ts';
import type { Chain, Exported, ExportJob, ExportOption, ExportRow, ExportTrace, TraceExporter } from '../types.ts';

/** Conditions as the published models were trained with them, byte by byte. */
const LONG = 'Answer and provide a detailed thought process:';
const SHORT = 'Answer and provide as brief a thought process as possible:';
const LEVELS = 6;
/** Level 1 stands for 50 % compression, each further one for 10 % more. */
const FIRST_LEVEL = 50;
const LEVEL_WIDTH = 10;
/** A short form that saves less teaches the model that the conditions mean the same. */
const LITTLE = 0.1;

const OPTIONS: readonly ExportOption[] = [
  {
    id: 'conditions',
    title: 'Conditions',
    summary: 'long and short, one row for each compression level, or the level that a trace bears',
    kind: 'choice',
    default: 'two',
    choices: [
      { id: 'two', title: 'Long and short' },
      { id: 'levels', title: 'Compression levels 1 to 6, by measured compression' },
      { id: 'adapt', title: 'Adapt: the strongest level that still leads to the answer' },
    ],
  },
  {
    id: 'unpaired',
    title: 'Long rows alone',
    summary: 'write the long row of a trace without a shorter variant, too',
    kind: 'flag',
    default: false,
  },
  UNGRADED,
];

/** C3oT's conditioned training rows (arXiv 2412.11664). */
export const c3ot: TraceExporter = {
  id: 'c3ot',
  title: 'C3oT',
  summary: 'long and short reasoning under conditions, for one conditioned model',
  family: 'survey',
  unit: 'trace',
  variants: 'attached',
  needs: 'a question, a right answer and a shorter variant of each trace',
  notes: [
    'The model is asked with the short condition only. Published, GSM8K, LLaMA-2 7B: long reasoning 37.38 %, C3oT 36.92 % at 56.7 % compression, short rows alone 31.01 %, Adapt 40.85 % at 70.8 %.',
    'Long rows are always written: without them accuracy falls even where the short text keeps what counts.',
    'Adapt is an approximation here: the paper trains a model for each level; this takes the strongest level whose variant a model has answered again (compress with --re-answer), else the strongest accepted one.',
  ],
  options: OPTIONS,
  files: [{ id: 'rows', format: 'json', path: (split) => `${split}.json`, shuffled: true, check }],
  start: (job) => ({
    rows: (trace) => rowsOf(trace, job),
    extras: (written) => (written.length === 0 ? [] : datasetInfo(job, written, ALPACA_ENTRY)),
  }),
};

function conditionText(condition: string): string | null {
  if (condition === 'long') return LONG;
  if (condition === 'short') return SHORT;
  const level = /^level-([1-6])$/.exec(condition)?.[1];
  return level === undefined ? null : `Answer and provide a thought process in compression level of ${level}:`;
}

const FIELDS = rowOf({ instruction: filled, input: text, output: filled, condition: filled, source_id: filled });

function check(row: JsonValue): string | null {
  const wrong = FIELDS(row);
  if (wrong !== null || !isJsonObject(row)) return wrong ?? 'the row is no object';
  if (row.input !== '') return '"input" is not empty, and would be put behind the question';
  const asked = conditionText(String(row.condition));
  if (asked === null) return '"condition" is none of long, short, level-1 to level-6';
  const start = `${asked} `;
  const instruction = String(row.instruction);
  if (!instruction.startsWith(start)) return '"instruction" does not begin with the text of its condition';
  return instruction.length > start.length ? null : '"instruction" has no question behind the condition';
}

function rowsOf(trace: ExportTrace, job: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question, tail } = trace;
  if (question === null) return none('No question.');
  const wrong = whyNotRight(trace, job.options);
  if (wrong !== null) return none(wrong);
  if (trace.reasoning.trim() === '') return none('No reasoning.');
  const row = (condition: string, chain: Chain): ExportRow => ({
    file: 'rows',
    row: {
      instruction: `${conditionText(condition)} ${question}`,
      input: '',
      output: `${chain.reasoning}${tail}`,
      condition,
      source_id: trace.id,
    },
  });
  const { picked, skipped, warnings } = pick(trace, job);
  if (picked.length === 0 && job.options.unpaired !== true) return { rows: [], skipped };
  return { rows: [row('long', trace), ...picked.map(([name, chain]) => row(name, chain))], skipped, warnings };
}

interface Picked {
  /** Conditions with what is trained under them. */
  readonly picked: readonly (readonly [condition: string, chain: Chain])[];
  readonly skipped: readonly string[];
  readonly warnings: readonly string[];
}

function pick(trace: ExportTrace, { options }: ExportJob): Picked {
  const all = shorterOnes(trace);
  if (all.length === 0) {
    const why = trace.variants.length === 0 ? 'No accepted variant.' : 'No variant is shorter than the original.';
    return { picked: [], skipped: [why], warnings: [] };
  }
  const [shortest] = all;
  if (options.conditions === 'two') {
    const little = shortest !== undefined && shortest.tokens > trace.tokens * (1 - LITTLE);
    const warnings = little ? ['The short form saves less than 10 %: long and short are nearly the same.'] : [];
    return { picked: shortest === undefined ? [] : [['short', shortest]], skipped: [], warnings };
  }
  const levels = byLevel(all, trace.tokens);
  const skipped = levels.size === 0 ? ['Every variant saves less than 45 %: too little for level 1.'] : [];
  const strongestFirst = [...levels]
    .sort(([a], [b]) => b - a)
    .map(([level, chain]) => [`level-${level}`, chain] as const);
  if (options.conditions === 'levels') return { picked: strongestFirst.toReversed(), skipped, warnings: [] };
  const solved = strongestFirst.find(([, chain]) => wasAnsweredAgain(chain));
  const taken = solved ?? strongestFirst[0];
  const warnings =
    taken !== undefined && solved === undefined
      ? ['Adapt: no model answered again, so the strongest accepted level was taken.']
      : [];
  return { picked: taken === undefined ? [] : [taken], skipped, warnings };
}

/** Variants with text that are shorter than the original, the shortest first; those of C3oT's own compressor where there are any. */
function shorterOnes({ variants, tokens }: ExportTrace): readonly Chain[] {
  const own = variants.filter(({ variant }) => variant?.strategy === 'c3ot');
  return (own.length > 0 ? own : variants)
    .filter((chain) => chain.tokens < tokens && chain.reasoning.trim() !== '')
    .toSorted((a, b) => a.tokens - b.tokens);
}

/** The shortest answered chain of each level, else the shortest; rho = (L - L') / L, rounded to the nearest level. */
function byLevel(shortestFirst: readonly Chain[], tokens: number): ReadonlyMap<number, Chain> {
  const levels = new Map<number, Chain>();
  for (const chain of shortestFirst) {
    const percent = (100 * (tokens - chain.tokens)) / tokens;
    const level = Math.min(LEVELS, Math.round((percent - FIRST_LEVEL) / LEVEL_WIDTH) + 1);
    if (level < 1) continue;
    const known = levels.get(level);
    if (known === undefined || (!wasAnsweredAgain(known) && wasAnsweredAgain(chain))) levels.set(level, chain);
  }
  return levels;
}

/** A model came to the answer from the variant (guard "re-answer"). */
function wasAnsweredAgain({ variant }: Chain): boolean {
  return variant?.guards.some(({ id, required, passed }) => id === 're-answer' && required && passed) ?? false;
}
