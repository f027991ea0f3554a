import { autoSegmenter } from './segmenters/auto.ts';
import { blankLineSegmenter } from './segmenters/blank-line.ts';
import { blankLineMinSegmenter } from './segmenters/blank-line-min.ts';
import { customRegexSegmenter } from './segmenters/custom-regex.ts';
import { lineSegmenter } from './segmenters/line.ts';
import { markerSegmenter } from './segmenters/marker.ts';
import { sentenceSegmenter } from './segmenters/sentence.ts';
import type { Segmenter } from './types.ts';

/** Every way to cut a text into steps, the default first. */
export const segmenters: readonly Segmenter[] = [
  autoSegmenter,
  lineSegmenter,
  blankLineSegmenter,
  blankLineMinSegmenter,
  sentenceSegmenter,
  markerSegmenter,
  customRegexSegmenter,
];

/** The segmenter with this id; `undefined` when there is none. */
export function findSegmenter(id: string): Segmenter | undefined {
  return segmenters.find((segmenter) => segmenter.id === id);
}
