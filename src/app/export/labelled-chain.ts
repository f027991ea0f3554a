import type { AgreedLabels } from '../../core/annotations/consensus.ts';
import { agreedLabels } from '../../core/annotations/consensus.ts';
import { stepStates } from '../../core/annotations/trace-annotations.ts';
import { finishEndpoint } from '../../core/compress/compress.ts';
import { planDropping } from '../../core/compress/plan.ts';
import type { CompressInput } from '../../core/compress/types.ts';
import { stepHash } from '../../core/document/step-hash.ts';
import type { Chain } from '../../core/export/types.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import type { CorpusEntry } from '../open-corpus.ts';
import { variantRow } from '../variant-row.ts';
import type { ExportSource } from './types.ts';

/** Strategy of the variants that people's labels make. */
const LABELS = { id: 'labels', version: 1 };

/** What people say of the steps of a trace of a record; null when nobody said anything. */
export function peopleOn(
  { labels }: ExportSource,
  entry: CorpusEntry,
  trace: { readonly index: number; readonly id: string },
  chain: Pick<Chain, 'reasoning' | 'steps'>,
  annotator: string | undefined,
): AgreedLabels | null {
  // The hash of the record takes its time, and most corpora have no labels.
  if (!labels || labels.allStepRows().length === 0) return null;
  const place = { record: entry.record.number, sourceHash: entry.hash, traceIndex: trace.index, traceId: trace.id };
  const rows = labels.stepRows(place);
  if (rows.length === 0) return null;
  const now = chain.steps.map(({ start, end }) => {
    const text = chain.reasoning.slice(start, end);
    return { hash: stepHash(text), text };
  });
  return agreedLabels(stepStates(rows, now), annotator);
}

/**
 * The variant that is left without the steps that people labelled skip; all other steps stay as they are. A sentence when there
 * is none: nobody labelled a step, or a guard refuses what is left (nothing is put back against a person's word).
 */
export function labelledVariant(people: AgreedLabels | null, input: CompressInput): VariantRow | string {
  if (people === null || people.steps.every(({ label }) => label === null)) return 'No step has a label that counts.';
  const skipped = people.steps.flatMap(({ label }, index) =>
    label === 'skip' ? [[index, 'labelled skip'] as const] : [],
  );
  const plan = planDropping(input.text.steps.length, new Map(skipped));
  const done = finishEndpoint(LABELS, { kind: 'plan', plan }, input);
  if (!done.accepted) {
    const refused = done.guards.find(({ required, passed }) => required && !passed);
    return `The guard "${refused?.title ?? 'unknown'}" refuses what the labels leave.`;
  }
  const from = { corpus: '', record: 0, traceIndex: 0, traceId: '', sourceHash: '' };
  const origin = { ...from, options: {}, tokenizer: input.counter.id, model: null, toolVersion: '', time: '' };
  return variantRow(done, origin);
}
