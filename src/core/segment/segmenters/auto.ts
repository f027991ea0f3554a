import { autoSegments } from '../auto.ts';
import type { Segmenter } from '../types.ts';

/** Chooses the rule by what the text looks like. */
export const autoSegmenter: Segmenter = {
  id: 'auto',
  title: 'Automatic',
  summary: 'Step headings, paragraphs (long ones cut between thoughts), lines or sentences, whichever the text shows.',
  segment: (text) => autoSegments(text).steps,
};
