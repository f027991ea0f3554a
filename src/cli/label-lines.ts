import type { AgreementReport, PairReport } from '../app/annotations/agreement.ts';
import type { AnnotatorProgress, LabelProgress, MissedLabel } from '../app/annotations/progress.ts';
import { printable } from './console.ts';
import { figure } from './table.ts';

/** How far the labelling is, for people. */
export function progressLines({ traces, steps, annotators, stale, lost }: LabelProgress): string {
  const lines = [`${figure(traces)} traces, ${figure(steps)} steps`];
  if (annotators.length === 0) lines.push('Nobody labelled anything.');
  for (const each of annotators) lines.push(...annotatorLines(each, steps, traces));
  lines.push(...missedLines(stale, 'labels whose step changed since'));
  lines.push(...missedLines(lost, 'labels whose step is there no longer'));
  return text(lines);
}

function annotatorLines(each: AnnotatorProgress, steps: number, traces: number): readonly string[] {
  const labels = Object.entries(each.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const ratings = Object.entries(each.ratings).filter(([, times]) => times > 0);
  const parts = [
    ...labels.map(([label, times]) => `${label} ${figure(times)}`),
    ...ratings.map(([rating, times]) => `rated ${rating === '1' ? '+1' : rating} ${figure(times)}`),
    ...(each.flagged === 0 ? [] : [`for a second look ${figure(each.flagged)}`]),
    ...(each.notes === 0 ? [] : [`notes ${figure(each.notes)}`]),
    ...(each.suggested === 0 ? [] : [`not confirmed ${figure(each.suggested)}`]),
  ];
  return [
    `${each.annotator || '(no name)'}: ${figure(each.steps)} of ${figure(steps)} steps; traces begun ${figure(each.tracesBegun)}, done ${figure(each.tracesDone)} of ${figure(traces)}`,
    ...(parts.length === 0 ? [] : [`  ${parts.join(', ')}`]),
  ];
}

function missedLines(missed: readonly MissedLabel[], what: string): readonly string[] {
  if (missed.length === 0) return [];
  return [
    `${figure(missed.length)} ${what}:`,
    ...missed.map(({ line, id, step, annotator, said, labelledText }) => {
      const where = line === null ? `a record that is gone (${id})` : `line ${line}`;
      return `  ${where}${step === null ? '' : `, step ${step + 1}`}: ${annotator} said ${said} of "${short(labelledText)}"`;
    }),
  ];
}

/** How annotators agree, for people. */
export function agreementLines({ common, pairs, alphaLabels, alphaRatings, disagreements }: AgreementReport): string {
  const lines = [`${figure(common)} steps that two or more people labelled`, ...pairs.flatMap(pairLines)];
  if (pairs.length > 0) {
    lines.push(`Krippendorff's alpha: labels ${number(alphaLabels)}, ratings ${number(alphaRatings)}`);
  }
  if (disagreements.length > 0) lines.push(`${figure(disagreements.length)} steps of which they say different things:`);
  for (const { line, step, text: words, said } of disagreements) {
    const each = said.map((one) => `${one.annotator} ${one.said}`).join(' | ');
    lines.push(`  line ${line}, step ${step + 1}: ${each}  "${short(words)}"`);
  }
  return text(lines);
}

function pairLines({ annotators, labels, ratings }: PairReport): readonly string[] {
  const part = (what: string, { both, equal, kappa }: PairReport['labels']) =>
    both === 0 ? [] : [`${what} kappa ${number(kappa)} on ${figure(both)} steps (${figure(equal)} equal)`];
  const parts = [...part('labels', labels), ...part('ratings', ratings)];
  return [`${annotators.join(' and ')}: ${parts.length === 0 ? 'no common steps' : parts.join(', ')}`];
}

function number(value: number | null): string {
  return value === null ? 'not defined' : value.toFixed(3);
}

function short(words: string): string {
  const plain = words.slice(0, 200).replaceAll(/\s+/g, ' ').trim();
  return plain.length > 60 ? `${[...plain].slice(0, 59).join('')}…` : plain;
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}
