/** A mark of LaTeX without its partner, or a command without its parts. `at` is a UTF-16 offset. */
export interface OpenMark {
  readonly at: number;
  /** What is missing, as people write it: "\( \)", "{ }". */
  readonly mark: string;
  /** The line that it stands in, without blanks at the ends and at most 400 characters long. */
  readonly line: string;
}

const MARK =
  /\\\\|\\[{}$%&#_]|\\[()[\]]|\\(begin|end)\{[a-zA-Z*]{1,20}\}|\\(left|right)(?![a-zA-Z])|\\[a-zA-Z]+|[{}]|\$\$/g;
const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  '\\(': ['\\)', '\\( \\)'],
  '\\[': ['\\]', '\\[ \\]'],
  '{': ['}', '{ }'],
};
const CLOSERS: ReadonlySet<string> = new Set(['\\)', '\\]', '}']);

/** Marks without a partner in a text, code left out, in order. Linear in the text. */
export function openMarks(text: string): readonly OpenMark[] {
  const clean = withoutCode(text);
  const stacks = new Map<string, number[]>();
  const open: { at: number; mark: string }[] = [];
  const push = (kind: string, at: number): void => {
    const stack = stacks.get(kind);
    if (stack === undefined) stacks.set(kind, [at]);
    else stack.push(at);
  };
  const close = (kind: string, at: number): void => {
    if (stacks.get(kind)?.pop() === undefined) open.push({ at, mark: kind });
  };
  let displays = 0;
  let lastDisplay = 0;
  for (const match of clean.matchAll(MARK)) {
    const [mark] = match;
    const at = match.index;
    const pair = PAIRS[mark];
    if (pair !== undefined) push(pair[1], at);
    else if (CLOSERS.has(mark)) close(mark === '}' ? '{ }' : mark === '\\)' ? '\\( \\)' : '\\[ \\]', at);
    else if (match[1] === 'begin' || match[2] === 'left')
      push(match[1] === 'begin' ? '\\begin \\end' : '\\left \\right', at);
    else if (match[1] === 'end' || match[2] === 'right')
      close(match[1] === 'end' ? '\\begin \\end' : '\\left \\right', at);
    else if (mark === '$$') {
      displays += 1;
      lastDisplay = at;
    } else if (/^\\[dtc]?frac$/.test(mark) && !hasTwoParts(clean, at + mark.length))
      open.push({ at, mark: '\\frac{}{}' });
  }
  for (const [mark, stack] of stacks) for (const at of stack) open.push({ at, mark });
  // Without a command $$ is a price.
  if (displays % 2 === 1 && /\\[a-zA-Z]/.test(clean)) open.push({ at: lastDisplay, mark: '$$ $$' });
  open.push(...openDollars(clean));
  return open.sort((a, b) => a.at - b.at).map((one) => ({ ...one, line: lineAt(text, one.at) }));
}

/** Code keeps its length in blanks, so that offsets stay. */
function withoutCode(text: string): string {
  const blank = (code: string): string => code.replace(/[^\n]/g, ' ');
  return text.replace(/```[^`]*```/g, blank).replace(/`[^`\n]{0,300}`/g, blank);
}

/** Two groups, or single signs, follow: \frac{1}{2}, \frac12, \frac1{x}, \frac\pi2. */
function hasTwoParts(text: string, from: number): boolean {
  let at = from;
  for (let part = 0; part < 2; part += 1) {
    const first = at;
    while (/\s/.test(text[at] ?? '') && at - first < 20) at += 1;
    if (text[at] === '{') {
      const end = groupEnd(text, at);
      // A group that never closes is told as such.
      if (end < 0) return true;
      at = end + 1;
      continue;
    }
    // Behind a group a lone sign stands right there, else it is the next thing and no part.
    if (part > 0 && at > first) return false;
    const sign = /^(?:[a-zA-Z0-9]|\\(?!times|cdot|div|right|left|sum|text|approx|leq?|geq?|quad)[a-zA-Z]+)/.exec(
      text.slice(at, at + 20),
    );
    if (sign === null) return false;
    at += sign[0].length;
  }
  return true;
}

function groupEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length && i - open < 2000; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

/** Single dollar signs without a partner in their line, where they are no prices. */
function openDollars(text: string): readonly { readonly at: number; readonly mark: string }[] {
  const open: { at: number; mark: string }[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    if (line.includes('$') && line.length <= 4000) {
      const at = openDollar(line);
      if (at !== null) open.push({ at: start + at, mark: '$ $' });
    }
    start += line.length + 1;
  }
  return open;
}

/** A formula begins right behind its sign and ends right before the other one, which no digit follows. */
function openDollar(line: string): number | null {
  const bare = line
    .replace(/\\\$|\$\$/g, '  ')
    .replace(/\\\(.{0,1000}?\\\)|\\\[.{0,1000}?\\\]/g, (part) => ' '.repeat(part.length));
  let left = '';
  const lone: number[] = [];
  for (let i = 0; i < bare.length; i += 1) {
    if (bare[i] !== '$') {
      left += bare[i];
      continue;
    }
    const end = /\s/.test(bare[i + 1] ?? ' ') ? -1 : closingDollar(bare, i + 1);
    if (end < 0) lone.push(i);
    else i = end;
  }
  const [first] = lone.filter((at) => !/\d/.test(bare[at + 1] ?? ''));
  const isFormula = /\\[a-zA-Z]|[\^_]\{/.test(left);
  if (isFormula && lone.length > 0) return first ?? lone[0] ?? null;
  return first !== undefined && /\\[a-zA-Z]/.test(line) ? first : null;
}

function closingDollar(line: string, from: number): number {
  for (let end = line.indexOf('$', from); end >= 0; end = line.indexOf('$', end + 1)) {
    if (!/\s/.test(line[end - 1] ?? '') && !/\d/.test(line[end + 1] ?? '')) return end;
    // "$5 and $6", "$x, but $y$": the second sign opens.
    if (!/\s/.test(line[end + 1] ?? ' ')) return -1;
  }
  return -1;
}

/** Looks no further than the line is shown, so that one endless line with many marks costs no more than its length. */
function lineAt(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 200), at);
  const behind = text.slice(at, at + 200);
  const end = behind.indexOf('\n');
  return (before.slice(before.lastIndexOf('\n') + 1) + (end < 0 ? behind : behind.slice(0, end))).trim();
}
