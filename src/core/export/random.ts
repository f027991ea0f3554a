import { contentHash } from '../../base/hash.ts';

/** Numbers in [0,1) that look random; the same for the same seed on every platform. */
export type Random = () => number;

/**
 * Random numbers of their own for each `name` (a group's key, say), so that what is drawn for one trace does not depend on
 * which others are exported. The generator is the public-domain mulberry32.
 */
export function randomFor(seed: number, name: string): Random {
  let state = Number.parseInt(contentHash(`${seed}\n${name}`).slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A new list with the items in random order. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [all[i] as Item, all[j] as Item];
    all[i] = b;
    all[j] = a;
  }
  return all;
}

/** `count` of the items, chosen at random, in their order; all when there are fewer. */
export function sampled<Item>(items: readonly Item[], count: number, random: Random): Item[] {
  if (items.length <= count) return [...items];
  const chosen = new Set(shuffled([...items.keys()], random).slice(0, count));
  return items.filter((_item, index) => chosen.has(index));
}
