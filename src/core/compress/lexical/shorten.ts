const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/).filter((word) => word !== ''));

/**
 * Words that go wherever they stand. No negation, quantity, comparison, unit, preposition, hedge ("maybe": a guess must not
 * become a claim) or verb of result ("is", "equals", "gives") is among them: these carry the meaning.
 */
const FILLERS = words(`
the an okay ok hmm hm um uh oh ah well really actually basically simply just also then therefore thus hence so now please
let's lets indeed obviously clearly certainly definitely literally anyway alright
`);

/** Openings that announce something without saying it; longest first. */
const OPENINGS: readonly string[] = [
  'let me try to figure out',
  'let me break this down',
  'let me figure out',
  'let me think about',
  'let me write that down',
  'i need to figure out',
  'we need to figure out',
  'let me try to',
  'let me think',
  'let me see',
  'you know',
  'of course',
  'in order to',
];

/** Text that must stay as it is: code, formulas, links, quotes, and everything with a digit or a sign of mathematics. */
const PROTECTED =
  /```[\s\S]*?(?:```|$)|`[^`\n]*`|\$\$[\s\S]*?(?:\$\$|$)|\\\[[\s\S]*?(?:\\\]|$)|\\\([\s\S]*?(?:\\\)|$)|https?:\/\/\S+|"[^"\n]{0,300}"|“[^”\n]{0,300}”/g;

/**
 * `text` without filler words, articles and connectives. `keepA` says that "a" is a variable here. Lines and blanks keep
 * their structure; a sentence that loses its head gets its capital back.
 */
export function shorten(text: string, keepA: boolean): string {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(PROTECTED)) {
    out += shortenProse(text.slice(from, match.index), keepA, from === 0) + match[0];
    from = match.index + match[0].length;
  }
  return out + shortenProse(text.slice(from), keepA, from === 0);
}

/** `opens`: the text begins a line of its own and not behind a protected part. */
function shortenProse(text: string, keepA: boolean, opens: boolean): string {
  return text
    .split('\n')
    .map((line, index) => shortenLine(line, keepA, opens || index > 0))
    .join('\n');
}

/** A line with LaTeX commands or single-dollar formulas stays: its words may be arguments. */
function shortenLine(line: string, keepA: boolean, opens: boolean): string {
  if (/\\[a-zA-Z]|(?<!\\)\$[^\s\d]/.test(line) || line.startsWith('|')) return line;
  const parts = line.split(/(\s+)/);
  const kept: string[] = [];
  let opensSentence = opens;
  let lostHead = false;
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] ?? '';
    if (part === '' || /^\s/.test(part)) {
      kept.push(part);
      continue;
    }
    const length = opensSentence || lostHead ? openingAt(parts, i) : 0;
    if (length > 0 || (isFiller(part, keepA) && !beforeFormula(parts, i))) {
      lostHead ||= opensSentence;
      i += Math.max(0, length - 1);
      // The blank after the word goes with it.
      if (/^\s/.test(parts[i + 1] ?? '')) i += 1;
      opensSentence = false;
      continue;
    }
    kept.push(lostHead ? capital(part) : part);
    lostHead = false;
    opensSentence = /[.!?:]["')*]*$/.test(part);
  }
  return kept.join('').trimEnd() + line.slice(line.trimEnd().length);
}

/** A filler word, with at most a comma behind it ("So," or "well,"); an end mark would glue two sentences. */
function isFiller(part: string, keepA: boolean): boolean {
  const bare = part.toLowerCase().replace(/,$/, '').replace('’', "'");
  if (bare === 'a') return !keepA && part === 'a';
  return FILLERS.has(bare) && (part === part.toLowerCase() || /^[A-Z][a-z'’]*,?$/.test(part));
}

/** "so = 3": what looks like a filler is a name in a formula. */
function beforeFormula(parts: readonly string[], at: number): boolean {
  const sign = /^[=+*/^<>-]/;
  return sign.test(parts[at + 2] ?? '') || sign.test((parts[at - 2] ?? '').slice(-1));
}

/** How many parts (words and the blanks between) an announcing opening takes at `at`; 0 when none stands there. */
function openingAt(parts: readonly string[], at: number): number {
  const next = parts
    .slice(at, at + 11)
    .filter((_, index) => index % 2 === 0)
    .map((word) => word.toLowerCase().replace('’', "'"));
  for (const opening of OPENINGS) {
    const expected = opening.split(' ');
    const same = expected.every((word, index) => {
      const have = next[index] ?? '';
      return index + 1 === expected.length ? have === word || have === `${word},` : have === word;
    });
    if (same && next.length > expected.length) return expected.length * 2 - 1;
  }
  return 0;
}

function capital(word: string): string {
  return /^[a-z]{2,}/.test(word) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
