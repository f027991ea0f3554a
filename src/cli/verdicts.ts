import { annotationsPath, openVerdicts, type VerdictLog } from '../app/annotation-store.ts';
import type { GroupWish } from '../core/groups/group.ts';
import { nodeAppendFile } from '../platform/node/files.ts';

/** A person's verdicts beside each file, in their order; none for stdin. Rejects when one cannot be read. */
async function verdictLogs(files: readonly string[]): Promise<readonly (VerdictLog | null)[]> {
  return Promise.all(files.map((file) => (file === '-' ? null : openVerdicts(nodeAppendFile(annotationsPath(file))))));
}

/** The wish with what people said of answers, where they said something. */
export async function withVerdicts(wish: GroupWish, files: readonly string[]): Promise<GroupWish> {
  const logs = await verdictLogs(files);
  if (logs.every((log) => (log?.count ?? 0) === 0)) return wish;
  return {
    ...wish,
    verdictOf: ({ file, traceIndex, sourceHash }) => logs[file]?.of(sourceHash ?? '', traceIndex),
  };
}
