import type { Preset } from './types.ts';

/** Made by `node test/eval/fit-weights.ts`; not to be edited by hand. Log-odds per feature, and the thresholds of the presets. */
export const BIAS = -3;
export const WEIGHTS: Readonly<Record<string, number>> = {
  'exact-repeat': 6,
  'near-repeat': 4,
  loop: 6,
  're-derivation': 1.5,
  're-verification': 1.5,
  'restated-question': 1,
  'after-answer': 3,
  'dead-branch': 1.5,
  unused: 0.5,
  'nothing-new': 1.5,
};
export const THRESHOLDS: Readonly<Record<Preset, number>> = { careful: 0.7, balanced: 0.5, aggressive: 0.3 };
