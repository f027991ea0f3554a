import { sentenceSpans } from '../boundaries.ts';
import { groupAt, opensNumberedItem, opensThought } from '../markers.ts';
import type { Segmenter } from '../types.ts';

/** A step begins where a sentence opens with a marker word or a step number. */
export const markerSegmenter: Segmenter = {
  id: 'marker',
  title: 'Marker words',
  summary: 'A step begins at a sentence that opens with "Step 3", "Wait", "Alternatively", "So", "等等" and the like.',
  segment: (text) =>
    groupAt(sentenceSpans(text), (unit) => opensThought(text, unit.start) || opensNumberedItem(text, unit.start)),
};
