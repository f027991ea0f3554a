import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseRecord } from '../../core/jsonl/record.ts';
import type { RecordSpan } from '../../core/jsonl/types.ts';
import type { Problem } from '../../core/model/problem.ts';
import { DIAGNOSTIC_SOURCE } from '../../protocol/names.ts';
import { rangeOf } from '../convert.ts';
import type { Corpus } from '../corpus-documents.ts';
import { Debouncer } from '../debouncer.ts';
import { roleOf } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { countText } from '../figures.ts';
import { reportFailure } from '../handler.ts';
import type { Server } from '../server.ts';

const MOST_DIAGNOSTICS = 1_000;
const QUIET_MILLISECONDS = 300;
/** Longest stretch of work before other messages have their turn. */
const SLICE_MILLISECONDS = 8;

/** Marks broken records of a corpus in JSON Lines with the reason at the place. Arrays in `.json` are the editor's own matter. */
export const corpusDiagnostics: Feature = {
  id: 'corpus-diagnostics',
  register(server) {
    const { documents, connection } = server;
    const debouncer = new Debouncer(server.runtime, QUIET_MILLISECONDS);
    const checked = new Map<string, number>();
    const check = (uri: string) => {
      const version = documents.get(uri)?.version;
      if (version === undefined || checked.get(uri) === version) return;
      checked.set(uri, version);
      publishFor(server, uri).catch((error: unknown) => reportFailure(server, 'The check of the records', error));
    };
    documents.onDidOpen(({ document }) => {
      if (roleOf(document) === 'jsonl') check(document.uri);
    });
    documents.onDidChangeContent(({ document }) => {
      if (roleOf(document) === 'jsonl') debouncer.run(document.uri, () => check(document.uri));
    });
    documents.onDidClose(({ document }) => {
      debouncer.cancel(document.uri);
      checked.delete(document.uri);
      server.corpora.forget(document.uri);
      if (roleOf(document) === 'jsonl') void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
  },
};

async function publishFor(server: Server, uri: string): Promise<void> {
  const corpus = await server.corpora.get(uri);
  const isStale = () => server.documents.get(uri)?.version !== corpus?.version;
  if (corpus?.format !== 'jsonl' || isStale()) return;
  const document = TextDocument.create(uri, 'jsonl', corpus.version, corpus.text);
  const diagnostics: Diagnostic[] = [];
  let broken = 0;
  let sliceStart = server.runtime.now();
  for (const record of corpus.records) {
    if (server.runtime.now() - sliceStart > SLICE_MILLISECONDS) {
      await server.runtime.yield();
      if (isStale()) return;
      sliceStart = server.runtime.now();
    }
    const problems = problemsOf(corpus, record);
    if (problems.length === 0) continue;
    broken += 1;
    if (diagnostics.length < MOST_DIAGNOSTICS - 1)
      diagnostics.push(...problems.map((each) => diagnosticOf(document, record, each)));
  }
  if (broken > diagnostics.length) diagnostics.unshift(cutNote(broken, diagnostics.length));
  await server.connection.sendDiagnostics({ uri, version: corpus.version, diagnostics });
}

function problemsOf(corpus: Corpus, record: RecordSpan): readonly Problem[] {
  return parseRecord(corpus.text.slice(record.start, record.end), record.number, record.line).problems;
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

function diagnosticOf(document: TextDocument, record: RecordSpan, problem: Problem): Diagnostic {
  const start = record.start + (problem.span?.start ?? 0);
  const end = problem.span ? Math.min(record.start + problem.span.end, record.end) : record.end;
  return {
    range: rangeOf(document, { start, end: Math.max(start, end) }),
    severity: SEVERITIES[problem.severity],
    source: DIAGNOSTIC_SOURCE,
    code: problem.code,
    message: problem.message,
  };
}

function cutNote(broken: number, shown: number): Diagnostic {
  return {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    severity: DiagnosticSeverity.Information,
    source: DIAGNOSTIC_SOURCE,
    code: 'diagnostics-cut',
    message: `Only the first ${countText(shown)} of ${countText(broken)} broken records are marked, because the editor shows no more in one file.`,
  };
}
