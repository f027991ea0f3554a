import type { Uri } from 'vscode';
import type { AnalysisPool } from '../../app/analyst.ts';
import { annotationsPath, openAnnotations, withVerdicts } from '../../app/annotation-store.ts';
import { refusedVariants, StatisticsReading } from '../../app/report/read-statistics.ts';
import { indexVariants } from '../../app/variant-index.ts';
import { variantsPath } from '../../app/variant-store.ts';
import type { CorpusFigures } from '../../core/statistics/corpus-charts.ts';
import type { TokenizerData } from '../../core/tokens/types.ts';
import type { DashboardProgress } from '../../protocol/dashboard.ts';
import { counterFor, settingsOf } from '../analysis-settings.ts';
import type { Corpora, LoadedCorpus } from '../corpora.ts';
import { baseName, frameOf } from '../export/draft.ts';
import { breather } from '../export/work.ts';
import type { Files } from '../files.ts';

/** How often whoever shows the figures is told of new ones, in ms. */
const TELL_MS = 1000;

/** What reading a corpus takes. */
export interface ReadingServices {
  readonly corpora: Corpora;
  readonly files: Files;
  readonly tokenizers: TokenizerData;
  readonly analyses: AnalysisPool | null;
}

/** The statistics of a corpus while they are read and after that: by threads, or in slices where there are none, so that nobody has to wait. */
export class CorpusReading {
  readonly uri: Uri;
  readonly loaded: LoadedCorpus;
  readonly #reading: StatisticsReading;
  readonly #tell: () => void;
  #stop: AbortController | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #state: DashboardProgress['state'] = 'stopped';
  #tookMs = 0;

  private constructor(loaded: LoadedCorpus, reading: StatisticsReading, tell: () => void) {
    this.uri = loaded.uri;
    this.loaded = loaded;
    this.#reading = reading;
    this.#tell = tell;
  }

  /** Opens what is beside the corpus. Rejects when a file cannot be read. `tell` is called when there is something new. */
  static async open(uri: Uri, services: ReadingServices, tell: () => void): Promise<CorpusReading> {
    const { corpora, files, tokenizers, analyses } = services;
    const loaded = await corpora.get(uri);
    const counter = await counterFor([uri], tokenizers);
    const beside = () => files.appendFile(uri.with({ path: variantsPath(uri.path) }));
    const annotations = await openAnnotations(files.appendFile(uri.with({ path: annotationsPath(uri.path) })));
    const source = {
      name: baseName(uri),
      corpus: loaded.corpus,
      variants: await indexVariants(beside()),
      refused: await refusedVariants(beside()),
      annotations,
    };
    const { analyze } = frameOf([uri]);
    const analyst = analyses?.under(analyze, settingsOf(uri).tokenizer);
    const wish = { counter, analyze, grouping: withVerdicts({}, [annotations]), ...(analyst ? { analyst } : {}) };
    return new CorpusReading(loaded, new StatisticsReading([source], wish), tell);
  }

  get figures(): CorpusFigures {
    return this.#reading.figures();
  }

  get progress(): DashboardProgress {
    const { count } = this.loaded;
    const { read } = this.#reading;
    const text = `${read.toLocaleString('en')} of ${count.toLocaleString('en')} records`;
    return { state: this.#state, share: count === 0 ? 1 : read / count, text };
  }

  /** Time that reading took so far, in ms. */
  get tookMs(): number {
    return this.#tookMs;
  }

  /** Resolves when a run that was told to stop has stopped; at once when there is none. */
  async stopped(): Promise<void> {
    if (this.#stop?.signal.aborted) await this.#running;
  }

  /** Reads on to the end; resolves when it is there or was stopped. Rejects when the file cannot be read. */
  async run(onProgress: (share: number) => void = () => {}, signal?: AbortSignal): Promise<boolean> {
    if (this.#state === 'done') return true;
    if (this.#state === 'running') throw new Error('The corpus is being read already.');
    const controller = new AbortController();
    const stop = () => controller.abort();
    signal?.addEventListener('abort', stop);
    this.#stop = controller;
    this.#state = 'running';
    const begun = performance.now();
    const told = setInterval(this.#tell, TELL_MS);
    try {
      const running = this.#reading.run({ signal: controller.signal, onProgress, pause: breather() });
      this.#running = running.catch(() => {});
      await running;
      this.#state = 'done';
      return true;
    } catch (error) {
      this.#state = 'stopped';
      if (controller.signal.aborted) return false;
      throw error;
    } finally {
      clearInterval(told);
      this.#tookMs += performance.now() - begun;
      signal?.removeEventListener('abort', stop);
      this.#tell();
    }
  }

  /** Stops it; `run` goes on from there. */
  stop(): void {
    this.#stop?.abort();
  }
}
