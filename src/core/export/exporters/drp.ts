import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { filled, rowOf, text } from '../checks.ts';
import { variantBy } from '../cut-chain.ts';
import { UNGRADED, whyNotRight } from '../graded.ts';
import { ALPACA_ENTRY, datasetInfo } from '../llama-factory.ts';
import { THINK_MARKS } from '../thoughts.ts';
import type { Exported, ExportJob, ExportTrace, TraceExporter } from '../types.ts';

const fields = rowOf({ instruction: filled, input: text, output: filled });

/** Traces pruned step by step by a teacher (DRP, arXiv 2505.13975), for LLaMA-Factory. */
export const drp: TraceExporter = {
  id: 'drp',
  title: 'DRP',
  summary: "a question and the model's own reasoning, edited step by step, between <think> marks",
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'variants of the strategy step-edit (a teacher keeps, deletes, rewrites or merges each step)',
  notes: [
    "Published, 7B: GSM8K 917 to 328 tokens at 91.7 to 94.1 %; MATH500 2,486 to 1,781 at 92.4 to 93.0 %. Editing the student's own trace helps; a shorter trace in another style hurts on other data.",
  ],
  options: [
    {
      id: 'strategies',
      title: 'Strategies',
      summary: 'variants that are taken, by their strategies, parted by commas; any when empty',
      kind: 'text',
      default: 'step-edit',
    },
    UNGRADED,
  ],
  files: [
    { id: 'rows', format: 'json', path: (split) => `${split}.json`, check: (row) => fields(row) ?? marksWrong(row) },
  ],
  start: (job) => ({
    rows: (trace) => rowsOf(trace, job),
    extras: (written) => datasetInfo(job, written, ALPACA_ENTRY),
  }),
};

function marksWrong(row: JsonValue): string | null {
  const output = isJsonObject(row) ? String(row.output) : '';
  const [open, ...rest] = output.split('</think>');
  return rest.length === 1 && open?.startsWith('<think>')
    ? null
    : '"output" has not one pair of <think> marks at its start';
}

function rowsOf(trace: ExportTrace, { options }: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question } = trace;
  if (question === null) return none('No question.');
  const why = whyNotRight(trace, options);
  if (why !== null) return none(why);
  const wanted = String(options.strategies)
    .split(',')
    .flatMap((id) => id.trim() || []);
  const chain = variantBy(trace, wanted);
  if (chain === null) return none('No accepted variant of the wanted strategies.');
  const said = trace.tail.trim();
  if (said === '') return none('No answer behind the thoughts.');
  if (`${chain.reasoning}${said}`.includes('</think>')) return none('A text holds </think> itself.');
  const output = `${THINK_MARKS.open}${chain.reasoning.trim()}${THINK_MARKS.close}${said}`;
  return { rows: [{ file: 'rows', row: { instruction: question, input: '', output } }] };
}
