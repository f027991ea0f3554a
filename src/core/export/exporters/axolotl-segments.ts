import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { axolotlYaml } from '../axolotl.ts';
import { CHAT_MARKS } from '../chat-marks.ts';
import { type FieldCheck, flag, listOf, object, rowOf } from '../checks.ts';
import { MARKED_PLACES, markedReply, TRAIN_OPTION } from '../marked-steps.ts';
import { chatOptions, contextOf } from '../messages.ts';
import type { ThoughtPlace } from '../thoughts.ts';
import type { Exported, ExportTrace, ExportValues, TraceExporter } from '../types.ts';

const some: FieldCheck = (value, key) =>
  typeof value === 'string' && value !== '' ? null : `"${key}" is no text, or an empty one`;
const fields = rowOf({ segments: listOf(object({ label: flag, text: some }), 2) });

/** Axolotl's template-free rows (`input_output`): a segment for each step, trained or not. */
export const axolotlSegments: TraceExporter = {
  id: 'axolotl-segments',
  title: 'Axolotl, segments',
  summary: 'texts with a segment for each step, of which the kept ones are trained, for axolotl',
  family: 'general',
  unit: 'trace',
  variants: 'attached',
  needs: 'a question; variants made of steps, or the analysis',
  notes: [
    'The marks of the chat stand in the rows, so choose those of the model that is trained.',
    'Segments are tokenized one by one: no token spans two steps.',
    'Skipped steps stay in the context: the model learns what to say, not to leave steps out.',
  ],
  options: [
    TRAIN_OPTION,
    {
      id: 'marks',
      title: 'Chat marks',
      summary: 'the marks of a chat that the texts get',
      kind: 'choice',
      default: 'chatml',
      choices: Object.entries(CHAT_MARKS).map(([id, { title }]) => ({ id, title })),
    },
    ...chatOptions(MARKED_PLACES),
  ],
  files: [
    { id: 'rows', format: 'jsonl', path: (split) => `${split}.jsonl`, check: (row) => fields(row) ?? labelsWrong(row) },
  ],
  start: ({ options }) => ({
    rows: (trace) => rows(trace, options),
    extras: (written) => axolotlYaml(written, ['type: input_output']),
  }),
};

function rows(trace: ExportTrace, options: ExportValues): Exported {
  const before = contextOf(trace, options);
  if (before.kind === 'skipped') return { rows: [], skipped: [before.reason] };
  const marked = markedReply(trace, String(options.train), options.thoughts as ThoughtPlace);
  if (marked.kind === 'skipped') return { rows: [], skipped: [marked.reason] };
  const marks = CHAT_MARKS[String(options.marks)];
  if (marks === undefined) return { rows: [], skipped: ['The chat marks are not known.'] };
  const segments = [
    { label: false, text: marks.prompt(before.context) },
    ...marked.pieces.map(({ text, train }) => ({ label: train, text })),
    { label: true, text: marks.end },
  ];
  return { rows: [{ file: 'rows', row: { segments } }], warnings: before.warnings };
}

/** The question is not trained, something is, and the text ends with a trained mark, else the model never stops. */
function labelsWrong(row: JsonValue): string | null {
  const list = isJsonObject(row) && Array.isArray(row.segments) ? (row.segments as readonly JsonValue[]) : [];
  const labels = list.map((segment) => isJsonObject(segment) && segment.label === true);
  if (labels[0] === true) return 'the first segment, the question, is trained';
  return labels.at(-1) === true ? null : 'the last segment, the end mark, is not trained';
}
