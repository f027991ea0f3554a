import { Worker } from 'node:worker_threads';
import type { AnalysisCall, AnalysisPool } from '../../app/analyst.ts';
import { type AnalyzedText, textsOf } from '../../app/analyze-trace.ts';
import type { AnalysisAnswer, AnalysisRequest, AnalysisWorkerData } from './analysis-worker.ts';

/** Time that a running analysis has to end by itself when nobody wants it any more; then its thread is ended. */
const GRACE_MS = 200;
/** Threads that had nothing to do for that long are ended; they hold the data of tokenizers. */
const IDLE_MS = 30_000;

/** What a pool is made of. */
export interface PoolParts extends AnalysisWorkerData {
  /** The program of a thread: the bundle `analysis-worker.cjs`. */
  readonly script: string;
  /** Threads at most; each is started when there is work for it. */
  readonly threads: number;
}

interface Job {
  readonly request: AnalysisRequest;
  resolve: (made: AnalyzedText) => void;
  reject: (reason: unknown) => void;
}

interface Member {
  readonly worker: Worker;
  job: Job | null;
}

/** A pool of threads of this process. A thread that ends by itself fails the analysis that it had, and another takes its place. */
export function analysisPool(parts: PoolParts): AnalysisPool {
  const pool = new Pool(parts);
  return {
    under: (choices, tokenizer) => ({
      // Enough waits that no thread runs dry.
      width: 4 * parts.threads,
      analyze: (trace, call) => {
        const { givenSteps } = trace;
        return pool.add({ texts: textsOf(trace), givenSteps, choices, tokenizer }, call);
      },
    }),
    close: () => pool.close(),
  };
}

class Pool {
  readonly #parts: PoolParts;
  readonly #members = new Set<Member>();
  /** Urgent jobs first, the newest of them at the front; then the others as they came. */
  readonly #waiting: Job[] = [];
  #last = 0;
  #idle: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(parts: PoolParts) {
    this.#parts = parts;
  }

  add(wanted: Omit<AnalysisRequest, 'id'>, { signal, urgent = false }: AnalysisCall = {}): Promise<AnalyzedText> {
    if (this.#isClosed) return Promise.reject(new Error('The analysis has been closed.'));
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#last += 1;
    const request = { ...wanted, id: this.#last };
    return new Promise((resolve, reject) => {
      const job: Job = { request, resolve, reject };
      if (signal) this.#stopWith(signal, job);
      if (urgent) this.#waiting.unshift(job);
      else this.#waiting.push(job);
      this.#assign();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#idle) clearTimeout(this.#idle);
    const closed = new Error('The analysis has been closed.');
    for (const job of this.#waiting.splice(0)) job.reject(closed);
    const members = [...this.#members];
    this.#members.clear();
    for (const { job } of members) job?.reject(closed);
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  /** Has the signal stop the job as long as it is not settled. */
  #stopWith(signal: AbortSignal, job: Job): void {
    const stop = (): void => {
      job.reject(signal.reason);
      const place = this.#waiting.indexOf(job);
      if (place >= 0) this.#waiting.splice(place, 1);
      const member = [...this.#members].find((each) => each.job === job);
      if (!member) return;
      setTimeout(() => {
        if (member.job === job) this.#end(member);
      }, GRACE_MS).unref();
    };
    signal.addEventListener('abort', stop, { once: true });
    const { resolve, reject } = job;
    const forget = (): void => signal.removeEventListener('abort', stop);
    job.resolve = (made) => {
      forget();
      resolve(made);
    };
    job.reject = (reason) => {
      forget();
      reject(reason);
    };
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const member = [...this.#members].find(({ job }) => job === null) ?? this.#start();
      if (!member) return;
      const job = this.#waiting.shift();
      if (job) this.#give(member, job);
    }
    const isIdle = this.#members.size > 0 && [...this.#members].every(({ job }) => job === null);
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = isIdle ? setTimeout(() => this.#endAll(), IDLE_MS).unref() : null;
  }

  #give(member: Member, job: Job): void {
    member.job = job;
    // Only work keeps the process alive.
    member.worker.ref();
    try {
      member.worker.postMessage(job.request);
    } catch (error) {
      this.#settle(member, () => job.reject(error));
    }
  }

  #start(): Member | null {
    if (this.#members.size >= this.#parts.threads) return null;
    const workerData: AnalysisWorkerData = { ranks: this.#parts.ranks };
    // Flags of this process (a profiler, an inspector) are not meant for its threads.
    const member: Member = { worker: new Worker(this.#parts.script, { workerData, execArgv: [] }), job: null };
    member.worker.unref();
    member.worker.on('message', (answer: AnalysisAnswer) => this.#take(member, answer));
    member.worker.on('error', (error) => this.#lose(member, error instanceof Error ? error.message : String(error)));
    member.worker.on('exit', (code) => this.#lose(member, `it ended with code ${code}`));
    this.#members.add(member);
    return member;
  }

  #take(member: Member, answer: AnalysisAnswer): void {
    const { job } = member;
    // A thread that is being ended may still answer; it has to keep the process alive until it has ended.
    if (!this.#members.has(member) || !job || job.request.id !== answer.id) return;
    this.#settle(member, () => {
      if (answer.kind === 'failed') job.reject(new Error(`A trace could not be analysed: ${answer.message}`));
      else job.resolve({ text: { ...job.request.texts, steps: answer.steps }, analysis: answer.analysis });
    });
  }

  #settle(member: Member, tell: () => void): void {
    member.job = null;
    member.worker.unref();
    tell();
    this.#assign();
  }

  #lose(member: Member, reason: string): void {
    if (!this.#members.delete(member)) return;
    member.job?.reject(new Error(`A trace could not be analysed, because its thread was lost: ${reason}`));
    this.#assign();
  }

  #end(member: Member): void {
    this.#members.delete(member);
    void member.worker.terminate();
    this.#assign();
  }

  #endAll(): void {
    for (const member of [...this.#members]) if (member.job === null) this.#end(member);
  }
}
