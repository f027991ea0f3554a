import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { withoutMarks } from '../calculator-marks.ts';
import { filled, finite, listOf, rowOf, whole } from '../checks.ts';
import { evenSubset } from '../even-subset.ts';
import { bareAnswer, UNGRADED, whyNotRight } from '../graded.ts';
import type { TraceExporter } from '../types.ts';

/** Triples with the places of contemplation tokens for CCoT (arXiv 2412.13171). */
export const ccot: TraceExporter = {
  id: 'ccot',
  title: 'CCoT (contemplation tokens)',
  summary: 'question, reasoning and answer with k = ceil(r * m) evenly spaced tokens',
  family: 'survey',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question and a right final answer',
  notes: [
    'Text cannot be compressed this way: the method learns hidden states of the chosen tokens inside a model, so these rows are only the input of a training that you have to write. No official code was found.',
    'Published, GSM8K, LLaMA-2 7B: exact match 0.151 with r = 0.05 and 0.179 with r = 0.10, against 0.315 with the whole reasoning and 0.089 without; decoding takes 0.49 s and 0.78 s against 8.10 s.',
    'Places count from 0 and are those of the tokenizer that counted; count again when you train another model.',
  ],
  options: [
    {
      id: 'r',
      title: 'Compression ratio r',
      summary: 'share of the reasoning tokens that become contemplation tokens; 0.05 and 0.10 in the paper',
      kind: 'number',
      default: 0.1,
      least: 0.001,
      most: 1,
    },
    UNGRADED,
  ],
  files: [{ id: 'rows', format: 'jsonl', path: (split) => `${split}.jsonl`, check }],
  start: (job) => ({
    rows: (trace) => {
      const { question } = trace;
      if (question === null) return { rows: [], skipped: ['No question.'] };
      const wrong = whyNotRight(trace, job.options);
      if (wrong !== null) return { rows: [], skipped: [wrong] };
      const answer = bareAnswer(trace);
      if (answer === null) return { rows: [], skipped: ['No final answer.'] };
      const cot = withoutMarks(trace.reasoning).trim();
      const m = job.countTokens(cot);
      if (cot === '' || m === 0) return { rows: [], skipped: ['No reasoning.'] };
      const r = Number(job.options.r);
      const subset = evenSubset(m, r);
      const row = { question, cot, answer, r, k: subset.length, subset_token_indices: [...subset] };
      return { rows: [{ file: 'rows', row }] };
    },
  }),
};

const FIELDS = rowOf({
  question: filled,
  cot: filled,
  answer: filled,
  r: finite,
  k: whole,
  subset_token_indices: listOf(whole, 1),
});

function check(row: JsonValue): string | null {
  const wrong = FIELDS(row);
  if (wrong !== null || !isJsonObject(row)) return wrong ?? 'the row is no object';
  const places = row.subset_token_indices as readonly number[];
  if (places.length !== row.k) return `"k" is ${String(row.k)}, and there are ${places.length} places`;
  if (places.some((place, index) => place <= (places[index - 1] ?? -1))) return 'the places do not rise from 0';
  return String(row.cot).includes('<<') && withoutMarks(String(row.cot)) !== row.cot
    ? '"cot" still has <<...>> annotations'
    : null;
}
