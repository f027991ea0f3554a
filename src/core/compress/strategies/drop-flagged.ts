import { planKeeping } from '../drop-reasons.ts';
import type { BuiltInStrategy } from '../types.ts';

/** The analysis's own decision, carried out. */
export const dropFlagged: BuiltInStrategy = {
  needs: 'none',
  id: 'drop-flagged',
  version: 1,
  title: 'Drop flagged steps',
  summary: 'Drops every step that the analysis flags at the preset in force; guards put back what the answer needs.',
  plan(input) {
    const kept = new Set(input.analysis.steps.filter((step) => !step.flagged).map((step) => step.index));
    return planKeeping(input, kept, 'Flagged by the analysis.');
  },
};
