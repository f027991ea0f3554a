import { type AnnotationLog, annotationsPath, openAnnotations, withVerdicts } from '../app/annotation-store.ts';
import type { GroupWish } from '../core/groups/group.ts';
import { nodeAppendFile } from '../platform/node/files.ts';

/** A person's verdicts beside each file, in their order; none for stdin. Rejects when one cannot be read. */
async function verdictLogs(files: readonly string[]): Promise<readonly (AnnotationLog | null)[]> {
  return Promise.all(
    files.map((file) => (file === '-' ? null : openAnnotations(nodeAppendFile(annotationsPath(file))))),
  );
}

/** The wish with what people said of answers beside the files. */
export async function withVerdictsBeside(wish: GroupWish, files: readonly string[]): Promise<GroupWish> {
  return withVerdicts(wish, await verdictLogs(files));
}
