import type { JsonValue } from '../../base/json.ts';
import {
  type FieldRef,
  type FilterLiteral,
  type FilterNode,
  type FilterOperator,
  type FilterRow,
  UNKNOWN,
} from './types.ts';

/** True or false, or unknown while a value is that the outcome hangs on. */
export type Truth = boolean | typeof UNKNOWN;

/**
 * Whether a record fits a filter. Unknown values count as in Kleene's logic: an outcome that does not hang on them is known.
 * A value that is not there fits no comparison except `!=` and `!~`.
 */
export function evaluateFilter(node: FilterNode, row: FilterRow): Truth {
  switch (node.kind) {
    case 'and':
      return joinTruth(node.parts, row, false);
    case 'or':
      return joinTruth(node.parts, row, true);
    case 'not': {
      const truth = evaluateFilter(node.part, row);
      return truth === UNKNOWN ? UNKNOWN : !truth;
    }
    case 'text':
      return row.hasText(node.words);
    case 'exists': {
      const value = row.valueOf(node.field);
      return value === UNKNOWN ? UNKNOWN : value !== undefined && value !== null;
    }
    case 'compare': {
      const value = row.valueOf(node.field);
      return value === UNKNOWN ? UNKNOWN : compare(value, node.operator, node.literal);
    }
  }
}

/** Names of the fields and ids of the columns that a filter looks at, each once. */
export function fieldsOf(node: FilterNode): readonly FieldRef[] {
  const found = new Map<string, FieldRef>();
  const visit = (each: FilterNode): void => {
    if ('parts' in each) each.parts.forEach(visit);
    else if ('part' in each) visit(each.part);
    else if ('field' in each) {
      const name = each.field.kind === 'field' ? each.field.name : each.field.id;
      found.set(`${each.field.kind} ${name}`, each.field);
    }
  };
  visit(node);
  return [...found.values()];
}

/** `decisive` decides the whole: false in "and", true in "or". */
function joinTruth(parts: readonly FilterNode[], row: FilterRow, decisive: boolean): Truth {
  let known = true;
  for (const part of parts) {
    const truth = evaluateFilter(part, row);
    if (truth === decisive) return decisive;
    if (truth === UNKNOWN) known = false;
  }
  return known ? !decisive : UNKNOWN;
}

function compare(value: JsonValue | undefined, operator: FilterOperator, literal: FilterLiteral): boolean {
  switch (operator) {
    case '=':
      return equals(value, literal);
    case '!=':
      return !equals(value, literal);
    case '~':
      return contains(value, literal);
    case '!~':
      return !contains(value, literal);
    default:
      return ordered(value, operator, literal);
  }
}

function equals(value: JsonValue | undefined, literal: FilterLiteral): boolean {
  if (value === undefined) return false;
  if (value === literal) return true;
  if (value === null || typeof value === 'object' || literal === null) return false;
  if (typeof literal === 'number') return typeof value === 'string' && numberOf(value) === literal;
  if (typeof literal === 'boolean') return typeof value === 'string' && value.toLowerCase() === String(literal);
  return typeof value !== 'string' && String(value) === literal;
}

function ordered(value: JsonValue | undefined, operator: FilterOperator, literal: FilterLiteral): boolean {
  if (typeof literal === 'number') {
    const number = typeof value === 'number' ? value : typeof value === 'string' ? numberOf(value) : null;
    return number !== null && inOrder(number - literal, operator);
  }
  if (typeof literal !== 'string' || typeof value !== 'string') return false;
  return inOrder(value < literal ? -1 : value > literal ? 1 : 0, operator);
}

function inOrder(difference: number, operator: FilterOperator): boolean {
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  return operator === '>' ? difference > 0 : difference >= 0;
}

function contains(value: JsonValue | undefined, literal: FilterLiteral): boolean {
  if (value === undefined || value === null || typeof literal !== 'string') return false;
  const text = typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.toLowerCase().includes(literal);
}

/** A text that is a number, as answers are written often; null when it is none. */
function numberOf(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 40) return null;
  const number = Number(trimmed);
  return Number.isNaN(number) ? null : number;
}
