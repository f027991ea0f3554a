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
/** Fewer letters than this say nothing about a script. */
const FEWEST = 20;

/** Formulas are Latin in every language. */
const proseOf = (text: string): string => text.replace(/\\[a-zA-Z]+/g, ' ');

/** Letters by script; one Chinese character says about as much as three letters. */
function lettersBy(text: string): ReadonlyMap<string, number> {
  const prose = proseOf(text);
  return new Map(
    SCRIPTS.map(([name, pattern]) => {
      const weight = name === 'Chinese or Japanese' ? 3 : name === 'Korean' ? 2 : 1;
      return [name, (prose.match(pattern)?.length ?? 0) * weight];
    }),
  );
}

/** Name of the script that most letters of a text belong to; null when it has too few letters to say. */
export function mainScript(text: string): string | null {
  let best: string | null = null;
  let most = FEWEST - 1;
  for (const [name, letters] of lettersBy(text)) {
    if (letters > most) {
      best = name;
      most = letters;
    }
  }
  return best;
}

/** Scripts that have a telling number of letters in a text. */
export function scriptsIn(text: string): ReadonlySet<string> {
  return new Set([...lettersBy(text)].flatMap(([name, letters]) => (letters >= FEWEST ? [name] : [])));
}

/** Words that stand in every longer text of a language and in few of another one's. */
const COMMON: Readonly<Record<string, string>> = {
  English:
    'the of and is are was were to in that this it for with so we he she they his her from then has have had which not no be by on at as there total each so',
  German:
    'der die das und ist sind war nicht ein eine einen mit auf für von zu im den dem des sich es sie er wir also bleiben bleibt hat haben sind man zusammen davon geht noch auch bei pro wird werden',
  French:
    'le la les des et est sont un une du dans que qui pour pas avec sur il elle ils au aux ce cette donc fait par reste plus ont se leur il nous soit payé',
  Spanish:
    'el la los las y es son un una del en que por para con no se su lo al así entre más tiene tienen hay pagan queda quedan todo cada entonces cuestan',
  Italian:
    'il lo la i gli le e è sono un una di del della che per con non si in tutto anche al da ha hanno più danno questo quindi paga ogni piccole',
  Portuguese:
    'o a os as e é são um uma de do da dos das em que por para com não se fez ele ela isso disso cada mais tem têm então assim pagam',
  Dutch:
    'de het een en is zijn van dat dit met op voor te niet er dus samen ook aan bij hij zij we heeft hebben uit naar per elk blijven dik',
};
const LANGUAGE_WORDS: ReadonlyMap<string, readonly string[]> = wordsToLanguages();

function wordsToLanguages(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [language, words] of Object.entries(COMMON)) {
    for (const word of new Set(words.split(' '))) found.set(word, [...(found.get(word) ?? []), language]);
  }
  return found;
}

/**
 * The language of a text in Latin script by its most common words, of seven; null when fewer than `least` of them stand in
 * it or two languages are close.
 */
export function latinLanguage(text: string, least = 2): string | null {
  const counts = new Map<string, number>();
  for (const word of proseOf(text)
    .toLowerCase()
    .match(/[\p{Script=Latin}]{1,20}/gu) ?? []) {
    // Letters of formulas: "a", "e", "o", "y", "i".
    if (word.length === 1 && word !== 'é' && word !== 'è') continue;
    const languages = LANGUAGE_WORDS.get(word) ?? [];
    for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1 / languages.length);
  }
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < least) return null;
  return second !== undefined && second[1] * 1.3 > first[1] ? null : first[0];
}
