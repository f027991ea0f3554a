import { blankLineCuts } from '../boundaries.ts';
import { spansBetween } from '../span-tools.ts';
import type { Segmenter } from '../types.ts';

/** Every paragraph is a step. */
export const blankLineSegmenter: Segmenter = {
  id: 'blank-line',
  title: 'Blank line',
  summary: 'Every paragraph is a step: cuts at blank lines (A*-Thought).',
  segment: (text) => spansBetween(text, blankLineCuts(text)),
};
