import { makeInside, protectedSpans } from '../protect.ts';
import { spansBetween } from '../span-tools.ts';
import type { Segmenter } from '../types.ts';

/** A repeat inside a repeated group, or a back reference: may take exponential time. */
const RISKY = /[+*}]\s*\)\s*[+*{]|\\[1-9]|\\k</;

/** The pattern compiled, or `null` when it is no regular expression, too long, or could run away. */
export function compilePattern(pattern: string | undefined): RegExp | null {
  if (pattern === undefined || pattern === '' || pattern.length > 500 || RISKY.test(pattern)) return null;
  try {
    return new RegExp(pattern, 'gmu');
  } catch {
    return null;
  }
}

/** The matches of the person's own pattern part the steps; an unusable pattern leaves the text in one piece. */
export const customRegexSegmenter: Segmenter = {
  id: 'custom-regex',
  title: 'Own pattern',
  summary: 'Cuts before every match of your own regular expression (flags m and u); nothing is left out.',
  segment: (text, options) => {
    const pattern = compilePattern(options.pattern);
    if (pattern === null) return spansBetween(text, []);
    const inside = makeInside(protectedSpans(text));
    const cuts: number[] = [];
    for (const match of text.matchAll(pattern)) if (!inside(match.index)) cuts.push(match.index);
    return spansBetween(text, cuts);
  },
};
