import { passes } from '../core/analysis/registry.ts';
import type { AnalyzedStep, Finding } from '../core/model/finding.ts';

const TITLES: ReadonlyMap<string, string> = new Map(
  passes.flatMap((pass) => pass.codes.map(({ code, title }) => [code, title] as const)),
);

/** Short title of a finding's kind, e.g. "exact repeat"; the code itself when no pass declares it. */
export function findingTitle(code: string): string {
  return TITLES.get(code) ?? code;
}

/** The finding with the strongest evidence, or undefined. The first counts on a tie. */
export function mainFinding(step: AnalyzedStep): Finding | undefined {
  return step.findings.reduce<Finding | undefined>(
    (best, finding) => (best === undefined || finding.confidence > best.confidence ? finding : best),
    undefined,
  );
}

/** Why a step is flagged, in a few words: "exact repeat, step 4", "after the answer in step 9". */
export function reasonText(step: AnalyzedStep): string {
  const finding = mainFinding(step);
  if (!finding) return 'can go';
  const joint = finding.code === 'after-answer' ? ' in' : ',';
  const related = finding.related === undefined ? '' : `${joint} step ${finding.related + 1}`;
  return `${findingTitle(finding.code)}${related}`;
}
