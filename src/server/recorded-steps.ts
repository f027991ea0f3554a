import { type Diagnostic, DiagnosticSeverity, type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { AnalyzedStep } from '../core/model/finding.ts';
import type { RecordedAlternative } from '../core/model/recorded-step.ts';
import { DIAGNOSTIC_SOURCE } from '../protocol/names.ts';
import { rangeOf, stepTextRange } from './convert.ts';
import { countText } from './figures.ts';
import type { AnalyzedTrace } from './trace-documents.ts';

const LONGEST_LINE = 100;
const LONGEST_LABEL = 60;
/** Candidates that a hover names; the outline has them all. */
const MOST_IN_HOVER = 6;

/** The text on one line, cut where it is longer than `length`; "(empty)" for one of blanks alone. */
function oneLine(text: string, length: number): string {
  const words = text
    .slice(0, 4 * length)
    .trim()
    .split(/\s+/u)
    .join(' ');
  if (words === '') return '(empty)';
  const line = [...words];
  return line.length > length ? `${line.slice(0, length - 1).join('')}…` : words;
}

/** The label of the record for the outline; empty where there is none. */
export function recordedLabel({ recorded }: AnalyzedStep): string {
  return recorded?.label ? oneLine(recorded.label, LONGEST_LABEL) : '';
}

/** What the record says of a step, for the hover; empty where it says nothing. */
export function recordedLines({ recorded }: AnalyzedStep): readonly string[] {
  if (recorded === undefined) return [];
  const { alternatives, label } = recorded;
  const lines = label === null ? [] : [`Recorded label: ${label}`];
  if (alternatives.length === 0) return lines;
  const shown = alternatives.slice(0, MOST_IN_HOVER).map((each) => `• ${alternativeLine(each)}`);
  const rest = alternatives.length - shown.length;
  const more = rest > 0 ? [`… and ${countText(rest)} more, in the outline`] : [];
  return [...lines, `Other candidates in the record (${countText(alternatives.length)}):`, ...shown, ...more];
}

function alternativeLine({ label, text }: RecordedAlternative): string {
  return `${oneLine(text, LONGEST_LINE)}${label === null ? '' : ` (${label})`}`;
}

/**
 * The other candidates for a step, to stand below it in the outline; they are in the record, not in the document. Their place is the
 * step's end, so that the editor does not take them for what stands at the cursor; at one place it sorts by name, hence the number.
 */
export function alternativeSymbols(
  { recorded }: AnalyzedStep,
  { end }: DocumentSymbol['selectionRange'],
): { readonly children?: DocumentSymbol[] } {
  if (recorded === undefined || recorded.alternatives.length === 0) return {};
  const children = recorded.alternatives.map(({ label, text }, i) => ({
    name: `${i + 1}. ${oneLine(text, LONGEST_LINE)}`,
    detail: label ?? 'another candidate',
    kind: SymbolKind.EnumMember,
    range: { start: end, end },
    selectionRange: { start: end, end },
  }));
  return { children };
}

/** Steps that the record calls wrong; other labels are no trouble. */
export function recordedDiagnostics(trace: AnalyzedTrace): readonly Diagnostic[] {
  return trace.analysis.steps.flatMap((step): Diagnostic[] => {
    const { index, recorded } = step;
    if (recorded === undefined || !recorded.isWrong) return [];
    const place = trace.parsed.parsedSteps[index];
    return [
      {
        range: place ? stepTextRange(trace, place) : rangeOf(trace.document, { start: 0, end: 0 }),
        severity: DiagnosticSeverity.Information,
        source: DIAGNOSTIC_SOURCE,
        code: 'recorded-wrong',
        message: `The record calls step ${index + 1} wrong: ${recorded.label ?? ''}.`,
      },
    ];
  });
}
