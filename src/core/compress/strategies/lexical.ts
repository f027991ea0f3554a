import { shorten } from '../lexical/shorten.ts';
import type { BuiltInStrategy, StepAction } from '../types.ts';

/** Rule-based shortening of the words inside steps. It is a plain word list and no trained token classifier. */
export const lexical: BuiltInStrategy = {
  needs: 'none',
  id: 'lexical',
  version: 1,
  title: 'Lexical shortening',
  summary:
    'Leaves out English filler words, articles and connectives; digits, operators, LaTeX, code, names, negations and the boxed answer stay.',
  plan(input) {
    const { reasoning, steps } = input.text;
    // In "let a be the length" a is no article.
    const usesA = /(?:^|[^A-Za-z])a\s?[=+*/^<>]|[=+*/^<>]\s?a(?:[^A-Za-z]|$)|\blet a\b/i.test(reasoning);
    const actions = steps.map((span): StepAction => {
      const text = reasoning.slice(span.start, span.end);
      const shorter = shorten(text, usesA);
      if (shorter === text || input.counter.count(shorter) >= input.counter.count(text)) return { kind: 'keep' };
      if (shorter.trim() === '') return { kind: 'drop', reason: 'Only filler words.' };
      return { kind: 'rewrite', reason: 'Filler words, articles and connectives left out.', text: shorter };
    });
    return { actions };
  },
};
