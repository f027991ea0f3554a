import { type SemanticTokens, SemanticTokensBuilder } from 'vscode-languageserver';
import type { Span } from '../../core/model/span.ts';
import type { Feature } from '../feature.ts';
import { handler } from '../handler.ts';
import { coloursOf, HIGHLIGHTS, type Highlight } from '../highlight.ts';
import type { Server } from '../server.ts';
import type { ParsedTrace } from '../trace-documents.ts';

const HIGHLIGHT_ORDER = Object.keys(HIGHLIGHTS) as readonly Highlight[];
const NONE: SemanticTokens = { data: [] };

/** Colours of headers, marks, escapes, numbers, formulas and answers, with the standard token types. */
export const semanticTokens: Feature = {
  id: 'semantic-tokens',
  capabilities: () => ({
    semanticTokensProvider: {
      legend: { tokenTypes: HIGHLIGHT_ORDER.map((highlight) => HIGHLIGHTS[highlight]), tokenModifiers: [] },
      full: true,
      range: true,
    },
  }),
  register(server) {
    const { semanticTokens: requests } = server.connection.languages;
    requests.on(
      handler(server, 'The colours', NONE, ({ textDocument }) =>
        tokensOf(server, textDocument.uri, ({ parsed }) => ({ start: 0, end: parsed.documentText.length })),
      ),
    );
    requests.onRange(
      handler(server, 'The colours', NONE, ({ textDocument, range }) =>
        tokensOf(server, textDocument.uri, ({ document }) => ({
          start: document.offsetAt(range.start),
          end: document.offsetAt(range.end),
        })),
      ),
    );
  },
};

function tokensOf(server: Server, uri: string, rangeIn: (trace: ParsedTrace) => Span): SemanticTokens {
  const trace = server.traces.parsed(uri);
  if (!trace) return NONE;
  const builder = new SemanticTokensBuilder();
  for (const { span, highlight } of coloursOf(trace.parsed, rangeIn(trace))) {
    const { line, character } = trace.document.positionAt(span.start);
    builder.push(line, character, span.end - span.start, HIGHLIGHT_ORDER.indexOf(highlight), 0);
  }
  return builder.build();
}
