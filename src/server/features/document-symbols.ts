import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { SECTION_TITLES } from '../../core/document/grammar.ts';
import type { ParsedSection } from '../../core/document/types.ts';
import { rangeOf, stepTextRange } from '../convert.ts';
import type { Feature } from '../feature.ts';
import { counted, tokenText } from '../figures.ts';
import { reasonText } from '../finding-titles.ts';
import { handler } from '../handler.ts';
import { alternativeSymbols, recordedLabel } from '../recorded-steps.ts';
import { labelsNow } from '../step-labels.ts';
import type { AnalyzedTrace } from '../trace-documents.ts';

/** The outline: sections, below Reasoning its steps with labels, kind and tokens, below these other candidates of the record. */
export const documentSymbols: Feature = {
  id: 'document-symbols',
  capabilities: () => ({ documentSymbolProvider: { label: 'CoT Lens' } }),
  register(server) {
    server.connection.onDocumentSymbol(
      handler(server, 'The outline', [], async ({ textDocument }): Promise<DocumentSymbol[]> => {
        const trace = await server.traces.analyzed(textDocument.uri);
        if (!trace) return [];
        const labels = labelsNow(trace.parsed, server.labels.get(textDocument.uri).labels);
        return trace.parsed.sections.map((section) => sectionSymbol(trace, section, labels));
      }),
    );
  },
};

function sectionSymbol(
  trace: AnalyzedTrace,
  section: ParsedSection,
  labels: readonly (string | null)[],
): DocumentSymbol {
  const symbol: DocumentSymbol = {
    name: SECTION_TITLES[section.name],
    kind: SymbolKind.Namespace,
    range: rangeOf(trace.document, { start: section.header.start, end: section.body.end }),
    selectionRange: rangeOf(trace.document, section.header),
  };
  if (section.name !== 'reasoning') return symbol;
  return { ...symbol, detail: counted(trace.analysis.steps.length, 'step'), children: stepSymbols(trace, labels) };
}

function stepSymbols(trace: AnalyzedTrace, labels: readonly (string | null)[]): DocumentSymbol[] {
  return trace.analysis.steps.flatMap((step): DocumentSymbol[] => {
    const place = trace.parsed.parsedSteps[step.index];
    if (!place) return [];
    const label = labels[step.index];
    const tokens = tokenText(step.tokens, trace.analysis.tokensExact);
    const said = [label ?? '', recordedLabel(step), tokens];
    const detail = said.filter((part) => part !== '').join(' · ');
    const ranges = { range: rangeOf(trace.document, place.document), selectionRange: stepTextRange(trace, place) };
    return [
      {
        name: [step.index + 1, step.speaker ?? '', step.kind].filter((part) => part !== '').join(' '),
        detail: step.flagged ? `${detail} · ${reasonText(step)}` : detail,
        kind: step.kind === 'answer' ? SymbolKind.Constant : SymbolKind.String,
        ...ranges,
        ...alternativeSymbols(step, ranges.selectionRange),
      },
    ];
  });
}
