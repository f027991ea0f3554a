import type { JsonObject, JsonValue } from '../../base/json.ts';
import { oneOf } from './chat-checks.ts';
import { filled, object, rowOf, text } from './checks.ts';
import { datasetInfo, NO_TURNS, shareGptOf, turnsEndingWith } from './llama-factory.ts';
import { chatOf, chatOptions } from './messages.ts';
import { type Pair, SAME, same } from './preference-pairs.ts';
import { TEXT_PLACES } from './thoughts.ts';
import { completionField, formOption, inForm, oneForm, promptField } from './trl-form.ts';
import type { Exported, ExportJob, ExportOption, ExportValues, ExtraFile, FileKind, WrittenFile } from './types.ts';

/** Options of a method whose rows are preference pairs: for which trainer, in which form, where thoughts go. */
export const PAIR_FILE_OPTIONS: readonly ExportOption[] = [
  {
    id: 'trainer',
    title: 'Trainer',
    summary: 'whose preference rows are written',
    kind: 'choice',
    default: 'trl',
    choices: [
      { id: 'trl', title: 'TRL: prompt, chosen, rejected' },
      { id: 'llama-factory', title: 'LLaMA-Factory: ShareGPT with ranking, and dataset_info.json' },
    ],
  },
  formOption('conversational'),
  ...chatOptions(TEXT_PLACES),
];

const trlFields = rowOf({ prompt: promptField, chosen: completionField, rejected: completionField });
const reply = object({ from: oneOf(['gpt']), value: filled });
const rankingFields = rowOf({ conversations: turnsEndingWith('human'), chosen: reply, rejected: reply, system: text });

/** What TRL would stumble over in a preference row. */
export function checkTrlPair(row: JsonValue): string | null {
  return trlFields(row) ?? oneForm(row, ['prompt', 'chosen', 'rejected']) ?? same(row, 'chosen', 'rejected');
}

/** What LLaMA-Factory would stumble over in a ranking row. */
export function checkRankingRow(row: JsonValue): string | null {
  return rankingFields(row) ?? same(row, 'chosen', 'rejected');
}

/** Entry of `dataset_info.json` for ranking rows. */
export const RANKING_ENTRY: JsonObject = {
  formatting: 'sharegpt',
  ranking: true,
  columns: { messages: 'conversations', chosen: 'chosen', rejected: 'rejected', system: 'system' },
};

/** The files of preference pairs; only those of the chosen trainer get rows. */
export const PAIR_FILES: readonly FileKind[] = [
  {
    id: 'trl',
    format: 'jsonl',
    path: (split) => `${split}.jsonl`,
    check: checkTrlPair,
  },
  {
    id: 'llama-factory',
    format: 'json',
    path: (split) => `${split}.json`,
    check: checkRankingRow,
  },
];

/** The row of a pair for the chosen trainer, or why there is none. */
export function rowOfPair(pair: Pair, options: ExportValues): Exported {
  return options.trainer === 'llama-factory'
    ? rankingRow(pair, options, 'llama-factory')
    : trlRow(pair, options, 'trl');
}

/** `dataset_info.json` where LLaMA-Factory is the trainer. */
export function pairExtras(job: ExportJob, written: readonly WrittenFile[]): readonly ExtraFile[] {
  if (job.options.trainer !== 'llama-factory') return [];
  return datasetInfo(job, written, RANKING_ENTRY);
}

/** The row of a pair for TRL, in a file of that kind. */
export function trlRow({ chosen, rejected }: Pair, options: ExportValues, file: string): Exported {
  const better = inForm(chosen.trace, options, chosen.chain);
  const worse = inForm(rejected.trace, options, rejected.chain);
  if (better.kind === 'skipped') return { rows: [], skipped: [better.reason] };
  if (worse.kind === 'skipped') return { rows: [], skipped: [worse.reason] };
  const row = { prompt: better.prompt, chosen: better.completion, rejected: worse.completion };
  if (same(row, 'chosen', 'rejected') !== null) return { rows: [], skipped: [SAME] };
  return { rows: [{ file, row }], warnings: better.warnings };
}

/** The row of a pair for LLaMA-Factory, in a file of that kind. */
export function rankingRow({ chosen, rejected }: Pair, options: ExportValues, file: string): Exported {
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
  return { rows: [{ file, row }], warnings: better.warnings };
}
