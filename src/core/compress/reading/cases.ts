import { plainMath } from '../../analysis/text/plain-math.ts';

/** One case of a distinction, at one place of a text (UTF-16 offset). */
export interface CaseMark {
  /** Same for the cases of one distinction: "case", "when x". */
  readonly group: string;
  /** Tells the cases of a group apart: "2", "x>=0". */
  readonly name: string;
  readonly at: number;
  /** The condition of a named case ("Case 2: x < 0"), in one spelling; '' when it gives none. */
  readonly condition: string;
}

const NUMBERS: Readonly<Record<string, string>> = {
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  i: '1',
  ii: '2',
  iii: '3',
  iv: '4',
  v: '5',
  vi: '6',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
};
const KEYWORD = 'cases?|scenario|subcase|possibility|option|situation|fall|cas|caso';
const LABEL = new RegExp(
  String.raw`\b(${KEYWORD})[ \t]{1,3}(?:#|no\. )?(\d{1,2}|one|two|three|four|five|six|i{1,3}|iv|vi?|[a-f](?=[*_]{0,2}[:.)]))\b(?!')`,
  'gi',
);
const ORDINAL = /\b(first|second|third|fourth|fifth) (case|scenario|subcase|possibility|situation)\b/gi;
const CHINESE = /(情况|情形|场合)[ \t]?([一二三四五六]|\d{1,2})/g;
const ROMAN = /(?:^|\n)[ \t]{0,8}(?:[-*][ \t])?\((i{1,3}|iv|vi?)\)/gi;
/** A sentence or line that sets a condition. */
const CONDITION =
  /(?:^|\n|[.!?] )[ \t]{0,8}(?:[-*•][ \t]{1,3}|\*\*)?(if|when|for|suppose|assume|assuming|supposing)[ \t]{1,2}(?:that[ \t])?([^\n,;:]{1,80}?)(?=,|;|:|\n|\.(?:\s|$)| then\b|$)/gi;

/** Cases that a text tells apart, in order: named ones ("Case 2") and conditions side by side ("If n is even, ..."). Linear. */
export function casesIn(text: string): readonly CaseMark[] {
  const marks: CaseMark[] = [];
  const add = (group: string, name: string, at: number, behind: number): void => {
    const own = NUMBERS[name] ?? name;
    marks.push({ group, name: own, at, condition: conditionBehind(text, behind) });
  };
  for (const match of text.matchAll(LABEL)) {
    const keyword = (match[1] ?? '').toLowerCase().replace(/^cases$/, 'case');
    add(keyword, (match[2] ?? '').toLowerCase(), match.index, match.index + match[0].length);
  }
  for (const match of text.matchAll(ORDINAL))
    add((match[2] ?? '').toLowerCase(), (match[1] ?? '').toLowerCase(), match.index, match.index + match[0].length);
  for (const match of text.matchAll(CHINESE)) add('case', match[2] ?? '', match.index, match.index + match[0].length);
  for (const match of text.matchAll(ROMAN))
    add('roman', (match[1] ?? '').toLowerCase(), match.index + match[0].length - 2, match.index + match[0].length);
  for (const match of text.matchAll(CONDITION)) {
    const named = conditionOf(match[1] ?? '', match[2] ?? '');
    if (named !== null) marks.push({ ...named, at: match.index + match[0].search(/[a-z]/i), condition: '' });
  }
  return marks.sort((a, b) => a.at - b.at);
}

const RELATION = /(?<![\p{L}\d])([a-zA-Z])\s?(=|<=|>=|!=|<|>|≡)\s?(-?[\w./^]{1,12})/u;

/** "x >= 0" after a case's name. */
function conditionBehind(text: string, at: number): string {
  const found = RELATION.exec(plainMath(text.slice(at, at + 60)));
  return found === null ? '' : `${found[1]}${found[2]}${found[3]}`;
}

const EMPTY: ReadonlySet<string> = new Set('a an the is are was were be that there we it he she they'.split(' '));

/** A formula with a letter, or a short phrase: its subject makes the group, the rest the name. */
function conditionOf(opener: string, phrase: string): { readonly group: string; readonly name: string } | null {
  const formula = RELATION.exec(plainMath(phrase));
  const word = opener.toLowerCase().replace(/^(?:assum|suppos).*$/, 'suppose');
  if (formula !== null) return { group: `formula ${formula[1]}`, name: `${formula[1]}${formula[2]}${formula[3]}` };
  const parts = phrase
    .split(/[\s$*]+/)
    .filter((part) => part !== '' && !EMPTY.has(part))
    .map((part) => part.toLowerCase());
  const [subject, ...rest] = parts;
  if (subject === undefined || rest.length === 0 || rest.length > 3) return null;
  return { group: `${word} ${subject}`, name: rest.join(' ') };
}

/** The text in the spelling of conditions, to look for one in it. */
export function conditionText(text: string): string {
  return plainMath(text).replace(/\s/g, '');
}
