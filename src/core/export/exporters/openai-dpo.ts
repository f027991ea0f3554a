import { messagesOf } from '../chat-checks.ts';
import { type FieldCheck, flag, listOf, object, rowOf } from '../checks.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { PAIR_OPTIONS, type Pair, pairRows, SAME, same } from '../preference-pairs.ts';
import { TEXT_PLACES } from '../thoughts.ts';
import type { Exported, ExportValues, GroupExporter } from '../types.ts';

const one = messagesOf({ roles: ['assistant'], last: 'assistant' });
const output: FieldCheck = (value, key) => {
  if (Array.isArray(value) && value.length > 1) return `"${key}" is more than one message`;
  return one(value, key);
};
const fields = rowOf({
  input: object({
    messages: messagesOf({ roles: ['system', 'user', 'assistant'], last: 'user' }),
    tools: listOf(() => 'a tool in a row without tools'),
    parallel_tool_calls: flag,
  }),
  preferred_output: output,
  non_preferred_output: output,
});

/** OpenAI's rows for direct preference optimization, which Together and Fireworks read as well. */
export const openaiDpo: GroupExporter = {
  id: 'openai-dpo',
  title: 'OpenAI preference fine-tuning',
  summary: 'pairs of replies for DPO at OpenAI, Azure, Together or Fireworks',
  family: 'general',
  unit: 'group',
  needs: 'variants, or several graded samples a problem',
  notes: [
    'OpenAI is closing its fine-tuning to new users; the other services take the same rows.',
    'OpenAI advises to fine-tune on the preferred replies first (openai-sft), then on the pairs.',
  ],
  options: [...PAIR_OPTIONS, ...chatOptions(TEXT_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? same(row, 'preferred_output', 'non_preferred_output'),
    },
  ],
  start: (job) => ({
    rows: (group) => pairRows(group, job, (pair) => rowOfPair(pair, job.options)),
  }),
};

function rowOfPair({ chosen, rejected }: Pair, options: ExportValues): Exported {
  const better = chatOf(chosen.trace, options, chosen.chain);
  const worse = chatOf(rejected.trace, options, rejected.chain);
  if (better.kind === 'skipped') return { rows: [], skipped: [better.reason] };
  if (worse.kind === 'skipped') return { rows: [], skipped: [worse.reason] };
  if (better.context.at(-1)?.role !== 'user')
    return { rows: [], skipped: ["The message before the reply is not the user's."] };
  const row = {
    input: { messages: better.context, tools: [], parallel_tool_calls: true },
    preferred_output: [better.reply],
    non_preferred_output: [worse.reply],
  };
  if (same(row, 'preferred_output', 'non_preferred_output') !== null) return { rows: [], skipped: [SAME] };
  return { rows: [{ file: 'rows', row }], warnings: better.warnings };
}
