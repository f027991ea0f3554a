import { oneOf } from '../chat-checks.ts';
import { filled, object, rowOf, text } from '../checks.ts';
import { datasetInfo, NO_TURNS, shareGptOf, turnsEndingWith } from '../llama-factory.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { PAIR_OPTIONS, type Pair, pairRows, SAME, same } from '../preference-pairs.ts';
import { TEXT_PLACES } from '../thoughts.ts';
import type { Exported, ExportValues, GroupExporter } from '../types.ts';

const reply = object({ from: oneOf(['gpt']), value: filled });
const fields = rowOf({ conversations: turnsEndingWith('human'), chosen: reply, rejected: reply, system: text });

/** LLaMA-Factory's preference rows (ShareGPT layout with `ranking`), for its DPO, ORPO, SimPO and reward stages. */
export const llamaFactoryRanking: GroupExporter = {
  id: 'llama-factory-ranking',
  title: 'LLaMA-Factory, ranking',
  summary: 'chosen and rejected replies with dataset_info.json, for LLaMA-Factory',
  family: 'general',
  unit: 'group',
  needs: 'variants, or several graded samples a problem',
  notes: ['Train with stage dpo (pref_loss sigmoid, orpo or simpo) or stage rm.'],
  options: [...PAIR_OPTIONS, ...chatOptions(TEXT_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'json',
      path: (split) => `${split}.json`,
      check: (row) => fields(row) ?? same(row, 'chosen', 'rejected'),
    },
  ],
  start: (job) => ({
    rows: (group) => pairRows(group, job, (pair) => rowOfPair(pair, job.options)),
    extras: (written) =>
      datasetInfo(job, written, {
        formatting: 'sharegpt',
        ranking: true,
        columns: { messages: 'conversations', chosen: 'chosen', rejected: 'rejected', system: 'system' },
      }),
  }),
};

function rowOfPair({ chosen, rejected }: Pair, options: ExportValues): Exported {
  const better = chatOf(chosen.trace, options, chosen.chain);
  const worse = chatOf(rejected.trace, options, rejected.chain);
  if (better.kind === 'skipped') return { rows: [], skipped: [better.reason] };
  if (worse.kind === 'skipped') return { rows: [], skipped: [worse.reason] };
  const asked = shareGptOf(better.context);
  if (asked?.turns.at(-1)?.from !== 'human') return { rows: [], skipped: [NO_TURNS] };
  const row = {
    conversations: asked.turns,
    chosen: { from: 'gpt', value: better.reply.content },
    rejected: { from: 'gpt', value: worse.reply.content },
    system: asked.system,
  };
  if (same(row, 'chosen', 'rejected') !== null) return { rows: [], skipped: [SAME] };
  return { rows: [{ file: 'rows', row }], warnings: better.warnings };
}
