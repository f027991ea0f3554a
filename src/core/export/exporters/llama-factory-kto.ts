import { flag, rowOf, text } from '../checks.ts';
import { LABEL_OPTION, labelledRows } from '../labelled.ts';
import { datasetInfo, NO_TURNS, shareGptOf, turnsEndingWith } from '../llama-factory.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { TEXT_PLACES } from '../thoughts.ts';
import type { Exported, ExportTrace, ExportValues, TraceExporter } from '../types.ts';

/** LLaMA-Factory's KTO rows (ShareGPT layout with `kto_tag`). */
export const llamaFactoryKto: TraceExporter = {
  id: 'llama-factory-kto',
  title: 'LLaMA-Factory, KTO',
  summary: 'conversations with a label and dataset_info.json, for LLaMA-Factory',
  family: 'general',
  unit: 'trace',
  variants: 'attached',
  overview: true,
  needs: 'graded traces, or variants',
  notes: ['KTO wants both labels; the loader warns where one is missing.'],
  options: [LABEL_OPTION, ...chatOptions(TEXT_PLACES)],
  files: [
    {
      id: 'rows',
      format: 'json',
      path: (split) => `${split}.json`,
      check: rowOf({ conversations: turnsEndingWith('gpt'), kto_tag: flag, system: text }),
    },
  ],
  start: (job) => ({
    rows: (trace) => rows(trace, job.options),
    extras: (written) =>
      datasetInfo(job, written, {
        formatting: 'sharegpt',
        columns: { messages: 'conversations', kto_tag: 'kto_tag', system: 'system' },
      }),
  }),
};

function rows(trace: ExportTrace, options: ExportValues): Exported {
  return labelledRows(trace, String(options.label), (chain, label) => {
    const chat = chatOf(trace, options, chain);
    if (chat.kind === 'skipped') return { rows: [], skipped: [chat.reason] };
    const said = shareGptOf([...chat.context, chat.reply]);
    if (said === null) return { rows: [], skipped: [NO_TURNS] };
    const row = { conversations: said.turns, kto_tag: label, system: said.system };
    return { rows: [{ file: 'rows', row }], warnings: chat.warnings };
  });
}
