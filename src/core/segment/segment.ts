import type { Span } from '../model/span.ts';
import { autoSegments } from './auto.ts';
import { findSegmenter } from './registry.ts';
import type { SegmentOptions } from './types.ts';

/** Steps with the segmenter that made them and why it was taken. */
export interface Segmentation {
  readonly segmenter: string;
  readonly steps: readonly Span[];
  /** One plain sentence for people. */
  readonly reason: string;
}

/**
 * Cuts a reasoning text into steps with the segmenter `id`; an unknown id is treated as `auto` and said so in `reason`.
 * A text of white space only has no steps. Never throws.
 */
export function segmentText(text: string, id: string, options: SegmentOptions = {}): Segmentation {
  const segmenter = findSegmenter(id);
  if (segmenter === undefined || id === 'auto') {
    const auto = autoSegments(text);
    const prefix =
      segmenter === undefined ? `No segmenter is called "${id}"; chosen automatically: ` : 'Chosen automatically: ';
    return { segmenter: 'auto', steps: auto.steps, reason: prefix + auto.reason };
  }
  return { segmenter: id, steps: segmenter.segment(text, options), reason: `Set to "${segmenter.title}".` };
}
