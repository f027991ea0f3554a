import { contentHash } from '../base/hash.ts';
import { parseGuardLevels } from '../core/compress/guard-levels.ts';
import type { Compressed, CompressOptions } from '../core/compress/types.ts';
import type { ModelUsage, VariantRow } from '../core/model/variant.ts';

/** What a variant was made from and by what. */
export interface VariantOrigin {
  /** Name of the corpus file without its folder. */
  readonly corpus: string;
  readonly record: number;
  readonly traceIndex: number;
  readonly traceId: string;
  readonly sourceHash: string;
  readonly options: CompressOptions;
  readonly tokenizer: string;
  /** Null for built-in strategies. */
  readonly model: VariantRow['model'] | null;
  readonly usage?: ModelUsage;
  readonly job?: string;
  readonly toolVersion: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** The row that is stored of a compressed trace: what it was made from, how, by what, and what came out. */
export function variantRow(compressed: Compressed, origin: VariantOrigin): VariantRow {
  const { job, usage, time, model, options, ...from } = origin;
  const body = {
    v: 1 as const,
    corpus: from.corpus,
    record: from.record,
    traceIndex: from.traceIndex,
    traceId: from.traceId,
    sourceHash: from.sourceHash,
    strategy: compressed.strategy,
    strategyVersion: compressed.strategyVersion,
    options: storedOptions(options),
    plan: compressed.plan,
    text: compressed.text,
    tokenizer: from.tokenizer,
    tokens: compressed.tokens,
    guards: compressed.guards,
    accepted: compressed.accepted,
    ...(model ? { model } : {}),
    toolVersion: from.toolVersion,
  };
  const id = contentHash(JSON.stringify(body));
  return { ...body, id, ...(job === undefined ? {} : { job }), ...(usage === undefined ? {} : { usage }), time };
}

/** Options as a variant row keeps them: a person's own prompts by their hash, "prompt:<template>", and levels of guards as "guard:<id>". */
export function storedOptions(options: CompressOptions): VariantRow['options'] {
  const { prompts = {}, guards = {}, ...plain } = options;
  const stored: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(plain)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') stored[name] = value;
  }
  for (const [guard, level] of Object.entries(guards)) stored[`guard:${guard}`] = level;
  for (const [template, texts] of Object.entries(prompts)) {
    stored[`prompt:${template}`] = contentHash(JSON.stringify([texts.system, texts.user]));
  }
  return Object.fromEntries(Object.entries(stored).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The options behind those of a row, but for a person's own prompts, of which the row has the hash alone. */
export function optionsOf(stored: VariantRow['options']): CompressOptions {
  const entries = Object.entries(stored);
  const plain = entries.filter(([key]) => !key.includes(':'));
  const levels = entries.flatMap(([key, level]) => (key.startsWith('guard:') ? [[key.slice(6), level]] : []));
  const { policy } = parseGuardLevels(Object.fromEntries(levels));
  return { ...Object.fromEntries(plain), guards: policy };
}

/** What tells one compression that was asked for from every other, but for the record's place. */
export interface Job {
  readonly sourceHash: string;
  readonly traceIndex: number;
  readonly strategy: string;
  readonly strategyVersion: number;
  readonly options: CompressOptions;
  /** As it was asked for; a server may call it otherwise in its replies. */
  readonly model: { readonly name: string; readonly host: string } | null;
  /** How traces are cut, judged and counted. */
  readonly analysis: AnalysisIdentity;
}

/** Everything besides the trace that an analysis depends on. */
export interface AnalysisIdentity {
  readonly segmenter: string;
  readonly segmenterPattern: string;
  readonly preset: string;
  readonly disabledPasses: readonly string[];
  readonly tokenizer: string;
  /** Hash of the weights of the score; absent with the built-in ones. */
  readonly weights?: string;
}

/** Name of a job: the same for the same request on an unchanged record, wherever that stands in its file. */
export function jobId(job: Job): string {
  const { segmenter, segmenterPattern, preset, disabledPasses, tokenizer, weights } = job.analysis;
  const parts = [
    job.sourceHash,
    job.traceIndex,
    job.strategy,
    job.strategyVersion,
    storedOptions(job.options),
    job.model ? [job.model.name, job.model.host] : null,
    [segmenter, segmenter === 'custom-regex' ? segmenterPattern : '', preset, [...disabledPasses].sort(), tokenizer],
    // Jobs of before there were weights keep their names.
    ...(weights === undefined ? [] : [weights]),
  ];
  return contentHash(JSON.stringify(parts));
}
