import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';

/** What is wrong with a field; null when nothing is. */
export type FieldCheck = (value: JsonValue | undefined, key: string) => string | null;

/** A text, also an empty one. */
export const text: FieldCheck = (value, key) => (typeof value === 'string' ? null : `"${key}" is no text`);

/** A text with more than white space. */
export const filled: FieldCheck = (value, key) =>
  typeof value === 'string' && value.trim() !== '' ? null : `"${key}" is no text, or an empty one`;

export const finite: FieldCheck = (value, key) =>
  typeof value === 'number' && Number.isFinite(value) ? null : `"${key}" is no number`;

export const whole: FieldCheck = (value, key) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? null : `"${key}" is no whole number`;

export const flag: FieldCheck = (value, key) =>
  typeof value === 'boolean' ? null : `"${key}" is neither true nor false`;

/** The field may be left out. */
export function optional(check: FieldCheck): FieldCheck {
  return (value, key) => (value === undefined ? null : check(value, key));
}

/** A list all of whose elements pass; `least` elements at least. */
export function listOf(check: FieldCheck, least = 0): FieldCheck {
  return (value, key) => {
    if (!Array.isArray(value)) return `"${key}" is no list`;
    if (value.length < least) return `"${key}" has fewer than ${least} elements`;
    for (const [index, each] of (value as readonly JsonValue[]).entries()) {
      const wrong = check(each, `${key}[${index}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

/** An object with these fields and no others. */
export function object(fields: Readonly<Record<string, FieldCheck>>): FieldCheck {
  return (value, key) => (isJsonObject(value) ? fieldsWrong(value, fields, `${key}.`) : `"${key}" is no object`);
}

/** A check of rows that have these fields and no others. */
export function rowOf(fields: Readonly<Record<string, FieldCheck>>): (row: JsonValue) => string | null {
  return (row) => (isJsonObject(row) ? fieldsWrong(row, fields, '') : 'the row is no object');
}

function fieldsWrong(value: JsonObject, fields: Readonly<Record<string, FieldCheck>>, before: string): string | null {
  for (const [key, check] of Object.entries(fields)) {
    const wrong = check(Object.hasOwn(value, key) ? value[key] : undefined, `${before}${key}`);
    if (wrong !== null) return wrong;
  }
  const extra = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  return extra === undefined ? null : `"${before}${extra}" is a field that nothing reads`;
}
