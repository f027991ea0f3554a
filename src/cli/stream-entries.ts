import type { Corpus, CorpusEntry, ReaderWish } from '../app/open-corpus.ts';
import type { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { reasonOf } from './output.ts';
import { type FileVisitor, visitFiles } from './visit-files.ts';

/** What works on the records of one file as they come; it may take the next before it is done with the last. */
export type Consumer = (entries: AsyncIterable<CorpusEntry>, file: string, corpus: Corpus) => Promise<void>;

/** A visitor that hands records on to a consumer that runs beside it. `settle` has to be awaited after the visit. */
export function streamingVisitor(consume: Consumer): FileVisitor & { settle(): Promise<void> } {
  let line = new HandOver<CorpusEntry>();
  let consumed: Promise<void> = Promise.resolve();
  return {
    begin: async (file, corpus) => {
      line = new HandOver();
      consumed = consume(line, file, corpus).finally(() => line.leave());
      // Whoever awaits `settle` hears of it; until then it must not count as unhandled.
      consumed.catch(() => {});
      return true;
    },
    entry: async (_file, _corpus, entry) => line.give(entry),
    end: async () => {
      line.close();
      await consumed;
      return true;
    },
    settle: () => {
      line.close();
      return consumed;
    },
  };
}

/**
 * Goes through the files with a streaming visitor and waits for its consumer. A file that cannot be written is said, and no
 * error of the program; what an interrupted run leaves is none either.
 */
export async function visitStreaming(
  files: readonly string[],
  wish: ReaderWish,
  context: CommandContext,
  visitor: ReturnType<typeof streamingVisitor>,
): Promise<ExitCode> {
  try {
    const code = await visitFiles(files, wish, context, visitor);
    await visitor.settle();
    return code;
  } catch (error) {
    if (context.signal.aborted) return EXIT.interrupted;
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    context.console.say(`Stopped, because a file cannot be read or written: ${reasonOf(error)}.`);
    return EXIT.problems;
  }
}

/** Hands items over one at a time: the giver waits until the taker wants the next. */
class HandOver<Item> implements AsyncIterable<Item> {
  #item: Item | undefined;
  #full = false;
  #closed = false;
  #left = false;
  #wake: (() => void)[] = [];

  /** Resolves with true when the item was taken, with false when nobody takes items any more. */
  async give(item: Item): Promise<boolean> {
    if (this.#left) return false;
    this.#item = item;
    this.#full = true;
    this.#signal();
    while (this.#full && !this.#left) await this.#changed();
    return !this.#left;
  }

  close(): void {
    this.#closed = true;
    this.#signal();
  }

  leave(): void {
    this.#left = true;
    this.#signal();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      while (!this.#full && !this.#closed) await this.#changed();
      if (!this.#full) return;
      const item = this.#item as Item;
      this.#full = false;
      this.#item = undefined;
      this.#signal();
      yield item;
    }
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #signal(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
