import { CONCEPT_OF } from './vocabulary.ts';

/** Words repeat all the time; the cache is only a shortcut and bounded. */
const CACHE_SIZE = 20_000;
const cache = new Map<string, string>();

/** A light English stem, enough to match "gifts" with "gift" and "dividing" with "divide"; then the word's concept class. */
export function stem(word: string): string {
  const known = cache.get(word);
  if (known !== undefined) return known;
  const made = stemOf(word);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(word, made);
  return made;
}

function stemOf(word: string): string {
  const direct = CONCEPT_OF.get(word);
  if (direct !== undefined) return direct;
  let base = word.endsWith("'s") || word.endsWith('’s') ? word.slice(0, -2) : word;
  if (base.length > 4 && base.endsWith('ies')) base = `${base.slice(0, -3)}y`;
  else if (base.length > 4 && /(?:ss|sh|ch|x)es$/.test(base)) base = base.slice(0, -2);
  else if (base.length > 3 && base.endsWith('s') && !/(?:ss|us|is)$/.test(base)) base = base.slice(0, -1);
  const known = CONCEPT_OF.get(base);
  if (known !== undefined) return known;
  if (base.length > 5 && base.endsWith('ing')) base = base.slice(0, -3);
  else if (base.length > 4 && base.endsWith('ed')) base = base.slice(0, -2);
  if (base.length > 3 && base.at(-1) === base.at(-2) && !/[lsz]$/.test(base)) base = base.slice(0, -1);
  if (base.length > 4 && base.endsWith('e')) base = base.slice(0, -1);
  return CONCEPT_OF.get(base) ?? CONCEPT_OF.get(`${base}e`) ?? base;
}
