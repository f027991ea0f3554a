import { findTokenizer } from '../core/tokens/registry.ts';

let counter: Promise<(text: string) => number> | undefined;

/** The product's token estimate, for what a server has not reported or not yet answered. */
export function tokenEstimate(): Promise<(text: string) => number> {
  counter ??= load();
  return counter;
}

async function load(): Promise<(text: string) => number> {
  // The estimate needs no ranks; the loader is never called.
  const made = await findTokenizer('estimate')?.create(() => Promise.reject(new Error('the estimate has no ranks')));
  return (text) => made?.count(text) ?? Math.ceil(text.length / 4);
}
