/** LaTeX commands that only shape the page. */
const SILENT = new Set(
  'left right big Big bigg Bigg displaystyle textstyle quad qquad limits nolimits text textbf textit mathrm mathbf mathit mathbb mathcal operatorname boxed fbox hspace vspace phantom label tag begin end hline'.split(
    ' ',
  ),
);
const RENAMED: Readonly<Record<string, string>> = {
  times: '*',
  cdot: '*',
  ast: '*',
  div: '/',
  pm: '+-',
  le: '<=',
  leq: '<=',
  leqslant: '<=',
  ge: '>=',
  geq: '>=',
  geqslant: '>=',
  approx: '≈',
  neq: '!=',
  ne: '!=',
  to: '=>',
  rightarrow: '=>',
  Rightarrow: '=>',
  implies: '=>',
  therefore: 'therefore',
  circ: '°',
  degree: '°',
  ldots: ' ... ',
  cdots: ' ... ',
  dots: ' ... ',
  lfloor: '(',
  rfloor: ')',
  cup: '∪',
  cap: '∩',
};
const CHARS: Readonly<Record<string, string>> = {
  '×': '*',
  '·': '*',
  '∙': '*',
  '⋅': '*',
  '÷': '/',
  '−': '-',
  '–': '-',
  '≤': '<=',
  '≥': '>=',
  '→': '=>',
  '⇒': '=>',
  '½': '(1/2)',
  '¼': '(1/4)',
  '¾': '(3/4)',
  '²': '^2',
  '³': '^3',
  '＝': '=',
  '＋': '+',
  '（': '(',
  '）': ')',
  '，': ',',
  '％': '%',
  '√': ' sqrt',
  $: ' ',
  '&': ' ',
  '`': ' ',
  '~': ' ',
};

type Group = 'none' | 'paren' | 'numerator' | 'denominator';

/** Letters of the command at `at` (which points behind the backslash). */
function commandAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && /[a-zA-Z]/.test(text[end] ?? '')) end++;
  return text.slice(at, end);
}

/** Short form without braces: \frac12, \frac{1}2 is left alone. */
function bareFraction(text: string, at: number): { out: string; next: number } | null {
  const match = /^ ?(\w) ?(\w)/.exec(text.slice(at, at + 6));
  return match === null ? null : { out: `(${match[1]}/${match[2]})`, next: at + match[0].length };
}

function command(text: string, at: number, out: string[], stack: Group[]): number {
  const name = commandAt(text, at);
  let next = at + name.length;
  if (name === '') {
    const char = text[at] ?? '';
    out.push('%$#&'.includes(char) ? (char === '%' ? '%' : ' ') : ' ');
    return at + 1;
  }
  if (name === 'frac' || name === 'dfrac' || name === 'tfrac' || name === 'cfrac') {
    while (text[next] === ' ') next++;
    if (text[next] === '{') {
      out.push('((');
      stack.push('numerator');
      return next + 1;
    }
    const bare = bareFraction(text, next);
    if (bare !== null) {
      out.push(bare.out);
      return bare.next;
    }
  }
  if (name === 'sqrt' && text[next] === '{') {
    out.push(' sqrt(');
    stack.push('paren');
    return next + 1;
  }
  if (name === 'binom' && text[next] === '{') out.push(' binom ');
  else if (!SILENT.has(name)) out.push(RENAMED[name] ?? ` ${name} `);
  else out.push(' ');
  return next;
}

function closeGroup(text: string, at: number, out: string[], stack: Group[]): number {
  const group = stack.pop() ?? 'none';
  if (group === 'numerator') {
    let next = at + 1;
    while (text[next] === ' ') next++;
    if (text[next] === '{') {
      out.push(')/(');
      stack.push('denominator');
      return next + 1;
    }
    out.push('))/');
    return at + 1;
  }
  out.push(group === 'denominator' ? '))' : group === 'paren' ? ')' : ' ');
  return at + 1;
}

/** GSM8K's calculator mark "<<48/2=24>>": dropped where the value follows it, else its inside stands for itself. */
function calculatorMark(text: string, at: number): { out: string; next: number } | null {
  if (text[at + 1] !== '<') return null;
  const inside = /^<<([^<>\n]{0,120})>>/.exec(text.slice(at, at + 126));
  if (inside === null) return null;
  const next = at + inside[0].length;
  return /[\d.$-]/.test(text[next] ?? ' ') ? { out: '', next } : { out: ` ${inside[1] ?? ''} `, next };
}

/** Digits beyond ASCII (full width) as ASCII. */
function plainChar(char: string): string {
  const code = char.charCodeAt(0);
  if (code >= 0xff10 && code <= 0xff19) return String.fromCharCode(code - 0xff10 + 48);
  return CHARS[char] ?? char;
}

/** Whether a character stands for itself: ASCII but for the few signs that mean something else. */
function isPlain(code: number): boolean {
  return (
    code < 128 &&
    code !== 92 &&
    code !== 123 &&
    code !== 125 &&
    code !== 42 &&
    code !== 36 &&
    code !== 38 &&
    code !== 96 &&
    code !== 126 &&
    code !== 60
  );
}

/**
 * LaTeX, Markdown and Unicode mathematics as plain one-line notation: `\frac{1}{2}` is `((1)/(2))`, `\times` is `*`,
 * `\text{kg}` is `kg`, dollar signs go. For reading values only; offsets do not survive. Linear, never throws.
 */
export function plainMath(text: string): string {
  const out: string[] = [];
  const stack: Group[] = [];
  let i = 0;
  while (i < text.length) {
    let end = i;
    while (end < text.length && isPlain(text.charCodeAt(end))) end++;
    if (end > i) {
      out.push(text.slice(i, end));
      i = end;
      continue;
    }
    const char = text[i] ?? '';
    const mark = char === '<' ? calculatorMark(text, i) : null;
    if (mark !== null) {
      out.push(mark.out);
      i = mark.next;
    } else if (char === '\\') i = command(text, i + 1, out, stack);
    else if (char === '{') {
      if (text.startsWith('{,}', i)) {
        out.push(',');
        i += 3;
        continue;
      }
      const power = text[i - 1] === '^';
      out.push(power ? '(' : '');
      stack.push(power ? 'paren' : 'none');
      i++;
    } else if (char === '}') i = closeGroup(text, i, out, stack);
    else if (char === '*' && text[i + 1] === '*') {
      const between =
        /[\w)]/.test(text[i - 1] ?? ' ') && /[\w(]/.test(text[i + 2] ?? ' ') && /\d/.test(text[i + 2] ?? '');
      out.push(between ? '^' : ' ');
      i += 2;
    } else {
      out.push(plainChar(char));
      i++;
    }
  }
  return out.join('');
}
