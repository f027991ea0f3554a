import { Grouping, type GroupWish } from '../../core/groups/group.ts';
import type { SampleGroup } from '../../core/groups/types.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import type { Corpus, CorpusEntry } from '../open-corpus.ts';

/** What long work asks for: being stopped, telling how far it is, and letting others in. */
export interface Work {
  readonly signal: AbortSignal;
  /** Share of the work that is done, in [0,1]. */
  onProgress?(share: number): void;
  /** Called after every record; whoever must not be blocked gets in here. */
  pause(): Promise<void>;
  /** Told of every record once, at its first reading; `file` is the 0-based place of its corpus. */
  onEntry?(file: number, entry: CorpusEntry): void;
}

/** Groups and grades all traces of the corpora; holds no texts. Rejects when a file cannot be read or the work was stopped. */
export async function readGroups(
  corpora: readonly Corpus[],
  counter: TokenCounter,
  wish: GroupWish,
  work: Work,
): Promise<readonly SampleGroup[]> {
  const grouping = new Grouping(wish);
  const all = corpora.reduce((sum, { count }) => sum + count, 0);
  let done = 0;
  for (const [file, corpus] of corpora.entries()) {
    for (let position = 0; position < corpus.count; position += 1) {
      work.signal.throwIfAborted();
      const entry = await corpus.entry(position);
      if (entry) work.onEntry?.(file, entry);
      for (const trace of entry?.traces ?? []) {
        grouping.add({
          trace,
          record: entry?.record.value ?? null,
          tracesOfRecord: entry?.traces.length ?? 0,
          file,
          position,
          line: entry?.record.line ?? 0,
          tokens: counter.count(trace.reasoning.text),
        });
      }
      done += 1;
      work.onProgress?.(done / all);
      await work.pause();
    }
  }
  return grouping.finish();
}
