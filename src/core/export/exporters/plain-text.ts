import { replyOf, TEXT_PLACES, type ThoughtPlace, thoughtsOption } from '../thoughts.ts';
import type { TraceExporter } from '../types.ts';

/** Everything at which Python's or another reader's lines may end. */
const LINE_END = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/g;
const ANY_LINE_END = /[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/;

/** One trace a line, for tools that read plain text: language models on lines, search, statistics. */
export const plainText: TraceExporter = {
  id: 'plain-text',
  title: 'Plain text',
  summary: 'one trace a line, for tools that read plain text',
  family: 'general',
  unit: 'trace',
  variants: 'as-traces',
  needs: 'nothing',
  notes: [
    'Line ends inside a trace are written as spaces, or as \\n in two characters; the second can be undone, but a model then learns to write a backslash and an n.',
  ],
  options: [
    thoughtsOption(TEXT_PLACES),
    { id: 'question', title: 'Question', summary: 'put the question in front', kind: 'flag', default: true },
    {
      id: 'line-ends',
      title: 'Line ends',
      summary: 'what line ends inside a trace become',
      kind: 'choice',
      default: 'space',
      choices: [
        { id: 'space', title: 'a space' },
        { id: 'escaped', title: '\\n in two characters, and a backslash doubled' },
      ],
    },
  ],
  files: [
    {
      id: 'rows',
      format: 'lines',
      path: (split) => `${split}.txt`,
      check: (row) => {
        if (typeof row !== 'string') return 'the row is no text';
        if (row.trim() === '') return 'the line is empty';
        return ANY_LINE_END.test(row) ? 'the line holds a line end' : null;
      },
    },
  ],
  start: ({ options }) => ({
    rows: (trace) => {
      const said = replyOf(trace, trace, options.thoughts as ThoughtPlace);
      if (said.kind === 'skipped') return { rows: [], skipped: [said.reason] };
      const asked = options.question === true && trace.question !== null ? `${trace.question}\n` : '';
      return {
        rows: [{ file: 'rows', row: onOneLine(`${asked}${said.reply.content}`, String(options['line-ends'])) }],
      };
    },
  }),
};

function onOneLine(text: string, how: string): string {
  if (how === 'escaped') return text.trim().replaceAll('\\', '\\\\').replaceAll(LINE_END, '\\n');
  return text.trim().replaceAll(LINE_END, ' ').trim();
}
