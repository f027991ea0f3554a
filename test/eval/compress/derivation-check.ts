/**
 * Looks for the derivation of a value in a text, without any code of the product: own reading of arithmetic, own closure.
 * Used to check the guards and strategies from outside.
 */

/** Numbers that need no source: small counts, usual parts, and units of time. */
const CONSTANTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 0.5, 0.25, 24, 30, 31, 52, 60, 100, 365, 1000];
const WORDS: Readonly<Record<string, number>> = {
  half: 0.5,
  quarter: 0.25,
  third: 1 / 3,
  dozen: 12,
  twice: 2,
  double: 2,
  triple: 3,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
};

/** LaTeX, signs and spoken operators in one plain spelling. */
export function plain(text: string): string {
  return text
    .replace(/<<[^<>]{0,200}>>/g, (mark) => ` ${mark.slice(2, -2)} . `)
    .replace(/\\(?:dfrac|tfrac|frac)\s?\{([^{}]{1,40})\}\s?\{([^{}]{1,40})\}/g, '($1)/($2)')
    .replace(/\\(?:text|mathrm|textbf|mathbf)\s?\{([^{}]{0,80})\}/g, ' $1 ')
    .replace(/\\boxed\s?\{([^{}]{0,80})\}/g, ' $1 ')
    .replace(/\\(?:times|cdot|ast)\b|×|·|∗/g, '*')
    .replace(/\\div\b|÷/g, '/')
    .replace(/\\approx\b|≈/g, '=')
    .replace(/\\[,;!() [\]]|\\(?:left|right|quad|implies|Rightarrow)\b|[$*`]{2}|\\\$|\$/g, ' ')
    .replace(/[−–]/g, '-')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(/(?<=\d)\s?x\s?(?=\d)/g, '*')
    .replace(/\bdivided by\b/gi, '/')
    .replace(/\b(?:multiplied by|times)\b(?= ?[(\d])/gi, '*')
    .replace(/(?<=\d\s)\bplus\b(?=\s\d)/gi, '+')
    .replace(/(?<=\d\s)\bminus\b(?=\s\d)/gi, '-')
    .replace(/\b(?:equals|is equal to|gives|totaling)\b/gi, '=')
    .replace(/(\d+(?:\.\d+)?)\s?%/g, '($1/100)');
}

/** Value of plain arithmetic; NaN for anything else. */
export function calculate(expression: string): number {
  const tokens = expression.match(/\d+\.?\d*|\.\d+|[-+*/()]/g) ?? [];
  if (tokens.join('') !== expression.replace(/\s/g, '') || tokens.length > 120) return Number.NaN;
  let at = 0;
  const atom = (): number => {
    const token = tokens[at];
    at += 1;
    if (token === '-') return -atom();
    if (token !== '(') return token === undefined ? Number.NaN : Number(token);
    const inner = sum();
    at += 1;
    return tokens[at - 1] === ')' ? inner : Number.NaN;
  };
  const product = (): number => {
    let left = atom();
    for (;;) {
      const sign = tokens[at];
      if (sign === '(') left *= atom();
      else if (sign === '*' || sign === '/') {
        at += 1;
        const right = atom();
        left = sign === '*' ? left * right : left / right;
      } else return left;
    }
  };
  function sum(): number {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      const sign = tokens[at];
      at += 1;
      const right = product();
      left = sign === '+' ? left + right : left - right;
    }
    return left;
  }
  const value = sum();
  return at === tokens.length ? value : Number.NaN;
}

/** Numbers written in a text, spelled ones too. */
export function numbersIn(text: string): readonly number[] {
  const digits = (plain(text).match(/\d+(?:\.\d+)?|\.\d+/g) ?? []).map(Number);
  const spelled = (text.toLowerCase().match(/[a-z]+/g) ?? []).flatMap((word) => WORDS[word] ?? []);
  return [...digits, ...spelled];
}

const same = (a: number, b: number): boolean => Math.abs(a - b) <= 0.006 * Math.max(1e-9, Math.abs(b));

interface Rule {
  readonly from: readonly number[];
  readonly to: number;
}

/** Arithmetic in plain signs, with the units between numbers and signs left out: "1 pound/day * 7 days = 7". */
function withoutUnits(text: string): string {
  return plain(text)
    .replace(/(?<=\d ?)(?:[a-z]{1,20})?\/ ?[a-z]{2,20}(?: of [a-z]{2,20})?/gi, ' ')
    .replace(/(?<=[\d)])[ \t]{0,3}(?:[a-z]{2,20}[ \t]{1,3}){1,4}(?=[-+*/=])/gi, ' ')
    .replace(/(?<=[\d)])[ \t]{0,2}\([a-z \t]{2,40}\)/gi, ' ');
}

/** "900 + 270. Let me add those: ... 1170": an expression whose value stands a little behind it. */
function expressionRules(text: string): readonly Rule[] {
  const bare = withoutUnits(text);
  return [...bare.matchAll(/[\d(.][-+*/().\d \t]{2,120}[\d)]/g)].flatMap((match): Rule[] => {
    const value = calculate(match[0].trim());
    const from = (match[0].match(/\d+\.?\d*|\.\d+/g) ?? []).map(Number);
    if (Number.isNaN(value) || from.length < 2) return [];
    const behind = bare.slice(match.index + match[0].length, match.index + match[0].length + 400);
    return numbersIn(behind).some((one) => same(one, value)) ? [{ from, to: value }] : [];
  });
}

/** "24 - 5 = 19" and chains of it, true ones only, units between numbers left out. */
function equationRules(text: string): readonly Rule[] {
  const bare = withoutUnits(text);
  return (bare.match(/[-+*/().\d \t]{1,200}(?:=[-+*/().\d \t]{1,200}){1,6}/g) ?? []).flatMap((chain) => {
    const sides = chain.split('=').map((side) =>
      side
        .trim()
        .replace(/[.*]+$/, '')
        .replace(/^[*.+]+/, '')
        .trim(),
    );
    return sides.slice(1).flatMap((right, i) => {
      const left = sides[i] ?? '';
      const to = calculate(right);
      const from = (left.match(/\d+\.?\d*|\.\d+/g) ?? []).map(Number);
      const holds = same(calculate(left), to);
      return holds && /[-+*/]/.test(left.slice(1)) && from.length >= 2 ? [{ from, to }] : [];
    });
  });
}

/** "4D + 7 = 43" and "4D = 36": what follows for the rest and for the letter. */
function symbolRules(text: string): readonly Rule[] {
  const bare = plain(text);
  const sums = [
    ...bare.matchAll(/(?<![\d.])(\d{0,6})\s?[a-zA-Z]\s?([-+])\s?(\d{1,9}(?:\.\d+)?)\s?=\s?(\d{1,9}(?:\.\d+)?)/g),
  ].flatMap((m) => {
    const [coefficient, added, right] = [Number(m[1] || 1), Number(m[3]), Number(m[4])];
    const rest = m[2] === '+' ? right - added : right + added;
    return [
      { from: [added, right], to: rest },
      { from: [added, right, coefficient], to: rest / coefficient },
    ];
  });
  const products = [...bare.matchAll(/(?<![\d.])(\d{1,6}(?:\.\d+)?)\s?\*?\s?[a-zA-Z]\s?=\s?(\d{1,9}(?:\.\d+)?)/g)].map(
    (m) => ({
      from: [Number(m[1]), Number(m[2])],
      to: Number(m[2]) / Number(m[1]),
    }),
  );
  return [...sums, ...products];
}

/** "half of 50 is 25", "30% of $900 ... 270": a number of a sentence that two others in it or in the one before give. */
function sentenceRules(text: string): readonly Rule[] {
  const sentences = text.split(/(?<=[.!?])\s|\n+/);
  return sentences.flatMap((sentence, index) => {
    const all = [...new Set(numbersIn(`${sentences[index - 1] ?? ''} ${sentence}`))];
    if (all.length < 2 || all.length > 14) return [];
    const own = new Set(numbersIn(sentence));
    return [...own].flatMap((to) =>
      all.flatMap((a) =>
        all.flatMap((b): Rule[] => {
          if (a === to || b === to) return [];
          if (a === b) return [];
          const gives = [a + b, a - b, a * b, a / b, (a * b) / 100].some((value) => same(value, to));
          return gives ? [{ from: [a, b], to }] : [];
        }),
      ),
    );
  });
}

/** Whether `goal` follows in the text from `given` numbers by the calculations that the text shows. */
export function derives(text: string, given: readonly number[], goal: number): boolean {
  const rules = [...equationRules(text), ...symbolRules(text), ...sentenceRules(text), ...expressionRules(text)];
  const known = [...new Set([...CONSTANTS, ...given])];
  const has = (value: number): boolean => known.some((one) => same(one, value));
  let reached = false;
  for (let grew = true; grew; ) {
    grew = false;
    for (const rule of rules) {
      if (!rule.from.every(has)) continue;
      if (same(rule.to, goal)) reached = true;
      if (!has(rule.to)) {
        known.push(rule.to);
        grew = true;
      }
    }
  }
  return reached;
}

/** The value in one spelling without blanks and LaTeX dress, for values that are no numbers. */
const dressless = (text: string): string =>
  text
    .replace(/\\(?:left|right|,|;|!|\(|\)|\[|\])|\\text\{([^{}]*)\}|[$\s]/g, '$1')
    .replaceAll('dfrac', 'frac')
    .toLowerCase();

/** Lines that come to the value, as their numbers and signs: words may be shortened. */
function lines(text: string, value: string): readonly string[] {
  const goal = dressless(value);
  return text
    .split(/\n|(?<=[.!?])\s/)
    .map(dressless)
    .filter((line) => line.includes(goal) && line.length > goal.length + 3)
    .map((line) => line.replace(/[^\d=+*/^(){}<>\\-]|[-,.](?!\d)/g, ''));
}

export type Kept = 'kept' | 'lost' | 'nothing to keep';

/**
 * Whether the compressed text still has a derivation of the gold value. `how` says what was looked for: calculations back
 * to numbers of the question, else the lines that state the value.
 */
export function derivationKept(
  question: string,
  before: string,
  after: string,
  gold: string,
): { readonly kept: Kept; readonly how: 'calculated' | 'stated' } {
  const goal = calculate(plain(gold).trim());
  const given = numbersIn(question);
  if (!Number.isNaN(goal) && derives(before, given, goal))
    return { kept: derives(after, given, goal) ? 'kept' : 'lost', how: 'calculated' };
  const there = new Set(lines(before, gold));
  if (there.size === 0) return { kept: 'nothing to keep', how: 'stated' };
  return { kept: lines(after, gold).some((line) => there.has(line)) ? 'kept' : 'lost', how: 'stated' };
}
