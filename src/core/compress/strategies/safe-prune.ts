import type { AnalyzedStep } from '../../model/finding.ts';
import { closeOver, derivationOf } from '../derivation.ts';
import { planKeeping } from '../drop-reasons.ts';
import type { BuiltInStrategy } from '../types.ts';

/** Repeats lose nothing even where it is not known what the answer hangs on. */
const REPEATS: ReadonlySet<string> = new Set(['exact-repeat', 'near-repeat', 'loop']);
/** Findings that name something a derivation never runs through. */
const NEEDLESS: ReadonlySet<string> = new Set([
  ...REPEATS,
  're-verification',
  're-derivation',
  'restated-question',
  'dead-branch',
]);

/** The default: nothing that the derivation of the answer runs through, and nothing that a kept step builds on, goes. */
export const safePrune: BuiltInStrategy = {
  needs: 'none',
  id: 'safe-prune',
  version: 1,
  title: 'Safe prune',
  summary:
    'Drops only steps whose removal cannot change the derivation of the answer: checks, repeats, dead branches and what follows the answer.',
  plan(input) {
    const { anchor, closing, required, traceable, facts } = derivationOf(input.text);
    const flaggedAs = (step: AnalyzedStep, codes: ReadonlySet<string>): boolean =>
      step.flagged && step.findings.some((finding) => codes.has(finding.code));
    const goes = (step: AnalyzedStep): boolean => {
      if (anchor === null || !traceable) return step.index !== closing && flaggedAs(step, REPEATS);
      if (required.has(step.index)) return false;
      return step.index > anchor || flaggedAs(step, NEEDLESS);
    };
    const kept = new Set(input.analysis.steps.filter((step) => !goes(step)).map((step) => step.index));
    closeOver(facts, kept);
    return planKeeping(input, kept, 'The answer is already reached before it.');
  },
};
