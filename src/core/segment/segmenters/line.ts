import { lineCuts } from '../boundaries.ts';
import { spansBetween } from '../span-tools.ts';
import type { Segmenter } from '../types.ts';

/** Every non-empty line is a step. */
export const lineSegmenter: Segmenter = {
  id: 'line',
  title: 'Line',
  summary: 'Every non-empty line is a step (GSM8K solutions).',
  segment: (text) => spansBetween(text, lineCuts(text)),
};
