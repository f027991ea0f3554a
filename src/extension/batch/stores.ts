import type { Uri } from 'vscode';
import { type JobStore, openJobStore } from '../../app/batch/job-store.ts';
import { type Journal, journalPath, openJournal } from '../../app/batch/journal.ts';
import { variantsPath } from '../../app/variant-store.ts';
import type { Files } from '../files.ts';

/** The variants and the journal beside a corpus; neither needs to be there yet. */
export async function openStores(
  files: Files,
  corpus: Uri,
): Promise<{ readonly variants: JobStore; readonly journal: Journal }> {
  const beside = (path: (corpus: string) => string) => files.appendFile(corpus.with({ path: path(corpus.path) }));
  return {
    variants: await openJobStore(beside(variantsPath)),
    journal: await openJournal(beside(journalPath), now),
  };
}

/** The time of the machine, ISO 8601 in UTC. */
export function now(): string {
  return new Date().toISOString();
}
