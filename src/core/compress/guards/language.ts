import { type Guard, PASSED } from './types.ts';

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['Latin', /\p{Script=Latin}/gu],
  ['Chinese or Japanese', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
  ['Korean', /\p{Script=Hangul}/gu],
  ['Devanagari', /\p{Script=Devanagari}/gu],
  ['Greek', /\p{Script=Greek}/gu],
  ['Hebrew', /\p{Script=Hebrew}/gu],
  ['Thai', /\p{Script=Thai}/gu],
];
/** Fewer letters than this say nothing about a language. */
const FEWEST = 20;

/** Whether a rewrite stayed in the script of the source. */
export const language: Guard = {
  id: 'language',
  title: 'Language unchanged',
  summary: 'The main script of the text is the same as before.',
  required: true,
  check({ text, input, hasNewWords }) {
    if (!hasNewWords) return PASSED;
    const before = mainScript(input.text.reasoning);
    const after = mainScript(text);
    if (before === null || after === null || before === after) return PASSED;
    return { passed: false, detail: `The text was mostly ${before} and is now mostly ${after}.` };
  },
};

/** Name of the script that most letters of a text belong to; null when it has too few letters to say. */
export function mainScript(text: string): string | null {
  // Formulas are Latin in every language.
  const prose = text.replace(/\\[a-zA-Z]+/g, ' ');
  let best: string | null = null;
  let most = FEWEST - 1;
  for (const [name, pattern] of SCRIPTS) {
    // One Chinese character says about as much as three letters.
    const weight = name === 'Chinese or Japanese' ? 3 : 1;
    const letters = (prose.match(pattern)?.length ?? 0) * weight;
    if (letters > most) {
      best = name;
      most = letters;
    }
  }
  return best;
}
