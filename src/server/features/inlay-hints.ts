import type { InlayHint, InlayHintParams, Position } from 'vscode-languageserver';
import { entropyLines } from '../../core/analysis/wording.ts';
import type { AnalyzedStep } from '../../core/model/finding.ts';
import type { Feature } from '../feature.ts';
import { tokenizerText, tokenText } from '../figures.ts';
import { handler } from '../handler.ts';
import type { Server } from '../server.ts';
import type { AnalyzedTrace } from '../trace-documents.ts';

/** Token counts at the ends of steps, or of the lines of steps, as the setting says. */
export const inlayHints: Feature = {
  id: 'inlay-hints',
  capabilities: () => ({ inlayHintProvider: true }),
  register(server) {
    const { connection } = server;
    connection.languages.inlayHint.on(
      handler(server, 'The token counts', [], async (params) => {
        const trace = await server.traces.analyzed(params.textDocument.uri);
        return trace ? hintsOf(trace, params) : [];
      }),
    );
    server.onRefresh(() => refresh(server));
  },
};

function refresh(server: Server): void {
  if (!server.client().refreshesInlayHints) return;
  void server.connection.languages.inlayHint.refresh().catch(() => undefined);
}

function hintsOf(trace: AnalyzedTrace, { range }: InlayHintParams): InlayHint[] {
  const { inlayTokens } = trace.settings;
  if (inlayTokens === 'off') return [];
  return trace.analysis.steps.flatMap((step): InlayHint[] => {
    const place = trace.parsed.parsedSteps[step.index]?.document;
    if (!place) return [];
    const first = trace.document.positionAt(place.start).line;
    const end = trace.document.positionAt(place.end);
    if (end.line < range.start.line || first > range.end.line) return [];
    const lines = inlayTokens === 'line' && end.line > first ? lineHints(trace, { first, end }, range) : [];
    return [...lines, stepHint(trace, end, step)];
  });
}

function stepHint(trace: AnalyzedTrace, end: Position, step: AnalyzedStep): InlayHint {
  const made = hint(trace, end, step.tokens, `step ${step.index + 1}`);
  return step.entropy ? { ...made, tooltip: [made.tooltip, ...entropyLines(step.entropy)].join('\n') } : made;
}

/** A hint for each line of a step but its last, which has the step's own. */
function lineHints(
  trace: AnalyzedTrace,
  step: { readonly first: number; readonly end: Position },
  range: InlayHintParams['range'],
): InlayHint[] {
  const hints: InlayHint[] = [];
  const from = Math.max(step.first, range.start.line);
  const to = Math.min(step.end.line - 1, range.end.line);
  for (let line = from; line <= to; line++) {
    const start = trace.document.offsetAt({ line, character: 0 });
    const next = trace.document.offsetAt({ line: line + 1, character: 0 });
    const text = trace.parsed.documentText.slice(start, next).trimEnd();
    if (text === '') continue;
    const position = trace.document.positionAt(start + text.length);
    hints.push(hint(trace, position, trace.counter.count(text), 'this line'));
  }
  return hints;
}

function hint(trace: AnalyzedTrace, position: Position, tokens: number, what: string): InlayHint {
  const { analysis } = trace;
  const label = tokenText(tokens, analysis.tokensExact);
  return {
    position,
    label,
    paddingLeft: true,
    tooltip: `${label} in ${what}, counted alone (${tokenizerText(analysis)})`,
  };
}
