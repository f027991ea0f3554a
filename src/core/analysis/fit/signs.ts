/**
 * Wanted sign of the weights of the information features: 1, -1, or 0 for any. Features that are not here (the passes' own evidence)
 * have 1: they never count against.
 */
export const SIGNS: Readonly<Record<string, number>> = {
  'no-new-number': 1,
  'new-number': -1,
  'new-result': -1,
  'no-new-formula': 1,
  'no-math': 0,
  'no-result': 0,
  'new-words': 0,
  'nothing-at-all': 0,
  'little-news': 0,
  'news-taken-up': 0,
  'news-taken-next': 0,
  'news-left': 1,
  contained: 0,
  'same-numbers': 1,
  'from-question': 0,
  'math-known': 0,
  'math-said-before': 1,
  'math-said-next': 0,
  'math-new': 0,
  'next-from-before': 0,
  'next-from-here': -1,
  needed: -1,
};
