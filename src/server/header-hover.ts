import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { agentFigures } from '../core/analysis/agents.ts';
import { agentText, efficiencyMeaning, efficiencyText, fileEfficiencyText } from '../core/analysis/wording.ts';
import type { Analysis } from '../core/model/finding.ts';
import { rangeOf } from './convert.ts';
import { countText, tokenText } from './figures.ts';
import type { AnalyzedTrace } from './trace-documents.ts';

/** On the header of the reasoning: what the trace's tokens were spent on, and by whom. Null elsewhere, and where there is nothing to say. */
export function headerHover(trace: AnalyzedTrace, position: Position): Hover | null {
  const { analysis, parsed, document, fileEfficiency } = trace;
  const header = parsed.sections.find((each) => each.name === 'reasoning')?.header;
  const offset = document.offsetAt(position);
  if (!header || offset < header.start || offset > header.end) return null;
  const lines: string[] = [];
  if (trace.reportedTokens !== null) lines.push(...reportedLines(trace.reportedTokens, analysis));
  if (analysis.efficiency) {
    lines.push(efficiencyText(analysis.efficiency), ...efficiencyMeaning(parsed.referenceAnswer !== null));
    if (fileEfficiency) lines.push(fileEfficiencyText(fileEfficiency));
  }
  lines.push(...agentFigures(analysis.steps).map((agent) => agentText(agent, analysis.tokensExact)));
  if (lines.length === 0) return null;
  return { contents: { kind: MarkupKind.PlainText, value: lines.join('\n') }, range: rangeOf(document, header) };
}

function reportedLines(reported: number, { tokens, tokenizer, tokensExact }: Analysis): readonly string[] {
  const own = `${tokenText(tokens.reasoning, tokensExact)} by ${tokenizer}`;
  return [
    `The provider reported ${countText(reported)} reasoning tokens; the text here has ${own}.`,
    'They differ where the record holds a summary of the reasoning only, or the model has another tokenizer.',
  ];
}
