import { datasetInfo } from '../llama-factory.ts';
import { chatOptions } from '../messages.ts';
import { checkRankingRow, RANKING_ENTRY, rankingRow } from '../pair-files.ts';
import { PAIR_OPTIONS, pairRows } from '../preference-pairs.ts';
import { TEXT_PLACES } from '../thoughts.ts';
import type { GroupExporter } from '../types.ts';

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
      check: checkRankingRow,
    },
  ],
  start: (job) => ({
    rows: (group) => pairRows(group, job, (pair) => rankingRow(pair, job.options, 'rows')),
    extras: (written) => datasetInfo(job, written, RANKING_ENTRY),
  }),
};
