import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { Span } from '../../core/model/span.ts';
import type { Feature } from '../feature.ts';
import { handler } from '../handler.ts';
import type { ParsedTrace } from '../trace-documents.ts';

/** Folds sections and steps of several lines. */
export const folding: Feature = {
  id: 'folding',
  capabilities: () => ({ foldingRangeProvider: true }),
  register(server) {
    server.connection.onFoldingRanges(
      handler(server, 'Folding', [], ({ textDocument }) => {
        const trace = server.traces.parsed(textDocument.uri);
        return trace ? foldsOf(trace) : [];
      }),
    );
  },
};

function foldsOf(trace: ParsedTrace): FoldingRange[] {
  const { sections, parsedSteps } = trace.parsed;
  return [
    ...sections.flatMap(({ header, body }) =>
      fold(trace, { start: header.start, end: body.end }, FoldingRangeKind.Region),
    ),
    ...parsedSteps.flatMap((step) => fold(trace, step.document)),
  ];
}

function fold(trace: ParsedTrace, span: Span, kind?: FoldingRangeKind): FoldingRange[] {
  const startLine = trace.document.positionAt(span.start).line;
  const endLine = trace.document.positionAt(span.end).line;
  if (endLine <= startLine) return [];
  return [kind ? { startLine, endLine, kind } : { startLine, endLine }];
}
