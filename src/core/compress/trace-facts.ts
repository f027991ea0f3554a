import { readTrace, type TraceFacts } from '../analysis/facts.ts';
import type { TraceText } from '../analysis/types.ts';

const cache = new WeakMap<TraceText, TraceFacts>();

/** The shared facts of a trace, read once per text object however many strategies and guards ask. */
export function factsOf(text: TraceText): TraceFacts {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const facts = readTrace(text);
  cache.set(text, facts);
  return facts;
}
