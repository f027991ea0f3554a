import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { filled, flag, rowOf, whole } from '../checks.ts';
import { compressedBy } from '../cut-chain.ts';
import { bareAnswer } from '../graded.ts';
import { ALPACA_ENTRY, datasetInfo } from '../llama-factory.ts';
import { randomFor } from '../random.ts';
import type { Chain, Exported, ExportJob, ExportRow, ExportTrace, FileKind, TraceExporter } from '../types.ts';

const INSTRUCTION = 'Please reason step by step, and put your final answer within \\boxed{}.';
const RATIOS = [1, 0.9, 0.8, 0.7, 0.6, 0.5];
const MARK = '<|eot_id|>';

const STAND_IN = 'Shortened by the built-in lexical strategy, not by the published compressor.';
const SKEWED =
  'A compressed row is missing, so ratios near 1 have more than their share: make variants near the ratios first.';

const trained = rowOf({ instruction: filled, input: filled, output: filled });

/** The mark of the ratio has to stand in the published form, and the answer in the closing sentence. */
function rowWrong(row: JsonValue): string | null {
  const wrong = trained(row);
  if (wrong !== null || !isJsonObject(row)) return wrong;
  const input = String(row.input);
  if (input.includes(MARK) && !/<\|eot_id\|>0\.[5-9]<\|eot_id\|>$/.test(input))
    return '"input" does not end in a ratio between its marks';
  return /\n\nThe final answer is: \$\\boxed\{[\s\S]+\}\$$/.test(String(row.output))
    ? null
    : '"output" does not end in the final answer';
}

const compressed = rowOf({
  question: filled,
  input: filled,
  output: filled,
  answer: filled,
  model_answer: filled,
  is_correct: flag,
  cot: filled,
  compressed_cot: filled,
  original_cot_tokens: whole,
  compressed_cot_tokens: whole,
  compression_rate: filled,
});

/** TokenSkip's training rows: one compression ratio drawn for each question (arXiv 2502.12067). */
export const tokenskip: TraceExporter = {
  id: 'tokenskip',
  title: 'TokenSkip',
  summary: 'reasoning at a ratio drawn for each question, with the ratio in the prompt, for LLaMA-Factory',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'right answers; variants near the ratios, or none: then built-in lexical shortening',
  notes: [
    'The published compressor is a token classifier (LLMLingua-2). It is not here: accepted variants near the drawn ratio are taken, else the built-in lexical shortening, which keeps digits, formulas and names and drops words without content.',
    'Published, Qwen2.5-14B on GSM8K: 313 to 181 tokens at less than 0.4 points lost. Below a ratio of 0.5 models no longer keep to it. The number of steps does not fall.',
    'The delimiter <|eot_id|> is written for every model, as the official code does.',
  ],
  options: [
    {
      id: 'most-tokens',
      title: 'Longest reasoning',
      summary: 'longer ones are left out, as in the official code',
      kind: 'number',
      default: 500,
      least: 1,
      whole: true,
    },
    {
      id: 'tolerance',
      title: 'Tolerance',
      summary: 'how far a compression may be from the drawn ratio',
      kind: 'number',
      default: 0.1,
      least: 0.01,
      most: 0.5,
    },
    {
      id: 'intermediate',
      title: 'Intermediate files',
      summary: 'also write the compression at every ratio, one file each',
      kind: 'flag',
      default: false,
    },
  ],
  files: [
    {
      id: 'rows',
      format: 'json',
      path: (split) => `${split}.json`,
      check: rowWrong,
    },
    ...RATIOS.slice(1).map(
      (ratio): FileKind => ({
        id: `ratio-${ratio}`,
        format: 'jsonl',
        path: (split) => `intermediate/${split}_outputs_compressed_ratio_${ratio}.jsonl`,
        check: compressed,
      }),
    ),
  ],
  start: (job) => {
    const taken = new Set<string>();
    return {
      rows: (trace) => {
        // One row a question, as in the official code.
        if (taken.has(trace.groupKey)) return { rows: [], skipped: ['Another sample of the problem was taken.'] };
        const made = rowsOf(trace, job);
        if (made.rows.length > 0) taken.add(trace.groupKey);
        return made;
      },
      extras: (written) =>
        datasetInfo(
          job,
          written.filter(({ kind }) => kind === 'rows'),
          ALPACA_ENTRY,
        ),
    };
  },
};

function rowsOf(trace: ExportTrace, job: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question, reasoning, tokens } = trace;
  const { options, seed } = job;
  if (question === null) return none('No question.');
  if (trace.grade.verdict !== 'correct') return none('The answer is not known to be right.');
  const answer = bareAnswer(trace);
  if (answer === null) return none('No final answer.');
  if (reasoning.trim() === '') return none('No reasoning.');
  if (tokens > Number(options['most-tokens'])) return none('The reasoning is longer than the official code takes.');
  if (`${question}${reasoning}`.includes(MARK)) return none('The text holds the delimiter of the ratio.');
  const random = randomFor(seed, `tokenskip ${trace.groupKey}`);
  const ratio = RATIOS[Math.floor(random() * RATIOS.length)] ?? 1;
  const rows: ExportRow[] = [];
  if (options.intermediate === true)
    rows.push(...RATIOS.slice(1).flatMap((each) => compressedRow(trace, each, answer, job)));
  const chain = ratio === 1 ? trace : compressedTo(trace, ratio, job);
  if (chain === null)
    return { rows, skipped: ['No compression near the drawn ratio that keeps the answer.'], warnings: [SKEWED] };
  const row = {
    instruction: INSTRUCTION,
    input: ratio === 1 ? question : `${question}${MARK}${ratio}${MARK}`,
    output: `${chain.reasoning.trim()}\n\nThe final answer is: $\\boxed{${answer}}$`,
  };
  const stood = ratio !== 1 && chain.variant === null;
  return { rows: [...rows, { file: 'rows', row }], ...(stood ? { warnings: [STAND_IN] } : {}) };
}

/** The reasoning at about the ratio: the variant that is nearest, else shortened without a model; null when neither is near. */
function compressedTo(trace: ExportTrace, ratio: number, job: ExportJob): Chain | null {
  const tolerance = Number(job.options.tolerance);
  const away = ({ tokens }: Chain) => Math.abs(tokens / Math.max(1, trace.tokens) - ratio);
  const nearest = trace.variants.toSorted((a, b) => away(a) - away(b))[0];
  if (nearest !== undefined && away(nearest) <= tolerance) return nearest;
  const lexical = compressedBy('lexical', trace, job, { ratio });
  return lexical !== null && away(lexical) <= tolerance ? lexical : null;
}

function compressedRow(trace: ExportTrace, ratio: number, answer: string, job: ExportJob): readonly ExportRow[] {
  const chain = compressedTo(trace, ratio, job);
  if (chain === null) return [];
  const row = {
    question: trace.question ?? '',
    input: trace.question ?? '',
    output: `${trace.reasoning}${trace.tail}`,
    answer: trace.reference ?? answer,
    model_answer: trace.grade.answer ?? answer,
    is_correct: true,
    cot: trace.reasoning,
    compressed_cot: chain.reasoning,
    original_cot_tokens: trace.tokens,
    compressed_cot_tokens: chain.tokens,
    compression_rate: `${((100 * chain.tokens) / trace.tokens).toFixed(1)}%`,
  };
  return [{ file: `ratio-${ratio}`, row }];
}
