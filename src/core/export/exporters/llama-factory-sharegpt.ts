import { rowOf, text } from '../checks.ts';
import { datasetInfo, NO_TURNS, shareGptOf, turnsEndingWith } from '../llama-factory.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { TEXT_PLACES } from '../thoughts.ts';
import type { TraceExporter } from '../types.ts';

/** LLaMA-Factory's ShareGPT layout for supervised fine-tuning. */
export const llamaFactorySharegpt: TraceExporter = {
  id: 'llama-factory-sharegpt',
  title: 'LLaMA-Factory, ShareGPT',
  summary: 'conversations with dataset_info.json, for LLaMA-Factory',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question',
  notes: [
    'Earlier replies are trained too, unless mask_history is true.',
    'Reasoning templates (qwen3, deepseekr1) add empty thoughts to replies without <think> marks.',
  ],
  options: chatOptions(TEXT_PLACES),
  files: [
    {
      id: 'rows',
      format: 'json',
      path: (split) => `${split}.json`,
      check: rowOf({ conversations: turnsEndingWith('gpt'), system: text }),
    },
  ],
  start: (job) => ({
    rows: (trace) => {
      const chat = chatOf(trace, job.options);
      if (chat.kind === 'skipped') return { rows: [], skipped: [chat.reason] };
      const said = shareGptOf([...chat.context, chat.reply]);
      if (said === null) return { rows: [], skipped: [NO_TURNS] };
      const row = { conversations: said.turns, system: said.system };
      return { rows: [{ file: 'rows', row }], warnings: chat.warnings };
    },
    extras: (written) =>
      datasetInfo(job, written, {
        formatting: 'sharegpt',
        columns: { messages: 'conversations', system: 'system' },
      }),
  }),
};
