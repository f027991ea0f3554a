import { type Hover, MarkupKind, type Position } from 'vscode-languageserver';
import { efficiencyMeaning, efficiencyText, fileEfficiencyText } from '../core/analysis/wording.ts';
import { rangeOf } from './convert.ts';
import type { AnalyzedTrace } from './trace-documents.ts';

/** On the header of the reasoning: what the trace's tokens were spent on. Null elsewhere, and where no answer is stated. */
export function headerHover(trace: AnalyzedTrace, position: Position): Hover | null {
  const { analysis, parsed, document, fileEfficiency } = trace;
  const header = parsed.sections.find((each) => each.name === 'reasoning')?.header;
  const offset = document.offsetAt(position);
  if (!header || !analysis.efficiency || offset < header.start || offset > header.end) return null;
  const lines = [efficiencyText(analysis.efficiency), ...efficiencyMeaning(parsed.referenceAnswer !== null)];
  if (fileEfficiency) lines.push(fileEfficiencyText(fileEfficiency));
  return { contents: { kind: MarkupKind.PlainText, value: lines.join('\n') }, range: rangeOf(document, header) };
}
