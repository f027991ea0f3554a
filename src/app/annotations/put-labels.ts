import type { ChainMatcher } from '../../core/annotations/import/match.ts';
import { NO_LABEL, type StepState } from '../../core/annotations/step-state.ts';
import { stepStates } from '../../core/annotations/trace-annotations.ts';
import type { LabelOrigin, Made, StepLabel } from '../../core/model/annotation.ts';
import type { Analysis } from '../../core/model/finding.ts';
import type { AnnotationLog } from '../annotation-store.ts';
import type { TraceSteps } from './labelled-trace.ts';

/** What was stored. `already` counts steps of which the same was said before, or something later under that name. */
export interface PutLabels {
  readonly stored: number;
  readonly already: number;
}

/** Annotator of the suggestions that the analysis makes. */
export const ANALYSIS_ANNOTATOR = 'analysis';

/** Annotator of imported labels whose file names nobody. */
export const IMPORT_ANNOTATOR = 'import';

/** Labels the steps that the analysis flags with skip, as suggestions, and takes back those that it flags no more. */
export function prelabel(log: AnnotationLog, steps: TraceSteps, analysis: Analysis, made: Made): Promise<PutLabels> {
  const skip: StepLabel = { ...NO_LABEL, label: 'skip' };
  const wanted = new Map(steps.now.map((_step, index) => [index, analysis.steps[index]?.flagged ? skip : NO_LABEL]));
  return put(log, steps, wanted, { ...made, annotator: ANALYSIS_ANNOTATOR, origin: 'analysis' });
}

/**
 * Stores the labels of the chains that are this trace. `annotator` stands in place of those that the chains name; the time is the
 * chain's where it has one, so that a later label of a person counts.
 */
export async function importLabels(
  log: AnnotationLog,
  steps: TraceSteps,
  matcher: ChainMatcher,
  { annotator, ...made }: Made & { readonly annotator?: string },
): Promise<PutLabels & { readonly matched: readonly number[] }> {
  const matched = matcher.of(steps.trace.question?.text ?? null, steps.now);
  let [stored, already] = [0, 0];
  for (const place of matched) {
    const chain = matcher.chain(place);
    const said = (chain?.steps ?? []).map(
      ({ label, rating, flagged }): StepLabel => ({ label, rating, flagged, note: '' }),
    );
    const wanted = new Map(
      [...said.entries()].filter(([, { label, rating, flagged }]) => label !== null || rating !== null || flagged),
    );
    const done = await put(log, steps, wanted, {
      ...made,
      time: utcTime(chain?.time ?? null) ?? made.time,
      annotator: annotator ?? chain?.annotator ?? IMPORT_ANNOTATOR,
      origin: 'import',
    });
    stored += done.stored;
    already += done.already;
  }
  return { matched, stored, already };
}

/** A time as rows have it, or null when it is none. Times without a zone are taken as UTC. */
function utcTime(time: string | null): string | null {
  if (time === null) return null;
  const ms = Date.parse(/T[\d:.]{5,20}$/.test(time) ? `${time}Z` : time);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

async function put(
  log: AnnotationLog,
  { place, anchors, now }: TraceSteps,
  wanted: ReadonlyMap<number, StepLabel>,
  source: Made & { readonly annotator: string; readonly origin: LabelOrigin },
): Promise<PutLabels> {
  const states = stepStates(log.stepRows(place), now).steps;
  const writes: Promise<void>[] = [];
  let already = 0;
  for (const [index, label] of wanted) {
    const anchor = anchors[index];
    const before = states[index]?.find(({ annotator }) => annotator === source.annotator);
    if (!anchor) continue;
    if (isSame(before, label)) already += label === NO_LABEL ? 0 : 1;
    // What a person decided under that name is not overruled by a file or the analysis that was made before.
    else if (before && before.time > source.time) already += 1;
    else writes.push(log.putStep(place, anchor, label, source));
  }
  await Promise.all(writes);
  return { stored: writes.length, already };
}

function isSame(before: StepState | undefined, label: StepLabel): boolean {
  if (!before) return label === NO_LABEL;
  return (
    !before.stale && before.label === label.label && before.rating === label.rating && before.flagged === label.flagged
  );
}
