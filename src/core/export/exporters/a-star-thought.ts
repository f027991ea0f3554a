import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { messagesOf } from '../chat-checks.ts';
import { finite, rowOf, text, whole } from '../checks.ts';
import { variantBy } from '../cut-chain.ts';
import { UNGRADED, whyNotRight } from '../graded.ts';
import { datasetInfo } from '../llama-factory.ts';
import type { Exported, ExportJob, ExportTrace, TraceExporter } from '../types.ts';

const MARKS = {
  thought: ['<|begin_of_thought|>', '<|end_of_thought|>'],
  solution: ['<|begin_of_solution|>', '<|end_of_solution|>'],
} as const;
const SYSTEM =
  'Your role as an assistant involves thoroughly exploring questions through a systematic thinking process before providing the final solution.';

const fields = rowOf({
  system: text,
  conversations: messagesOf({
    roles: ['user', 'assistant'],
    last: 'assistant',
    keys: { role: 'from', content: 'value' },
  }),
  rate: finite,
  search_steps: whole,
});

/** Rows of A*-Thought (arXiv 2505.24550) as its LLaMA-Factory reads them. */
export const aStarThought: TraceExporter = {
  id: 'a-star-thought',
  title: 'A*-Thought',
  summary: 'kept thoughts and solution between marks, with the rate kept, in ShareGPT layout with dataset_info.json',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'variants of the strategy a-star-thought (an endpoint that scores), or of another one',
  notes: [
    'Published, QwQ-32B: at a budget of 512 tokens 12.3 to 29.4 % accuracy; at 4,096 tokens 2,826 to 1,877 tokens at 70.6 to 69.3 %.',
    '"rate" is the share of tokens kept. "search_steps" is the number of steps kept: how many rounds a search took is not stored.',
  ],
  options: [
    {
      id: 'strategies',
      title: 'Strategies',
      summary: 'variants that are taken, by their strategies, parted by commas; any when empty',
      kind: 'text',
      default: 'a-star-thought',
    },
    { id: 'system', title: 'System prompt', summary: 'of every row', kind: 'text', default: SYSTEM },
    UNGRADED,
  ],
  files: [
    { id: 'rows', format: 'jsonl', path: (split) => `${split}.jsonl`, check: (row) => fields(row) ?? marksWrong(row) },
  ],
  start: (job) => ({
    rows: (trace) => rowsOf(trace, job),
    extras: (written) =>
      datasetInfo(job, written, {
        formatting: 'sharegpt',
        columns: { messages: 'conversations', system: 'system' },
        tags: { role_tag: 'from', content_tag: 'value', user_tag: 'user', assistant_tag: 'assistant' },
      }),
  }),
};

function marksWrong(row: JsonValue): string | null {
  const turns =
    isJsonObject(row) && Array.isArray(row.conversations) ? (row.conversations as readonly JsonValue[]) : [];
  const last = turns.at(-1);
  const value = last !== undefined && isJsonObject(last) ? String(last.value) : '';
  const marks = [...MARKS.thought, ...MARKS.solution];
  const places = marks.map((mark) => value.indexOf(mark));
  const once = marks.every((mark) => value.split(mark).length === 2);
  const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  return once && inOrder ? null : 'the marks of thought and solution do not stand once each, in order';
}

function rowsOf(trace: ExportTrace, { options }: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question, answer } = trace;
  if (question === null) return none('No question.');
  const why = whyNotRight(trace, options);
  if (why !== null) return none(why);
  if (answer === null || answer.trim() === '') return none('No solution behind the thoughts.');
  const wanted = String(options.strategies)
    .split(',')
    .flatMap((id) => id.trim() || []);
  const chain = variantBy(trace, wanted);
  if (chain === null || trace.tokens === 0) return none('No accepted variant of the wanted strategies.');
  const whole = `${question}${chain.reasoning}${answer}`;
  if ([...MARKS.thought, ...MARKS.solution].some((mark) => whole.includes(mark)))
    return none('A text holds the marks itself.');
  const [thought, solution] = [MARKS.thought, MARKS.solution];
  const value = [
    `${thought[0]}\n\n${chain.reasoning.trim()}\n\n${thought[1]}`,
    `${solution[0]}\n\n${answer.trim()}\n\n${solution[1]}`,
  ].join('\n\n');
  const kept = chain.variant?.plan?.actions.filter(({ kind }) => kind !== 'drop').length ?? chain.steps.length;
  const row = {
    system: String(options.system),
    conversations: [
      { from: 'user', value: question },
      { from: 'assistant', value },
    ],
    rate: chain.tokens / trace.tokens,
    search_steps: kept,
  };
  return { rows: [{ file: 'rows', row }] };
}
