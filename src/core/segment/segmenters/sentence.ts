import { sentenceSpans } from '../boundaries.ts';
import type { Segmenter } from '../types.ts';

/** Every sentence is a step. */
export const sentenceSegmenter: Segmenter = {
  id: 'sentence',
  title: 'Sentence',
  summary: 'Every sentence is a step; fragments under 10 characters go to the next one (Thought Anchors).',
  segment: (text) => sentenceSpans(text),
};
