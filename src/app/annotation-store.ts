import { contentHash } from '../base/hash.ts';
import type { JsonObject } from '../base/json.ts';
import { inOrder } from '../core/annotations/step-state.ts';
import type { GroupWish } from '../core/groups/group.ts';
import type { Verdict } from '../core/groups/types.ts';
import { annotationMigrations } from '../core/migrate/annotation-migrations.ts';
import type {
  AnnotatedTrace,
  AnnotationRow,
  LabelOrigin,
  Made,
  PersonVerdict,
  StepAnchor,
  StepLabel,
  StepLabelRow,
  TraceNoteRow,
  VerdictRow,
} from '../core/model/annotation.ts';
import type { AppendFile } from './ports.ts';
import { openRows, type RowKind } from './row-store.ts';

/** What is stored of a label besides the label. */
export interface LabelSource extends Made {
  readonly annotator: string;
  readonly origin: LabelOrigin;
  readonly seconds?: number;
}

/** What people say of a corpus: verdicts on answers, labels of steps, notes on traces. */
export interface AnnotationLog {
  /** Verdicts that stand, those on changed records too. */
  readonly count: number;
  /** Nothing was said of steps or of whole traces. */
  readonly isEmpty: boolean;
  /** Lines that are no rows, and rows of a later version of the tool; both stay in the file. */
  readonly damaged: number;
  readonly newer: number;
  /** The verdict on a trace of a record as it is now; undefined when there is none or it was taken back. */
  of(sourceHash: string, traceIndex: number): Verdict | undefined;
  /** Every row about the steps of a trace: of its record as it is now, and of the record with its number and id before it changed. */
  stepRows(trace: AnnotatedTrace): readonly StepLabelRow[];
  /** What each annotator last said of a trace as a whole. */
  notesOf(trace: AnnotatedTrace): readonly TraceNoteRow[];
  /** What each annotator last said of each trace as a whole, by the record's number. */
  notes(): readonly TraceNoteRow[];
  /** Every row about steps, in the order of the file. */
  allStepRows(): readonly StepLabelRow[];
  /** Each resolves when the row is on the disk; it counts at once. Rejects, and takes the row back, when it cannot be written. */
  put(trace: AnnotatedTrace, verdict: PersonVerdict, made: Made): Promise<void>;
  putStep(trace: AnnotatedTrace, step: StepAnchor, label: StepLabel, source: LabelSource): Promise<void>;
  putNote(
    trace: AnnotatedTrace,
    note: Pick<TraceNoteRow, 'note' | 'flagged' | 'done' | 'annotator'>,
    made: Made,
  ): Promise<void>;
  /** Appends rows of another file; those that are there already change nothing. Resolves with how many were new. */
  add(rows: readonly AnnotationRow[]): Promise<number>;
  /** Reads what other processes appended since. */
  refresh(): Promise<void>;
}

/** Address of the annotations file beside a corpus: "runs.jsonl" gives "runs.annotations.jsonl". */
export function annotationsPath(corpusPath: string): string {
  return `${corpusPath.replace(/\.(jsonl|ndjson|json)$/i, '')}.annotations.jsonl`;
}

/** Opens an annotations file; one that is not there is empty. Rejects when it cannot be read. */
export async function openAnnotations(file: AppendFile): Promise<AnnotationLog> {
  const known = new KnownRows();
  const log = await openRows(file, ANNOTATIONS, (row) => known.take(row));
  const store = async (row: AnnotationRow) => {
    known.take(row);
    try {
      await log.append(row);
    } catch (error) {
      known.forget(row);
      throw error;
    }
  };
  return {
    get count() {
      return [...known.verdicts.values()].filter(({ verdict }) => verdict !== 'none').length;
    },
    get isEmpty() {
      return known.isEmpty;
    },
    get damaged() {
      return log.damaged;
    },
    get newer() {
      return log.newer;
    },
    of: (sourceHash, traceIndex) => {
      const verdict = known.verdicts.get(`${sourceHash} ${traceIndex}`)?.verdict;
      return verdict === 'none' ? undefined : verdict;
    },
    stepRows: (trace) => known.stepRows(trace),
    notesOf: (trace) => known.notesOf(trace),
    notes: () => known.allNotes(),
    allStepRows: () => known.allStepRows(),
    put: (trace, verdict, made) => store(rowOf({ kind: 'verdict', ...traceOf(trace), verdict, ...made })),
    putStep: (trace, step, label, source) =>
      store(rowOf({ kind: 'step', ...traceOf(trace), step, ...label, ...source })),
    putNote: (trace, note, made) => store(rowOf({ kind: 'trace', ...traceOf(trace), ...note, ...made })),
    add: async (rows) => (await Promise.all(rows.map((row) => log.append(row)))).filter((isNew) => isNew).length,
    refresh: () => log.refresh(),
  };
}

/** The rows of an annotations file for merging; damaged ones are left out. */
export async function readAnnotations(file: AppendFile): Promise<readonly AnnotationRow[]> {
  const rows: AnnotationRow[] = [];
  await openRows(file, ANNOTATIONS, (row) => rows.push(row));
  return rows;
}

/** The wish with what people said of answers, where they said something; the logs are in the order of the files, null for none. */
export function withVerdicts(
  wish: GroupWish,
  logs: readonly (Pick<AnnotationLog, 'count' | 'of'> | null)[],
): GroupWish {
  if (logs.every((log) => (log?.count ?? 0) === 0)) return wish;
  return {
    ...wish,
    verdictOf: ({ file, traceIndex, sourceHash }) => logs[file]?.of(sourceHash ?? '', traceIndex),
  };
}

/** The rows in memory by the traces that they are about. */
class KnownRows {
  readonly verdicts = new Map<string, VerdictRow>();
  readonly #steps = new Map<string, StepLabelRow>();
  readonly #notes = new Map<string, TraceNoteRow>();
  /** Ids of rows by the trace of a record as it was, and by the place of the trace. */
  readonly #byTrace = new Map<string, Set<string>>();

  get isEmpty(): boolean {
    return this.#steps.size === 0 && this.#notes.size === 0;
  }

  take(row: AnnotationRow): void {
    if (row.kind === 'verdict') {
      const name = `${row.sourceHash} ${row.traceIndex}`;
      const before = this.verdicts.get(name);
      if (before && inOrder(row, before) < 0) return;
      this.verdicts.set(name, row);
      return;
    }
    if (row.kind === 'step') this.#steps.set(row.id, row);
    else this.#notes.set(row.id, row);
    for (const name of namesOf(row)) {
      const ids = this.#byTrace.get(name) ?? new Set();
      this.#byTrace.set(name, ids.add(row.id));
    }
  }

  forget(row: AnnotationRow): void {
    if (row.kind === 'verdict') this.verdicts.delete(`${row.sourceHash} ${row.traceIndex}`);
    this.#steps.delete(row.id);
    this.#notes.delete(row.id);
  }

  stepRows(trace: AnnotatedTrace): readonly StepLabelRow[] {
    return ownRows(trace, this.#of(trace, this.#steps));
  }

  notesOf(trace: AnnotatedTrace): readonly TraceNoteRow[] {
    const last = new Map<string, TraceNoteRow>();
    for (const row of ownRows(trace, this.#of(trace, this.#notes)).sort(inOrder)) last.set(row.annotator, row);
    return [...last.values()];
  }

  allNotes(): readonly TraceNoteRow[] {
    const last = new Map<string, TraceNoteRow>();
    for (const row of [...this.#notes.values()].sort(inOrder)) {
      last.set(JSON.stringify([row.annotator, row.record, row.traceIndex]), row);
    }
    return [...last.values()];
  }

  allStepRows(): readonly StepLabelRow[] {
    return [...this.#steps.values()];
  }

  #of<Row>(trace: AnnotatedTrace, rows: ReadonlyMap<string, Row>): Row[] {
    const ids = new Set(namesOf(trace).flatMap((name) => [...(this.#byTrace.get(name) ?? [])]));
    return [...ids].flatMap((id) => rows.get(id) ?? []);
  }
}

/** A record that stands twice in its file has rows of its own each; one that only moved has those of its earlier place. */
function ownRows<Row extends AnnotatedTrace>({ record }: AnnotatedTrace, rows: readonly Row[]): Row[] {
  const own = rows.filter((row) => row.record === record);
  return own.length > 0 ? own : [...rows];
}

function namesOf({ record, traceIndex, traceId, sourceHash }: AnnotatedTrace): readonly string[] {
  return [`${sourceHash} ${traceIndex}`, JSON.stringify([record, traceIndex, traceId])];
}

/** The parts of a trace that stand in rows, and no others. */
function traceOf({ record, traceIndex, traceId, sourceHash }: AnnotatedTrace): AnnotatedTrace {
  return { record, traceIndex, traceId, sourceHash };
}

type WithoutId<Row> = Row extends AnnotationRow ? Omit<Row, 'v' | 'id'> : never;

/** A row with its id. The same may be said twice: the time is part of the id. */
function rowOf(row: WithoutId<AnnotationRow>): AnnotationRow {
  return { v: 1, id: contentHash(JSON.stringify(row)), ...row };
}

const ANNOTATIONS: RowKind<AnnotationRow> = {
  migrations: annotationMigrations,
  // The shapes of the fields are checked, which the compiler cannot see.
  read: (row) => (isAnnotation(row) ? (row as unknown as AnnotationRow) : null),
};

function isAnnotation(row: JsonObject): boolean {
  const placed =
    (['id', 'traceId', 'sourceHash', 'time', 'toolVersion'] as const).every((key) => typeof row[key] === 'string') &&
    typeof row.record === 'number' &&
    typeof row.traceIndex === 'number';
  if (!placed) return false;
  if (row.kind === 'verdict') return row.verdict === 'correct' || row.verdict === 'wrong' || row.verdict === 'none';
  if (typeof row.annotator !== 'string' || typeof row.note !== 'string' || typeof row.flagged !== 'boolean')
    return false;
  return row.kind === 'trace' ? typeof row.done === 'boolean' : row.kind === 'step' && isStepRow(row);
}

function isStepRow({ label, rating, step, origin }: JsonObject): boolean {
  if (typeof step !== 'object' || step === null || Array.isArray(step)) return false;
  const anchor = step as JsonObject;
  return (
    (label === null || typeof label === 'string') &&
    (rating === null || rating === -1 || rating === 0 || rating === 1) &&
    typeof origin === 'string' &&
    (['index', 'start', 'end'] as const).every((key) => typeof anchor[key] === 'number') &&
    typeof anchor.hash === 'string' &&
    typeof anchor.text === 'string'
  );
}
