import { contentHash } from '../base/hash.ts';
import type { JsonObject } from '../base/json.ts';
import type { GroupWish } from '../core/groups/group.ts';
import type { Verdict } from '../core/groups/types.ts';
import { annotationMigrations } from '../core/migrate/annotation-migrations.ts';
import type { PersonVerdict, VerdictRow } from '../core/model/annotation.ts';
import type { AppendFile } from './ports.ts';
import { openRows, type RowKind } from './row-store.ts';

/** A trace that a person judges. */
export interface JudgedTrace {
  readonly record: number;
  readonly traceIndex: number;
  readonly traceId: string;
  readonly sourceHash: string;
}

/** The verdicts of a person beside a corpus. */
export interface VerdictLog {
  /** Verdicts that stand, those on changed records too. */
  readonly count: number;
  /** The verdict on a trace of a record as it is now; undefined when there is none or it was taken back. */
  of(sourceHash: string, traceIndex: number): Verdict | undefined;
  /** Stores a verdict; resolves when it is on the disk. */
  put(
    trace: JudgedTrace,
    verdict: PersonVerdict,
    made: { readonly time: string; readonly toolVersion: string },
  ): Promise<void>;
}

/** Address of the annotations file beside a corpus: "runs.jsonl" gives "runs.annotations.jsonl". */
export function annotationsPath(corpusPath: string): string {
  return `${corpusPath.replace(/\.(jsonl|ndjson|json)$/i, '')}.annotations.jsonl`;
}

/** Opens an annotations file; one that is not there is empty. Rejects when it cannot be read. */
export async function openVerdicts(file: AppendFile): Promise<VerdictLog> {
  const verdicts = new Map<string, PersonVerdict>();
  const nameOf = (sourceHash: string, traceIndex: number) => `${sourceHash} ${traceIndex}`;
  const log = await openRows(file, VERDICTS, (row) => {
    const name = nameOf(row.sourceHash, row.traceIndex);
    if (row.verdict === 'none') verdicts.delete(name);
    else verdicts.set(name, row.verdict);
  });
  return {
    get count() {
      return verdicts.size;
    },
    of: (sourceHash, traceIndex) => {
      const verdict = verdicts.get(nameOf(sourceHash, traceIndex));
      return verdict === 'none' ? undefined : verdict;
    },
    put: async (trace, verdict, { time, toolVersion }) => {
      // A verdict may be taken back and given again: the time is part of its id.
      const id = contentHash(JSON.stringify(['verdict', trace.sourceHash, trace.traceIndex, verdict, time]));
      await log.append({ v: 1, kind: 'verdict', id, ...trace, verdict, time, toolVersion });
    },
  };
}

/** The wish with what people said of answers, where they said something; the logs are in the order of the files, null for none. */
export function withVerdicts(wish: GroupWish, logs: readonly (VerdictLog | null)[]): GroupWish {
  if (logs.every((log) => (log?.count ?? 0) === 0)) return wish;
  return {
    ...wish,
    verdictOf: ({ file, traceIndex, sourceHash }) => logs[file]?.of(sourceHash ?? '', traceIndex),
  };
}

const VERDICTS: RowKind<VerdictRow> = {
  migrations: annotationMigrations,
  // The shapes of the fields are checked, which the compiler cannot see.
  read: (row) => (isVerdict(row) ? (row as unknown as VerdictRow) : null),
};

function isVerdict(row: JsonObject): boolean {
  return (
    row.kind === 'verdict' &&
    (['id', 'traceId', 'sourceHash', 'time', 'toolVersion'] as const).every((key) => typeof row[key] === 'string') &&
    typeof row.record === 'number' &&
    typeof row.traceIndex === 'number' &&
    (row.verdict === 'correct' || row.verdict === 'wrong' || row.verdict === 'none')
  );
}
