import { randomFor } from '../../core/export/random.ts';
import type { Exported, Exporter, ExportGroup, ExportRun, ExportTrace, Split } from '../../core/export/types.ts';
import type { GroupSample, SampleGroup } from '../../core/groups/types.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { readGroups, type Work } from '../groups/read-groups.ts';
import type { CorpusEntry } from '../open-corpus.ts';
import type { OutputFolder } from '../ports.ts';
import { checkFile } from './check-files.ts';
import { Counter } from './counted.ts';
import { Sameness } from './sameness.ts';
import { TokenSums } from './token-figures.ts';
import type { ExportedFile, ExportReport, ExportSource, ExportWish, RowFault } from './types.ts';
import { type KnownSample, UnitMaker } from './units.ts';
import { ExportWriter, PART } from './writer.ts';

/** What an export works with. */
export interface ExportMeans {
  readonly folder: OutputFolder;
  readonly counter: TokenCounter;
  readonly work: Work;
}

/** Parts of the work, by which progress is told: the first reading, the rows, the check. */
const SHARES = { overview: 0.3, rows: 0.5, check: 0.2 };

/**
 * Exports traces: reads the corpora (twice where grades need the whole group), writes the exporter's rows beside their place, reads
 * every file again with the rules of the training code, and puts the files in their place when all is right. With faults, or
 * when the work is stopped or fails, nothing is put in its place and nothing is left behind.
 */
export async function runExport(
  sources: readonly ExportSource[],
  wish: ExportWish,
  means: ExportMeans,
): Promise<ExportReport> {
  const run = new ExportJobRun(sources, wish, means);
  try {
    return await run.run();
  } catch (error) {
    await run.abandon();
    throw error;
  }
}

/** Whether the corpora are read twice: for groups, and where a grade decides what is exported. */
export function needsOverview({ exporter, only }: Pick<ExportWish, 'exporter' | 'only'>): boolean {
  return exporter.unit === 'group' || exporter.overview === true || only !== 'all' || exporter.family !== 'general';
}

class ExportJobRun {
  readonly #sources: readonly ExportSource[];
  readonly #wish: ExportWish;
  readonly #means: ExportMeans;
  readonly #units: UnitMaker;
  readonly #writer: ExportWriter;
  readonly #skipped = new Counter();
  readonly #warnings = new Counter();
  readonly #tokens = new TokenSums();
  readonly #sameness = new Sameness();
  readonly #seen = new Set<string>();
  #traces = 0;
  #unitsWithRows = 0;

  constructor(sources: readonly ExportSource[], wish: ExportWish, means: ExportMeans) {
    this.#sources = sources;
    this.#wish = wish;
    this.#means = means;
    this.#units = new UnitMaker(wish, means.counter, (why) => this.#skipped.add(why));
    this.#writer = new ExportWriter(means.folder, wish.exporter.files, wish.seed);
  }

  async run(): Promise<ExportReport> {
    const { exporter } = this.#wish;
    const groups = needsOverview(this.#wish) ? await this.#overview() : [];
    const run = startRun(exporter, this.#job(groups));
    if (run.unit === 'group') await this.#groupRows(run.run, groups);
    else await this.#traceRows(run.run, knownSamples(groups));
    const files = await this.#writer.finish();
    const faults = await this.#check(files);
    const extras = faults.length > 0 || files.length === 0 ? [] : (run.run.extras?.(files) ?? []);
    if (faults.length > 0) await this.abandon();
    else await this.#place(files, extras);
    return {
      files,
      extras: extras.map(({ path }) => path),
      traces: this.#traces,
      units: this.#unitsWithRows,
      skipped: this.#skipped.counted(),
      warnings: this.#warnings.counted(),
      faults,
      tokens: this.#tokens.figures(),
    };
  }

  async abandon(): Promise<void> {
    await this.#writer.abandon();
  }

  #job(groups: readonly SampleGroup[]) {
    const { options, seed, name, splits } = this.#wish;
    const { counter } = this.#means;
    const ends = counter.tokenEnds?.bind(counter);
    return {
      options,
      seed,
      name,
      groups,
      tokenizer: counter.id,
      splits: splits.map(({ split }) => split),
      countTokens: (text: string) => counter.count(text),
      ...(ends ? { tokenEnds: ends } : {}),
    };
  }

  #overview(): Promise<readonly SampleGroup[]> {
    const corpora = this.#sources.map(({ corpus }) => corpus);
    const { grouping } = this.#wish;
    const extras = { hashes: grouping.verdictOf !== undefined };
    return readGroups(corpora, this.#means.counter, grouping, this.#stage(0, SHARES.overview), extras);
  }

  /** Progress of one part, between two shares of the whole. */
  #stage(from: number, share: number): Work {
    const { work } = this.#means;
    return { ...work, onProgress: (part) => work.onProgress?.(from + part * share) };
  }

  async #traceRows(run: ExportRun<ExportTrace>, known: ReadonlyMap<string, KnownSample>): Promise<void> {
    const { exporter } = this.#wish;
    const stage = this.#stage(SHARES.overview, SHARES.rows);
    const flat = exporter.unit === 'trace' && exporter.variants === 'as-traces';
    const all = this.#sources.reduce((sum, { corpus }) => sum + corpus.count, 0);
    let done = 0;
    for (const [file, source] of this.#sources.entries()) {
      for (let position = 0; position < source.corpus.count; position += 1) {
        stage.signal.throwIfAborted();
        const entry = await source.corpus.entry(position);
        if (entry && known.size === 0) stage.onEntry?.(file, entry);
        for (const trace of entry === undefined ? [] : await this.#tracesOf(source, file, entry, known)) {
          const units = flat ? this.#units.asTraces(trace) : [trace];
          // Where labels make the variants, the reason was told already.
          if (units.length === 0 && this.#wish.source !== 'labels') this.#skipped.add('No accepted variant.');
          for (const one of units) await this.#export(one, run);
          if (this.#isEnough()) return;
        }
        done += 1;
        stage.onProgress?.(done / all);
        await stage.pause();
      }
    }
  }

  async #tracesOf(
    source: ExportSource,
    file: number,
    entry: CorpusEntry,
    known: ReadonlyMap<string, KnownSample>,
  ): Promise<readonly ExportTrace[]> {
    if (entry.traces.length === 0) this.#skipped.add('A record without a trace.');
    const traces: ExportTrace[] = [];
    for (const trace of entry.traces) {
      this.#traces += 1;
      traces.push(
        await this.#units.trace(source, file, entry, trace, known.get(`${file} ${entry.position} ${trace.index}`)),
      );
    }
    return traces;
  }

  async #export(trace: ExportTrace, run: ExportRun<ExportTrace>): Promise<void> {
    const why = this.#whyNot(trace);
    if (why !== null) return this.#skipped.add(why);
    await this.#write(run.rows(trace), trace.groupKey, [trace]);
  }

  /** Why a trace is not wanted; null when it is. */
  #whyNot(trace: ExportTrace): string | null {
    const { only, minTokens, maxTokens, dedupe, exporter } = this.#wish;
    if (only === 'correct' && trace.grade.verdict !== 'correct') return 'The answer is not known to be right.';
    if (only === 'graded' && trace.grade.verdict === 'unknown') return 'Nobody knows whether the answer is right.';
    if (minTokens !== null && trace.tokens < minTokens) return `Fewer than ${minTokens} tokens.`;
    if (maxTokens !== null && trace.tokens > maxTokens) return `More than ${maxTokens} tokens.`;
    // A sample that says the same as another one of its problem counts for accuracy and votes all the same.
    if (!dedupe || exporter.unit === 'group') return null;
    const same = this.#sameness.of(trace);
    if (this.#seen.has(same)) return 'The same question and reasoning were there before.';
    this.#seen.add(same);
    return null;
  }

  async #groupRows(run: ExportRun<ExportGroup>, groups: readonly SampleGroup[]): Promise<void> {
    const stage = this.#stage(SHARES.overview, SHARES.rows);
    for (const [index, group] of groups.entries()) {
      stage.signal.throwIfAborted();
      const samples: ExportTrace[] = [];
      for (const sample of group.samples) {
        const trace = await this.#sampleOf(group, sample);
        const why = trace === null ? 'A record could not be read again.' : this.#whyNot(trace);
        if (why !== null) this.#skipped.add(why);
        else if (trace !== null) samples.push(trace);
      }
      const { key, reference, vote } = group;
      const question = samples[0]?.question ?? null;
      if (samples.length > 0) await this.#write(run.rows({ key, question, reference, vote, samples }), key, samples);
      if (this.#isEnough()) return;
      stage.onProgress?.((index + 1) / groups.length);
      await stage.pause();
    }
  }

  async #sampleOf(group: SampleGroup, sample: GroupSample): Promise<ExportTrace | null> {
    const source = this.#sources[sample.file];
    const entry = await source?.corpus.entry(sample.position);
    const trace = entry?.traces[sample.traceIndex];
    this.#traces += 1;
    if (source === undefined || entry === undefined || trace === undefined) return null;
    return this.#units.trace(source, sample.file, entry, trace, { group, sample });
  }

  async #write({ rows, skipped, warnings }: Exported, key: string, traces: readonly ExportTrace[]): Promise<void> {
    for (const why of skipped ?? []) this.#skipped.add(why);
    for (const what of warnings ?? []) this.#warnings.add(what);
    if (rows.length === 0) return;
    this.#unitsWithRows += 1;
    for (const { tokens } of traces) this.#tokens.add(tokens);
    await this.#writer.add(rows, splitOf(key, this.#wish));
  }

  #isEnough(): boolean {
    return this.#wish.limit !== null && this.#unitsWithRows >= this.#wish.limit;
  }

  async #check(files: readonly ExportedFile[]): Promise<readonly RowFault[]> {
    const faults: RowFault[] = [];
    for (const [index, file] of files.entries()) {
      const kind = this.#wish.exporter.files.find(({ id }) => id === file.kind);
      const share = SHARES.check / files.length;
      const stage = this.#stage(SHARES.overview + SHARES.rows + index * share, share);
      if (kind) faults.push(...(await checkFile(this.#means.folder, file.path + PART, file, kind, stage)));
    }
    return faults;
  }

  async #place(
    files: readonly ExportedFile[],
    extras: readonly { readonly path: string; readonly text: string }[],
  ): Promise<void> {
    const { folder } = this.#means;
    for (const { path, text } of extras) {
      const file = await folder.create(path + PART);
      await file.write(new TextEncoder().encode(text));
      await file.close();
    }
    for (const { path } of [...files, ...extras]) await folder.move(path + PART, path);
  }
}

type Started =
  | { readonly unit: 'trace'; readonly run: ExportRun<ExportTrace> }
  | { readonly unit: 'group'; readonly run: ExportRun<ExportGroup> };

function startRun(exporter: Exporter, job: Parameters<Exporter['start']>[0]): Started {
  return exporter.unit === 'group'
    ? { unit: 'group', run: exporter.start(job) }
    : { unit: 'trace', run: exporter.start(job) };
}

function knownSamples(groups: readonly SampleGroup[]): ReadonlyMap<string, KnownSample> {
  const known = new Map<string, KnownSample>();
  for (const group of groups) {
    for (const sample of group.samples) {
      known.set(`${sample.file} ${sample.position} ${sample.traceIndex}`, { group, sample });
    }
  }
  return known;
}

/** The split of a problem: by chance, but the same for the same seed whatever else is exported. */
export function splitOf(key: string, { splits, seed }: Pick<ExportWish, 'splits' | 'seed'>): Split {
  const at = randomFor(seed, `split ${key}`)();
  let sum = 0;
  for (const { split, share } of splits) {
    sum += share;
    if (at < sum) return split;
  }
  return splits.at(-1)?.split ?? 'train';
}
