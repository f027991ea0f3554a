import { type FieldCheck, filled, listOf, rowOf, text } from '../checks.ts';
import { datasetInfo, NO_TURNS, shareGptOf } from '../llama-factory.ts';
import { chatOf, chatOptions } from '../messages.ts';
import { TEXT_PLACES } from '../thoughts.ts';
import type { Exported, ExportTrace, ExportValues, TraceExporter } from '../types.ts';

const texts = listOf(text, 2);
const pair: FieldCheck = (value, key) =>
  Array.isArray(value) && value.length !== 2 ? `"${key}" is no pair` : texts(value, key);

/** LLaMA-Factory's Alpaca layout for supervised fine-tuning. */
export const llamaFactoryAlpaca: TraceExporter = {
  id: 'llama-factory-alpaca',
  title: 'LLaMA-Factory, Alpaca',
  summary: 'instruction and output with dataset_info.json, for LLaMA-Factory',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'a question',
  notes: [
    'Replies in the history are trained too, unless mask_history is true.',
    'Reasoning templates (qwen3, deepseekr1) add empty thoughts to replies without <think> marks.',
  ],
  options: chatOptions(TEXT_PLACES),
  files: [
    {
      id: 'rows',
      format: 'json',
      path: (split) => `${split}.json`,
      check: rowOf({ instruction: filled, input: text, output: filled, system: text, history: listOf(pair) }),
    },
  ],
  start: (job) => ({
    rows: (trace) => rows(trace, job.options),
    extras: (written) =>
      datasetInfo(job, written, {
        formatting: 'alpaca',
        columns: { prompt: 'instruction', query: 'input', response: 'output', system: 'system', history: 'history' },
      }),
  }),
};

function rows(trace: ExportTrace, options: ExportValues): Exported {
  const chat = chatOf(trace, options);
  if (chat.kind === 'skipped') return { rows: [], skipped: [chat.reason] };
  const said = shareGptOf([...chat.context, chat.reply]);
  const values = said?.turns.map(({ value }) => value) ?? [];
  if (said === null || values.length % 2 !== 0) return { rows: [], skipped: [NO_TURNS] };
  const history = [];
  for (let i = 0; i + 2 < values.length; i += 2) history.push([values[i] ?? '', values[i + 1] ?? '']);
  const row = {
    instruction: values.at(-2) ?? '',
    input: '',
    output: values.at(-1) ?? '',
    system: said.system,
    history,
  };
  return { rows: [{ file: 'rows', row }], warnings: chat.warnings };
}
