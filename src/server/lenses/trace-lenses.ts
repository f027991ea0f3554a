import type { CodeLens, Range } from 'vscode-languageserver';
import type { AnalyzedStep } from '../../core/model/finding.ts';
import { asCommand, type ClientCommandId, type CommandCall, titleOnly } from '../../protocol/commands.ts';
import { lineRange } from '../convert.ts';
import { isEditable } from '../documents.ts';
import { counted, countText, percentText, reportedText, stepTokenSum, tokenizerText, tokenText } from '../figures.ts';
import { mainFinding, reasonText } from '../finding-titles.ts';
import { type AnalyzedTrace, LONGEST_REASONING_CHARS } from '../trace-documents.ts';

/**
 * The lenses of a trace document: totals on the Reasoning header, then each step's figures and, if flagged, its reason; while
 * a person is labelling, one that asks for the step's label.
 */
export function traceLenses(
  trace: AnalyzedTrace,
  commands: ReadonlySet<ClientCommandId>,
  labelling = false,
): CodeLens[] {
  const { analysis, settings } = trace;
  const lenses: CodeLens[] = headerLenses(trace, commands);
  const sum = stepTokenSum(analysis);
  let cumulative = 0;
  for (const step of analysis.steps) {
    cumulative += step.tokens;
    const place = trace.parsed.parsedSteps[step.index];
    if (!place) continue;
    const range = lineRange(trace.document, place.document.start);
    if (settings.lens.steps) lenses.push(lens(range, titleOnly(stepTitle(trace, step, { sum, cumulative }))));
    if (settings.lens.findings && step.flagged) lenses.push(...findingLenses(trace, step, range, commands));
    if (labelling && commands.has('cotLens.labelStep')) {
      const { uri, version } = trace.document;
      lenses.push(lens(range, asCommand('Label...', 'cotLens.labelStep', { uri, version, step: step.index })));
    }
  }
  return lenses;
}

function lens(range: Range, { title, command, arguments: args }: CommandCall): CodeLens {
  return { range, command: args ? { title, command, arguments: [...args] } : { title, command } };
}

function stepTitle(
  trace: AnalyzedTrace,
  step: AnalyzedStep,
  { sum, cumulative }: { readonly sum: number; readonly cumulative: number },
): string {
  const exact = trace.analysis.tokensExact;
  const parts = [
    `Step ${step.index + 1}`,
    ...(step.speaker === undefined ? [] : [step.speaker]),
    step.kind,
    tokenText(step.tokens, exact),
    percentText(sum === 0 ? 0 : step.tokens / sum),
    `Σ ${tokenText(cumulative, exact).replace(' tok', '')}`,
  ];
  if (trace.kept.includes(step.index)) parts.push('kept');
  return parts.join(' · ');
}

function findingLenses(
  trace: AnalyzedTrace,
  step: AnalyzedStep,
  range: Range,
  commands: ReadonlySet<ClientCommandId>,
): CodeLens[] {
  const { uri, version } = trace.document;
  const ref = { uri, version, step: step.index };
  const reason = `can go: ${reasonText(step)}`;
  const related = mainFinding(step)?.related;
  const goTo = related !== undefined && commands.has('cotLens.goToStep');
  const lenses = [
    lens(range, goTo ? asCommand(reason, 'cotLens.goToStep', { ...ref, step: related }) : titleOnly(reason)),
  ];
  if (!isEditable(uri)) return lenses;
  lenses.push(lens(range, asCommand('Drop', 'cotLens.dropStep', ref)));
  if (commands.has('cotLens.rewriteStep')) lenses.push(lens(range, asCommand('Rewrite', 'cotLens.rewriteStep', ref)));
  return lenses;
}

function headerLenses(trace: AnalyzedTrace, commands: ReadonlySet<ClientCommandId>): CodeLens[] {
  const section = trace.parsed.sections.find((each) => each.name === 'reasoning');
  if (!section) return [];
  const range = lineRange(trace.document, section.header.start);
  const { uri, version } = trace.document;
  const lenses = [lens(range, titleOnly(totalsTitle(trace)))];
  if (!isEditable(uri)) return lenses;
  if (commands.has('cotLens.compress')) {
    lenses.push(lens(range, asCommand('Compress', 'cotLens.compress', { kind: 'document', uri })));
  }
  const flagged = trace.analysis.steps.filter((step) => step.flagged).length;
  if (flagged > 0) {
    const title = `Drop ${counted(flagged, 'flagged step')}`;
    lenses.push(lens(range, asCommand(title, 'cotLens.dropFlagged', { uri, version })));
  }
  return lenses;
}

function totalsTitle(trace: AnalyzedTrace): string {
  const { analysis } = trace;
  const parts = [
    counted(analysis.steps.length, 'step'),
    `${tokenText(analysis.tokens.reasoning, analysis.tokensExact)} (${tokenizerText(analysis)})`,
    ...reportedText(trace.reportedTokens),
    verdictText(trace),
  ];
  if (trace.kept.length > 0) parts.push(`${trace.kept.length} kept`);
  return parts.join(' · ');
}

function verdictText({ analysis, tooLong }: AnalyzedTrace): string {
  if (tooLong) return `not judged: more than ${countText(LONGEST_REASONING_CHARS)} characters`;
  const flagged = analysis.steps.filter((step) => step.flagged).length;
  if (flagged === 0) return 'nothing to skip';
  return `${counted(flagged, 'step')} can go, ${percentText(analysis.tokens.flagged / stepTokenSum(analysis))}`;
}
