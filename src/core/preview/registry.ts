import { ccot } from './methods/ccot.ts';
import { cotValve } from './methods/cot-valve.ts';
import { icot } from './methods/icot.ts';
import { stepEntropy } from './methods/step-entropy.ts';
import type { MethodPreview } from './types.ts';

/** All previews of methods. */
export const methodPreviews: readonly MethodPreview[] = [icot, ccot, cotValve, stepEntropy];

/** The preview with that id; undefined when there is none. */
export function findMethodPreview(id: string): MethodPreview | undefined {
  return methodPreviews.find((preview) => preview.id === id);
}
