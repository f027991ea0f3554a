import { bsm } from './methods/bsm.ts';
import { cot } from './methods/cot.ts';
import { rar } from './methods/rar.ts';
import { rarOneStep } from './methods/rar-one-step.ts';
import { s2a } from './methods/s2a.ts';
import type { SamplingMethod } from './types.ts';

/** All System 2 methods, the plain one first. */
export const samplingMethods: readonly SamplingMethod[] = [cot, rarOneStep, rar, s2a, bsm];

/** The method with that id; undefined when there is none. */
export function findSamplingMethod(id: string): SamplingMethod | undefined {
  return samplingMethods.find((method) => method.id === id);
}
