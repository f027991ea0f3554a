import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Analysis, AnalyzedStep } from '../../core/model/finding.ts';
import { TRACE_SUMMARY } from '../../protocol/lsp.ts';
import { DIAGNOSTIC_SOURCE } from '../../protocol/names.ts';
import { rangeOf, stepTextRange } from '../convert.ts';
import { Debouncer } from '../debouncer.ts';
import { roleOf } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { countText, stepTokenSum } from '../figures.ts';
import { mainFinding } from '../finding-titles.ts';
import { reportFailure } from '../handler.ts';
import { recordedDiagnostics } from '../recorded-steps.ts';
import type { Server } from '../server.ts';
import type { AnalyzedTrace } from '../trace-documents.ts';

/** Editors show no more of one source in a file (VS Code: 1,000). */
const MOST_DIAGNOSTICS = 1_000;
const QUIET_MILLISECONDS = 150;

/** Fades flagged steps of trace documents with the reason, marks what is odd in them, and sends the totals. */
export const traceDiagnostics: Feature = {
  id: 'trace-diagnostics',
  register(server) {
    const { documents, connection } = server;
    const debouncer = new Debouncer(server.runtime, QUIET_MILLISECONDS);
    const published = new Map<string, Analysis>();
    const publish = (uri: string) => {
      publishFor(server, uri, published).catch((error: unknown) => reportFailure(server, 'The findings', error));
    };
    documents.onDidOpen(({ document }) => {
      if (roleOf(document) === 'trace') publish(document.uri);
    });
    documents.onDidChangeContent(({ document }) => {
      if (roleOf(document) === 'trace') debouncer.run(document.uri, () => publish(document.uri));
    });
    documents.onDidClose(({ document }) => {
      debouncer.cancel(document.uri);
      published.delete(document.uri);
      if (roleOf(document) !== 'trace') return;
      server.traces.forget(document.uri);
      void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    });
    server.onRefresh(() => {
      for (const document of documents.all()) if (roleOf(document) === 'trace') publish(document.uri);
    });
  },
};

/** `published` holds the analyses whose findings the client has, so that none is sent twice. */
async function publishFor(server: Server, uri: string, published: Map<string, Analysis>): Promise<void> {
  const trace = await server.traces.analyzed(uri);
  // Closed in the meantime, or edited: then the newer text is on its way here.
  if (!trace || server.documents.get(uri)?.version !== trace.document.version) return;
  if (published.get(uri) === trace.analysis) return;
  published.set(uri, trace.analysis);
  const { version } = trace.document;
  await server.connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(trace) });
  const { analysis } = trace;
  if (!server.client().knowsUs) return;
  const stepTokens = stepTokenSum(analysis);
  await server.connection.sendNotification(TRACE_SUMMARY.method, {
    uri,
    version,
    steps: analysis.steps.length,
    flagged: analysis.steps.filter((step) => step.flagged).length,
    flaggedShare: stepTokens === 0 ? 0 : analysis.tokens.flagged / stepTokens,
    tokens: analysis.tokens,
    tokenizer: analysis.tokenizer,
    tokensExact: analysis.tokensExact,
    ...(analysis.efficiency === undefined ? {} : { efficiency: analysis.efficiency }),
    ...(trace.fileEfficiency === null ? {} : { fileEfficiency: trace.fileEfficiency }),
  });
}

function diagnosticsOf(trace: AnalyzedTrace): Diagnostic[] {
  const odd = trace.parsed.oddities.map(
    (oddity): Diagnostic => ({
      range: rangeOf(trace.document, oddity.span),
      severity: DiagnosticSeverity.Warning,
      source: DIAGNOSTIC_SOURCE,
      code: 'odd-document',
      message: oddity.message,
    }),
  );
  const flagged = trace.settings.fade ? trace.analysis.steps.filter((step) => step.flagged) : [];
  const notes = [...odd, ...recordedDiagnostics(trace)];
  const all = notes.length + flagged.length;
  const room = all > MOST_DIAGNOSTICS ? MOST_DIAGNOSTICS - 1 : MOST_DIAGNOSTICS;
  const shownNotes = notes.slice(0, room);
  const shown = [
    ...shownNotes,
    ...flagged.slice(0, room - shownNotes.length).map((step) => findingDiagnostic(trace, step)),
  ];
  return all > shown.length ? [cutNote(trace, all, room), ...shown] : shown;
}

function cutNote(trace: AnalyzedTrace, all: number, room: number): Diagnostic {
  const header = trace.parsed.sections.find((section) => section.name === 'reasoning')?.header ?? { start: 0, end: 0 };
  return {
    range: rangeOf(trace.document, header),
    severity: DiagnosticSeverity.Information,
    source: DIAGNOSTIC_SOURCE,
    code: 'diagnostics-cut',
    message: `Only the first ${countText(room)} of ${countText(all)} findings are marked, because the editor shows no more in one file. The lenses name them all.`,
  };
}

function findingDiagnostic(trace: AnalyzedTrace, step: AnalyzedStep): Diagnostic {
  const finding = mainFinding(step);
  const place = trace.parsed.parsedSteps[step.index];
  const range = place ? stepTextRange(trace, place) : rangeOf(trace.document, { start: 0, end: 0 });
  const related = finding?.related === undefined ? undefined : trace.parsed.parsedSteps[finding.related];
  const diagnostic: Diagnostic = {
    range,
    severity: DiagnosticSeverity.Hint,
    tags: [DiagnosticTag.Unnecessary],
    source: DIAGNOSTIC_SOURCE,
    code: finding?.code ?? 'flagged',
    // The strongest reason alone: editors show this text and the hover, which has all the evidence, together.
    message: `Step ${step.index + 1} can go. ${finding?.message ?? ''}`.trim(),
  };
  if (related && finding?.related !== undefined) {
    diagnostic.relatedInformation = [
      {
        location: { uri: trace.document.uri, range: stepTextRange(trace, related) },
        message: `Step ${finding.related + 1}`,
      },
    ];
  }
  return diagnostic;
}
