import { evaluate } from './evaluate.ts';
import { numberKey, type Token } from './lexer.ts';

/** One side of an equation, or a formula without an equals sign. */
export interface Expression {
  /** Canonical notation: no blanks, no outer parentheses, operands of a flat sum or product in order. */
  readonly key: string;
  /** Its value when it is plain arithmetic. */
  readonly value: number | null;
  /** Numbers in it, as keys. */
  readonly numbers: readonly string[];
  /** Operators and operands; a lone number or letter has 1. */
  readonly size: number;
  readonly hasSymbol: boolean;
}

/** A chain "a = b = c". The left side may be empty: "Rug width = 8". */
export interface Equation {
  readonly sides: readonly Expression[];
  /** Canonical key of the first against the last side. */
  readonly key: string;
  /** Words right before the formula, stems are not applied: the name of the quantity. */
  readonly relation: string;
  /** False where one side is only compared with another: x < 3. */
  readonly isEquality: boolean;
}

export interface Formulas {
  readonly equations: readonly Equation[];
  /** Formulas with at least one operator or a symbol with an operand, without an equals sign. */
  readonly expressions: readonly Expression[];
}

const RELATIONS: ReadonlySet<string> = new Set(['=', '≈', '<', '>', '<=', '>=', '!=', '=>']);
const COMPARISONS: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', '!=']);
const ARITHMETIC = '+-*/^=≈<>';
/** Longest formula that is read, in tokens; the rest starts a new one. */
const MAX_RUN = 160;

function stripOuter(tokens: readonly Token[]): readonly Token[] {
  let from = 0;
  let to = tokens.length;
  while (to - from >= 3 && tokens[from]?.text === '(' && tokens[to - 1]?.text === ')') {
    let depth = 0;
    let closesEarly = false;
    for (let i = from; i < to - 1 && !closesEarly; i++) {
      if (tokens[i]?.text === '(') depth++;
      else if (tokens[i]?.text === ')') depth--;
      closesEarly = depth === 0;
    }
    if (closesEarly) break;
    from++;
    to--;
  }
  return tokens.slice(from, to);
}

function canonical(tokens: readonly Token[]): string {
  const flat = tokens.map((t) => t.text).join('');
  for (const operator of ['+', '*']) {
    const operators = tokens.filter((t) => t.kind === 'op');
    if (operators.length > 0 && operators.every((t) => t.text === operator)) {
      const operands: string[] = [];
      let open = '';
      for (const token of tokens) {
        if (token.kind === 'op') {
          operands.push(open);
          open = '';
        } else open += token.text;
      }
      return [...operands, open].sort().join(operator);
    }
  }
  return flat;
}

/** The expression of a run of formula tokens; words in it (units) are left out. `null` when nothing is left. */
function expression(tokens: readonly Token[]): Expression | null {
  const formula = stripOuter(tokens.filter((t) => t.kind !== 'word'));
  if (formula.length === 0 || formula.every((t) => t.kind === 'op')) return null;
  const numbers = formula.filter((t) => t.kind === 'num').map((t) => t.text);
  const hasSymbol = formula.some((t) => t.kind === 'sym');
  const value = hasSymbol ? null : evaluate(formula);
  const key = canonical(formula);
  return { key, value, numbers, size: formula.filter((t) => t.text !== '(' && t.text !== ')').length, hasSymbol };
}

/** Whether the word tokens from `at` are a unit inside a formula: at most three, and an operator follows. */
function unitLength(tokens: readonly Token[], at: number): number {
  let end = at;
  while (end - at < 3 && tokens[end]?.kind === 'word') end++;
  const next = tokens[end];
  return next?.kind === 'op' && ARITHMETIC.includes(next.text[0] ?? ' ') ? end - at : 0;
}

function readRun(tokens: readonly Token[], start: number): { run: Token[]; end: number } {
  const run: Token[] = [];
  let at = start;
  while (at < tokens.length && run.length < MAX_RUN) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'end' || token.kind === 'pause') break;
    if (token.kind === 'word') {
      const length = run.length === 0 ? 0 : unitLength(tokens, at);
      if (length === 0) break;
      at += length;
    } else {
      run.push(token);
      at++;
    }
  }
  return { run, end: Math.max(at, start + 1) };
}

function relationName(tokens: readonly Token[], start: number): string {
  const words: string[] = [];
  for (let i = start - 1; i >= 0 && words.length < 4 && tokens[i]?.kind === 'word'; i--)
    words.unshift(tokens[i]?.text ?? '');
  return words.join(' ');
}

function splitSides(run: readonly Token[]): readonly Expression[] {
  const sides: Expression[] = [];
  let open: Token[] = [];
  for (const token of run) {
    if (token.kind === 'op' && RELATIONS.has(token.text)) {
      const side = expression(open);
      if (side !== null) sides.push(side);
      open = [];
    } else open.push(token);
  }
  const last = expression(open);
  if (last !== null) sides.push(last);
  return sides;
}

function sideKey(side: Expression): string {
  return side.size === 1 && side.value !== null ? numberKey(side.value) : side.key;
}

/** Equations and formulas of a step, in order. Linear in the tokens. */
export function readFormulas(tokens: readonly Token[]): Formulas {
  const equations: Equation[] = [];
  const expressions: Expression[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'word' || token.kind === 'end' || token.kind === 'pause') {
      at++;
      continue;
    }
    const { run, end } = readRun(tokens, at);
    const isEquation = run.some((t) => t.kind === 'op' && RELATIONS.has(t.text) && t.text !== '=>');
    const sides = splitSides(run);
    const first = sides[0];
    const last = sides[sides.length - 1];
    if (isEquation && first !== undefined && last !== undefined) {
      const relation = relationName(tokens, at);
      const left = sides.length === 1 ? relation : sideKey(first);
      const isEquality = run.every((t) => t.kind !== 'op' || !COMPARISONS.has(t.text));
      equations.push({ sides, key: `${left}=${sideKey(last)}`, relation, isEquality });
    } else expressions.push(...sides.filter((side) => side.size >= 2));
    at = end;
  }
  return { equations, expressions };
}
