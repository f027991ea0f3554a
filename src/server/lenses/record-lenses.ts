import type { CodeLens } from 'vscode-languageserver';
import { asCommand, type ClientCommandId, type CommandCall, titleOnly } from '../../protocol/commands.ts';
import { fieldOf } from '../client-facts.ts';
import type { Corpus } from '../corpus-documents.ts';
import { counted, countText, percentText, reportedText, tokenText } from '../figures.ts';
import type { RecordSummary } from '../record-summaries.ts';
import type { Server } from '../server.ts';

/** Most records of one file that get lenses: a request names them all at once. */
export const MOST_RECORD_LENSES = 5_000;
/** Longest reason in the reader's lens. */
const LONGEST_REASON = 90;

/** The lenses of a corpus as text: the reader first, then one per record without a title yet, with its commands. */
export async function recordLenses(server: Server, uri: string): Promise<CodeLens[]> {
  const corpus = await server.corpora.get(uri);
  if (!corpus || corpus.records.length === 0) return [];
  const { commands } = server.client();
  const lenses = readerLenses(corpus, commands);
  let lastLine = 0;
  for (const [index, record] of corpus.records.slice(0, MOST_RECORD_LENSES).entries()) {
    // All lenses of a line share one row: of several records on a line only the first has lenses.
    if (record.line === lastLine) continue;
    lastLine = record.line;
    const line = record.line - 1;
    lenses.push(
      { range: rangeOfLine(line), data: { uri, index } },
      ...commandLenses(uri, record.number, line, commands),
    );
  }
  return lenses;
}

/** Gives a record's lens its title. A lens of a document that has changed since gets what stands there now. */
export async function resolveRecordLens(server: Server, lens: CodeLens): Promise<CodeLens> {
  const uri = fieldOf(lens.data, 'uri');
  const index = fieldOf(lens.data, 'index');
  if (typeof uri !== 'string' || typeof index !== 'number') return lens;
  const corpus = await server.corpora.get(uri);
  const record = corpus?.records[index];
  if (!corpus || !record) return { ...lens, command: { title: '', command: '' } };
  const isCancelled = () => server.documents.get(uri)?.version !== corpus.version;
  const summary = await server.summaries.get(corpus, record, isCancelled);
  return { ...lens, command: { title: summary ? summaryTitle(summary) : '…', command: '' } };
}

/** What a record's lens says. */
export function summaryTitle(summary: RecordSummary): string {
  switch (summary.kind) {
    case 'broken':
      return `broken record: ${summary.message}`;
    case 'no-trace':
      return `no trace: ${summary.message}`;
    case 'too-long':
      return `not analysed here: the record has ${countText(summary.chars)} characters. Open shows it.`;
    case 'traces': {
      const share = summary.stepTokens === 0 ? 0 : summary.flaggedTokens / summary.stepTokens;
      const parts = [
        counted(summary.steps, 'step'),
        tokenText(summary.tokens, summary.exact),
        ...reportedText(summary.reported),
        `${percentText(share)} skippable`,
      ];
      return (summary.traces > 1 ? [counted(summary.traces, 'trace'), ...parts] : parts).join(' · ');
    }
  }
}

function rangeOfLine(line: number): CodeLens['range'] {
  return { start: { line, character: 0 }, end: { line, character: 0 } };
}

function lensOf(line: number, { title, command, arguments: args }: CommandCall): CodeLens {
  return { range: rangeOfLine(line), command: args ? { title, command, arguments: [...args] } : { title, command } };
}

function commandLenses(uri: string, record: number, line: number, commands: ReadonlySet<ClientCommandId>): CodeLens[] {
  const lenses: CodeLens[] = [];
  if (commands.has('cotLens.openTrace'))
    lenses.push(lensOf(line, asCommand('Open', 'cotLens.openTrace', { uri, record })));
  if (commands.has('cotLens.compress')) {
    lenses.push(lensOf(line, asCommand('Compress', 'cotLens.compress', { kind: 'record', uri, record })));
  }
  return lenses;
}

function readerLenses(corpus: Corpus, commands: ReadonlySet<ClientCommandId>): CodeLens[] {
  const first = (corpus.records[0]?.line ?? 1) - 1;
  const title = readerTitle(corpus);
  const call = commands.has('cotLens.chooseReader')
    ? asCommand(title, 'cotLens.chooseReader', { uri: corpus.uri })
    : titleOnly(title);
  const lenses = [lensOf(first, call)];
  const note = cutNote(corpus);
  if (note !== null) lenses.push(lensOf(first, titleOnly(note)));
  return lenses;
}

function readerTitle({ choice }: Corpus): string {
  if (!choice) return 'reader: none knows these records';
  const reason = choice.reasons[0] ?? '';
  const short = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON - 1)}…` : reason;
  const why = choice.chosenByHand ? 'set by hand' : short;
  return why === '' ? `reader: ${choice.reader.id}` : `reader: ${choice.reader.id} — ${why}`;
}

function cutNote(corpus: Corpus): string | null {
  const { records } = corpus;
  if (records.length > MOST_RECORD_LENSES) {
    return `lenses for the first ${countText(MOST_RECORD_LENSES)} of ${countText(records.length)} records`;
  }
  const lines = new Set(records.map((record) => record.line)).size;
  return lines < records.length ? 'several records on one line: only the first of a line has lenses' : null;
}
