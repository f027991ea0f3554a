import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { entropyLines } from '../../core/analysis/wording.ts';
import { readEscape } from '../../core/document/grammar.ts';
import type { AnalyzedStep, Finding } from '../../core/model/finding.ts';
import { rangeOf, stepAt, stepTextRange } from '../convert.ts';
import type { Feature } from '../feature.ts';
import { countText, percentText, stepNumbers, stepTokenSum, tokenizerText, tokenText } from '../figures.ts';
import { findingTitle } from '../finding-titles.ts';
import { handler } from '../handler.ts';
import { headerHover } from '../header-hover.ts';
import { notationAt } from '../notation.ts';
import { recordedLines } from '../recorded-steps.ts';
import { labelsNow } from '../step-labels.ts';
import type { AnalyzedTrace, ParsedTrace } from '../trace-documents.ts';

/** Most values that the hover names; a step can give dozens. */
const MOST_GIVES = 8;

/**
 * What is known of the step under the pointer, and what marks and escapes mean. Plain text always: trace text is
 * untrusted and must not become a link, a command or markup.
 */
export const hover: Feature = {
  id: 'hover',
  capabilities: () => ({ hoverProvider: true }),
  register(server) {
    server.connection.onHover(
      handler(server, 'The hover', null, async ({ textDocument, position }): Promise<Hover | null> => {
        const read = server.traces.parsed(textDocument.uri);
        if (!read) return null;
        const notation = notationHover(read, position);
        if (notation) return notation;
        const trace = await server.traces.analyzed(textDocument.uri);
        if (!trace) return null;
        const labels = labelsNow(trace.parsed, server.labels.get(textDocument.uri).labels);
        return headerHover(trace, position) ?? stepHover(trace, position, labels);
      }),
    );
  },
};

function plain(value: string): Hover['contents'] {
  return { kind: MarkupKind.PlainText, value };
}

function notationHover(trace: ParsedTrace, position: Position): Hover | null {
  const { documentText } = trace.parsed;
  const found = notationAt(trace.parsed, trace.document.offsetAt(position));
  if (!found) return null;
  const range = rangeOf(trace.document, found.span);
  if (found.kind === 'mark') return { contents: plain(found.meaning), range };
  const char = readEscape(documentText, found.span.start)?.char ?? '';
  const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    contents: plain(`Stands for the character U+${code}, which an editor would not keep or would misread.`),
    range,
  };
}

function stepHover(trace: AnalyzedTrace, position: Position, labels: readonly (string | null)[]): Hover | null {
  const index = stepAt(trace, trace.document.offsetAt(position));
  const step = index === null ? undefined : trace.analysis.steps[index];
  const place = index === null ? undefined : trace.parsed.parsedSteps[index];
  if (!step || !place) return null;
  const label = labels[step.index];
  const said = typeof label === 'string' ? [`Labelled: ${label}`] : [];
  const text = [stepText(trace, step), ...said, ...recordedLines(step)].join('\n');
  return { contents: plain(text), range: stepTextRange(trace, place) };
}

function stepText(trace: AnalyzedTrace, step: AnalyzedStep): string {
  const { analysis, settings } = trace;
  const sum = stepTokenSum(analysis);
  const share = percentText(sum === 0 ? 0 : step.tokens / sum);
  const lines = [
    `Step ${step.index + 1} of ${countText(analysis.steps.length)}${step.speaker === undefined ? '' : ` by ${step.speaker}`} · ${step.kind}`,
    `${tokenText(step.tokens, analysis.tokensExact)} (${tokenizerText(analysis)}), ${share} of all steps`,
    `Score ${step.score.toFixed(2)}: ${decision(trace, step)} (preset ${settings.preset})`,
    ...[...step.findings].sort((a, b) => b.confidence - a.confidence).map(findingText),
    ...(step.entropy ? entropyLines(step.entropy) : []),
    ...step.gives.slice(0, MOST_GIVES).map((give) => givesText(give)),
  ];
  if (step.gives.length > MOST_GIVES) lines.push(`… and ${step.gives.length - MOST_GIVES} more values`);
  return lines.join('\n');
}

function decision(trace: AnalyzedTrace, step: AnalyzedStep): string {
  if (step.flagged) return 'can go';
  return trace.kept.includes(step.index) ? 'could go, kept by your decision' : 'stays';
}

function findingText(finding: Finding): string {
  return `• ${findingTitle(finding.code)} (evidence ${finding.confidence.toFixed(2)}): ${finding.message}`;
}

function givesText({ value, to }: AnalyzedStep['gives'][number]): string {
  return `Gives ${value} to ${to.length === 1 ? 'step' : 'steps'} ${stepNumbers(to)}.`;
}
