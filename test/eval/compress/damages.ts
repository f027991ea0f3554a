/** Planted damage: each changes one thing in an honest compressed text, at a place that depends on `salt` alone. */

export interface Damage {
  readonly id: string;
  readonly group: 'number' | 'answer' | 'latex' | 'code';
  /** The damaged text; undefined when the text has no place for it. */
  apply(text: string, salt: number, context: { readonly source: string; readonly gold: string }): string | undefined;
}

/** One of the matches, another one for each salt. */
function pick(text: string, pattern: RegExp, salt: number): RegExpExecArray | undefined {
  const all = [...text.matchAll(pattern)];
  return all[(salt * 7919 + 13) % Math.max(1, all.length)];
}

function replaced(
  text: string,
  match: RegExpExecArray | undefined,
  other: (found: string) => string,
): string | undefined {
  if (match === undefined) return undefined;
  return text.slice(0, match.index) + other(match[0]) + text.slice(match.index + match[0].length);
}

const shifted = (salt: number) => (digits: string) => {
  const value = Number(digits.replaceAll(',', ''));
  return String(Math.round((value + 1 + (salt % 8)) * 1000) / 1000);
};

/** A whole number that stands for itself: no part of a word, a decimal, a list mark or a calculator mark. */
const NUMBER = String.raw`(?<![\d.,\w\\<{/=*+^-])\d{1,6}(?![\d\w,.:)]*[\d>])`;
const RESULT = /(?<=[=≈] ?(?:\\?\$)? ?)\d{1,6}(?:\.\d+)?(?![\d\w/*+^(]| ?[-+*/×x=])/g;
const OPERAND = /(?<![\d.,\w])\d{1,6}(?:\.\d+)?(?= ?(?:[+*/×÷]|- ?\d|\\times|\\cdot|\\div))/g;
const PROSE = new RegExp(`${NUMBER}(?= [a-z]{3,}|[.,?!]? [a-z]{3,})`, 'g');

const number = (
  id: string,
  pattern: RegExp,
  other: (salt: number, source: string) => (found: string) => string,
): Damage => ({
  id,
  group: 'number',
  apply: (text, salt, { source }) => replaced(text, pick(text, pattern, salt), other(salt, source)),
});

/** Another number of the source: nothing new stands in the text then. */
const known = (salt: number, source: string) => (found: string) => {
  const others = [...new Set(source.match(/(?<![\d.,])\d{1,6}(?![\d.,]*\d)/g) ?? [])].filter((one) => one !== found);
  return others[(salt * 31 + 7) % Math.max(1, others.length)] ?? found;
};

export const damages: readonly Damage[] = [
  number('result of an equation', RESULT, shifted),
  number('operand of an equation', OPERAND, shifted),
  number('operand, another known number', OPERAND, known),
  number('number in a sentence', PROSE, shifted),
  number('number in a sentence, another known one', PROSE, known),
  number(
    'decimal point moved',
    /(?<![\d.,\w<])\d{1,5}\.\d{1,4}(?![\d.>])/g,
    () => (found) => (found.length > 3 && salted(found) ? String(Number(found) / 10) : String(Number(found) * 10)),
  ),
  number(
    'decimal point put in',
    /(?<![\d.,\w\\<])[1-9]\d{1,4}(?![\d.,%>]|\.\d)/g,
    () => (found) => `${found.slice(0, -1)}.${found.slice(-1)}`,
  ),
  number('sign of a result', /(?<== ?)[1-9]\d{0,5}(?![\d\w/*+^(,.]| ?[-+*/×x=])/g, () => (found) => `-${found}`),
  number('operator', /(?<=\d )[-+](?= \$?\d)/g, () => (found) => (found === '+' ? '-' : '+')),
  number('fraction turned', /\\frac\{(\d+)\}\{(\d+)\}|(?<![\d/.])\d{1,2}\/\d{1,2}(?![\d/])/g, () => (found) => {
    const [a, b] = found.match(/\d+/g) ?? [];
    return found.replace(/\d+/g, (one, at: number) => (at < found.lastIndexOf(b ?? '') ? (b ?? one) : (a ?? one)));
  }),
  number(
    'number in LaTeX',
    /(?<=\\frac\{|\\frac\{\d\}\{|\\sqrt\{|\\boxed\{|[a-zA-Z]\^\{?|\\times |\\cdot )\d{1,6}/g,
    shifted,
  ),
  {
    id: 'another final answer',
    group: 'answer',
    apply(text, salt, { gold }) {
      const other = String(Number(gold.match(/\d+/)?.[0] ?? '0') + 3 + salt);
      const boxed = text.lastIndexOf('\\boxed{');
      if (boxed >= 0) {
        const end = closing(text, boxed + 6);
        return end < 0 ? undefined : `${text.slice(0, boxed)}\\boxed{${other}}${text.slice(end + 1)}`;
      }
      return `${text.trimEnd()}\nSo the answer is ${other}.`;
    },
  },
  {
    id: 'final answer changed in place',
    group: 'answer',
    apply(text, salt, { gold }) {
      const digits = /^\d+$/.test(gold) ? gold : '';
      if (digits === '') return undefined;
      const all = [...text.matchAll(new RegExp(`(?<![\\d.,])${digits}(?![\\d]|\\.\\d)`, 'g'))];
      return replaced(text, all.at(-1), shifted(salt));
    },
  },
  cut('closing of a formula', /\\\)|\\\]|(?<=[\w}])\}|(?<=\\frac\{[^{}]{1,20})\}/g),
  cut('opening of a formula', /\\\(|\\\[|(?<=\\(?:frac|boxed|sqrt))\{/g),
  cut('dollar sign of a formula', /(?<=(?<!\\)\$[^$\n]{1,40}\\[a-z]+[^$\n]{0,40})(?<!\\)\$(?!\$)/g),
  cut('second part of a fraction', /(?<=\\frac\{[^{}]{1,20}\})\{[^{}]{1,20}\}/g),
  {
    id: 'text cut inside a formula',
    group: 'latex',
    apply(text, salt) {
      const match = pick(text, /\\(?:frac|boxed|sqrt|text)\{/g, salt);
      const end = match === undefined ? -1 : text.indexOf('\n', match.index);
      if (match === undefined) return undefined;
      return text.slice(0, match.index + match[0].length) + (end < 0 ? '' : text.slice(end));
    },
  },
];

function salted(found: string): boolean {
  return Number(found.at(-1)) % 2 === 0;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    else if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function cut(id: string, pattern: RegExp): Damage {
  return { id, group: 'latex', apply: (text, salt) => replaced(text, pick(text, pattern, salt), () => '') };
}

/** Whether the damage really says something that the source does not: each changed line stands nowhere in the source. */
export function isDamage(before: string, after: string, source: string): boolean {
  if (before === after) return false;
  const lines = (text: string): readonly string[] => text.split(/\n|(?<=[.!?]) /).map((line) => line.trim());
  const old = new Set(lines(before));
  const changed = lines(after).filter((line) => line !== '' && !old.has(line));
  return changed.length === 0 || changed.some((line) => !source.includes(line));
}

const CODE =
  '```python\ndef total(values):\n    result = 0\n    for value in values:\n        result += value\n    return result\n```';

/** A text with a code block behind it, and the ways in which the block can be hurt. */
export const codeDamages: readonly { readonly id: string; readonly code: string }[] = [
  { id: 'closing fence lost', code: CODE.slice(0, -3) },
  { id: 'opening fence lost', code: CODE.slice('```python\n'.length) },
  { id: 'a line lost', code: CODE.replace('    result = 0\n', '') },
  { id: 'a name changed', code: CODE.replace('result += value', 'result += values') },
  { id: 'an operator changed', code: CODE.replace('+=', '-=') },
  { id: 'indentation lost', code: CODE.replace('        result', '    result') },
  { id: 'cut in the middle', code: CODE.slice(0, 70) },
];
export const codeBlock: string = CODE;
