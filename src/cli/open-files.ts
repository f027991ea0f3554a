import type { Work } from '../app/groups/read-groups.ts';
import type { Corpus } from '../app/open-corpus.ts';
import type { Choices } from './choices.ts';
import type { CommandContext } from './context.ts';
import { openInput } from './input.ts';
import { ProblemLog } from './problem-log.ts';
import { breathe } from './visit-files.ts';

/** Files that are open all at once, and work on them with its progress shown and its problems told. */
export interface OpenFiles {
  readonly corpora: readonly Corpus[];
  readonly work: Work;
  /** Says what was not told yet; true when there were errors in the input. */
  end(): boolean;
  close(): Promise<void>;
}

/** Opens the files; null when one cannot be read, which was said. `what` names the work on the progress bar. */
export async function openFiles(
  files: readonly string[],
  choices: Choices,
  context: CommandContext,
  what: string,
): Promise<OpenFiles | null> {
  const { console, host, signal } = context;
  const opened: { readonly corpus: Corpus; close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    console.clear();
    for (const input of opened) await input.close();
  };
  for (const file of files) {
    const input = await openInput(file, choices.wish, host, signal);
    if (typeof input === 'string') {
      console.say(`${file}: ${input}.`);
      await close();
      return null;
    }
    if (input.note !== null) console.say(`${file}: ${input.note}`);
    opened.push(input);
  }
  const logs = files.map((file) => new ProblemLog(console, file));
  const corpora = opened.map(({ corpus }) => corpus);
  return {
    corpora,
    close,
    work: {
      signal,
      pause: breathe,
      onProgress: (share) => console.progress(what, share, `${Math.round(100 * share)} %`),
      onEntry: (file, entry) => {
        for (const problem of entry.problems) logs[file]?.add(entry.record.line, problem);
      },
    },
    end: () => {
      for (const [file, corpus] of corpora.entries()) {
        for (const problem of corpus.problems) logs[file]?.add(problem.line, problem);
        logs[file]?.end();
      }
      return logs.some((log) => log.errors > 0) || corpora.some(({ problems }) => problems.length > 0);
    },
  };
}
