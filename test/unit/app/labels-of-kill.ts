import type { LabelSource } from '../../../src/app/annotation-store.ts';
import { stepHash } from '../../../src/core/document/step-hash.ts';
import type { AnnotatedTrace, StepAnchor, StepLabel, StepRating } from '../../../src/core/model/annotation.ts';

const STEPS = 50;
const LABELS = ['keep', 'skip', 'merge', 'rewrite'] as const;
const RATINGS: readonly StepRating[] = [-1, 0, 1];

/** Label number `n` of the kill test: what is said of which step. */
export function labelOf(n: number): {
  readonly trace: AnnotatedTrace;
  readonly step: StepAnchor;
  readonly said: StepLabel;
  readonly source: LabelSource;
} {
  const [record, index] = [1 + Math.floor(n / STEPS), n % STEPS];
  const text = `Step ${index} of record ${record}: so it goes, “${'x'.repeat(n % 97)}”.`;
  return {
    trace: { record, traceIndex: 0, traceId: `r${record}`, sourceHash: `h${record}` },
    step: { index, start: index * 100, end: index * 100 + text.length, hash: stepHash(text), text },
    said: {
      label: LABELS[n % LABELS.length] ?? null,
      rating: RATINGS[n % RATINGS.length] ?? null,
      flagged: n % 7 === 0,
      note: n % 5 === 0 ? `note ${n}` : '',
    },
    source: { time: '2026-11-23T00:00:00.000Z', toolVersion: 'test', annotator: 'ann', origin: 'person' },
  };
}
