import { contentHash } from '../../base/hash.ts';
import type { ModelAnswer } from '../../core/compress/model-questions.ts';
import type { AppendFile, Clock } from '../ports.ts';
import { openRows, type RowLog, type RowPlace } from '../row-store.ts';
import { type AskedRow, type FailureRow, JOURNAL_ROWS, type JournalRow, type ReplyRow } from './journal-rows.ts';

/** A reply as it is kept: what came, from whom, what it took. */
export type Kept = Pick<ReplyRow, 'answer' | 'model' | 'usage'>;

/** A trace in the words of a failure row. */
export type FailedTrace = Omit<FailureRow, 'v' | 'kind' | 'id' | 'time' | 'reason'>;

/**
 * What a batch has to know after it was stopped at any moment: every reply that was paid for, every trace that failed, and
 * the questions that went into batch files. Replies stay on the disk; only their places are held in memory.
 */
export interface Journal {
  /** Money of all replies in it, in the currency of the endpoint's prices. */
  readonly cost: number;
  /** The reply to a question; null when it was not answered yet. */
  reply(key: string): Promise<Kept | null>;
  /** Resolves when the reply is on the disk. */
  keep(key: string, kept: Kept): Promise<void>;
  fail(trace: FailedTrace, reason: string): Promise<void>;
  /** The last failure of a job at a record, whether or not the job has a variant since. */
  failureOf(job: string, record: number): FailureRow | undefined;
  /** All last failures, by record. */
  failures(): readonly FailureRow[];
  /** Name of the batch file in which a question was last written; undefined when it was in none. */
  askedIn(key: string): string | undefined;
  /** Notes in which batch file each question stands. */
  markAsked(files: ReadonlyMap<string, string>): Promise<void>;
}

/** Address of the journal beside a corpus: "runs.jsonl" gives "runs.journal.jsonl". */
export function journalPath(corpusPath: string): string {
  return `${corpusPath.replace(/\.(jsonl|ndjson|json)$/i, '')}.journal.jsonl`;
}

/** Opens a journal, which need not be there yet. Rejects when the file cannot be read. */
export async function openJournal(file: AppendFile, clock: Clock): Promise<Journal> {
  const state = new JournalState();
  const log = await openRows(file, JOURNAL_ROWS, (row, place) => state.take(row, place));
  return new OpenedJournal(log, state, clock);
}

class JournalState {
  readonly places = new Map<string, RowPlace>();
  readonly failures = new Map<string, FailureRow>();
  readonly asked = new Map<string, AskedRow>();
  cost = 0;

  take(row: JournalRow, place: RowPlace): void {
    if (row.kind === 'failure') this.failures.set(slot(row.job, row.record), row);
    else if (row.kind === 'asked') this.asked.set(row.key, row);
    else {
      if (!this.places.has(row.id)) this.cost += row.usage?.cost ?? 0;
      this.places.set(row.id, place);
    }
  }
}

function slot(job: string, record: number): string {
  return `${job} ${record}`;
}

class OpenedJournal implements Journal {
  readonly #log: RowLog<JournalRow>;
  readonly #state: JournalState;
  readonly #clock: Clock;

  constructor(log: RowLog<JournalRow>, state: JournalState, clock: Clock) {
    this.#log = log;
    this.#state = state;
    this.#clock = clock;
  }

  get cost(): number {
    return this.#state.cost;
  }

  async reply(key: string): Promise<Kept | null> {
    const place = this.#state.places.get(key);
    const row = place === undefined ? null : await this.#log.rowAt(place);
    return row?.kind === 'reply' ? row : null;
  }

  async keep(key: string, kept: Kept): Promise<void> {
    await this.#log.append({ v: 1, kind: 'reply', id: key, ...kept, time: this.#clock() });
  }

  async fail(trace: FailedTrace, reason: string): Promise<void> {
    const time = this.#clock();
    const id = contentHash(JSON.stringify([trace.job, trace.record, reason, time]));
    const row: FailureRow = { v: 1, kind: 'failure', id, ...trace, reason, time };
    await this.#log.append(row);
  }

  failureOf(job: string, record: number): FailureRow | undefined {
    return this.#state.failures.get(slot(job, record));
  }

  failures(): readonly FailureRow[] {
    return [...this.#state.failures.values()].sort((a, b) => a.record - b.record || a.traceIndex - b.traceIndex);
  }

  askedIn(key: string): string | undefined {
    return this.#state.asked.get(key)?.file;
  }

  async markAsked(files: ReadonlyMap<string, string>): Promise<void> {
    const time = this.#clock();
    const rows = [...files].map(([key, file]): AskedRow => {
      return { v: 1, kind: 'asked', id: `asked-${key}-${file}`, key, file, time };
    });
    await Promise.all(rows.map((row) => this.#log.append(row)));
  }
}

/** Whether an answer is worth keeping: a reply that was paid for, not the lack of one. */
export function isPaid(answer: ModelAnswer): boolean {
  return answer.kind === 'reply' || answer.kind === 'scored' || answer.kind === 'vectors';
}
