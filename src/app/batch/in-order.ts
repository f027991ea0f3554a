/** Most results that wait for an earlier one; beyond it nothing new is begun. */
const WINDOW = 2000;

/**
 * Does `work` on the items, at most `width` at the same time, and gives the results in the order of the items. Items are
 * taken one by one, when there is room. A rejection of `work` ends it, when all that was begun has ended.
 */
export async function* inOrder<Item, Result>(
  items: AsyncIterator<Item>,
  width: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const results: Promise<Result>[] = [];
  const running = new Set<Promise<unknown>>();
  const ended = new WeakSet<Promise<Result>>();
  let more = true;
  let failed = false;
  const begin = async (): Promise<void> => {
    const next = await items.next();
    if (next.done) {
      more = false;
      return;
    }
    const result = work(next.value);
    results.push(result);
    const end = (): void => {
      ended.add(result);
      running.delete(watched);
    };
    const watched: Promise<void> = result.then(end, () => {
      failed = true;
      end();
    });
    running.add(watched);
  };
  try {
    while (more || results.length > 0) {
      while (more && !failed && running.size < width && results.length < WINDOW) await begin();
      const first = results[0];
      if (first === undefined) continue;
      const waits = more && !failed && running.size >= width ? [first, Promise.race(running)] : [first];
      await Promise.race(waits);
      if (!ended.has(first)) continue;
      yield await first;
      results.shift();
    }
  } finally {
    await Promise.allSettled(running);
  }
}
