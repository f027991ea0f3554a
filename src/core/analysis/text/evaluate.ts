import type { Token } from './lexer.ts';

const PRECEDENCE: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, neg: 3, '^': 4 };

function applyOperator(operator: string, values: number[]): boolean {
  const right = values.pop();
  if (right === undefined) return false;
  if (operator === 'neg') {
    values.push(-right);
    return true;
  }
  const left = values.pop();
  if (left === undefined) return false;
  if (operator === '+') values.push(left + right);
  else if (operator === '-') values.push(left - right);
  else if (operator === '*') values.push(left * right);
  else if (operator === '/') values.push(left / right);
  else values.push(left ** right);
  return true;
}

/**
 * Value of an arithmetic expression of numbers, + - * / ^ and parentheses (shunting-yard; no recursion).
 * `null` for anything else, for division by zero and for overflow. Two operands side by side multiply.
 */
export function evaluate(tokens: readonly Token[]): number | null {
  const values: number[] = [];
  const operators: string[] = [];
  let operandBefore = false;
  const push = (operator: string): boolean => {
    const rank = PRECEDENCE[operator] ?? 0;
    for (let top = operators.at(-1); top !== undefined && top !== '('; top = operators.at(-1)) {
      const topRank = PRECEDENCE[top] ?? 0;
      if (topRank < rank || (topRank === rank && (operator === '^' || operator === 'neg'))) break;
      operators.pop();
      if (!applyOperator(top, values)) return false;
    }
    operators.push(operator);
    return true;
  };
  for (const token of tokens) {
    if (token.kind === 'num') {
      if (operandBefore && !push('*')) return null;
      values.push((token.value ?? 0) / (token.percent === true ? 100 : 1));
      operandBefore = true;
    } else if (token.kind !== 'op') return null;
    else if (token.text === '(' || token.text === '[') {
      if (operandBefore && !push('*')) return null;
      operators.push('(');
      operandBefore = false;
    } else if (token.text === ')' || token.text === ']') {
      for (let top = operators.pop(); top !== '('; top = operators.pop()) {
        if (top === undefined || !applyOperator(top, values)) return null;
      }
      operandBefore = true;
    } else if (!operandBefore) {
      if (token.text === '-') operators.push('neg');
      else if (token.text !== '+') return null;
    } else {
      if (PRECEDENCE[token.text] === undefined || !push(token.text)) return null;
      operandBefore = false;
    }
  }
  for (let top = operators.pop(); top !== undefined; top = operators.pop()) {
    if (top === '(' || !applyOperator(top, values)) return null;
  }
  const [value] = values;
  return values.length === 1 && value !== undefined && Number.isFinite(value) ? value : null;
}
