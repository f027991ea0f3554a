import type { SchemaElement } from 'hyparquet';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';

/** What the values of a column, of a list or of a field have in common. Every value may be null. */
export type Shape =
  | { readonly kind: 'nothing' | 'boolean' | 'integer' | 'number' | 'string' }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Shape> };

const NOTHING: Shape = { kind: 'nothing' };

/** The shape of one value. Throws where Parquet has none: an object without fields, a number that is not finite. */
export function shapeOf(value: JsonValue | undefined, place = 'the row'): Shape {
  if (value === null || value === undefined) return NOTHING;
  if (Array.isArray(value)) {
    const elements = (value as readonly JsonValue[]).map((each) => shapeOf(each, `${place}[]`));
    return { kind: 'list', of: elements.reduce((all, each) => joined(all, each, `${place}[]`), NOTHING) };
  }
  if (isJsonObject(value)) {
    const fields = new Map(Object.entries(value).map(([key, each]) => [key, shapeOf(each, `${place}.${key}`)]));
    if (fields.size === 0) throw new Error(`${place} is an object without fields, which Parquet cannot hold.`);
    return { kind: 'object', fields };
  }
  if (typeof value === 'string') return { kind: 'string' };
  if (typeof value === 'boolean') return { kind: 'boolean' };
  if (!Number.isFinite(value)) throw new Error(`${place} is a number that is not finite.`);
  return { kind: Number.isSafeInteger(value) ? 'integer' : 'number' };
}

/** The shape that holds both. Throws where values differ in kind, with the place. */
export function joined(a: Shape, b: Shape, place = 'the row'): Shape {
  if (a.kind === 'nothing') return b;
  if (b.kind === 'nothing') return a;
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', of: joined(a.of, b.of, `${place}[]`) };
  if (a.kind === 'object' && b.kind === 'object') {
    const fields = new Map(a.fields);
    for (const [key, each] of b.fields) fields.set(key, joined(fields.get(key) ?? NOTHING, each, `${place}.${key}`));
    return { kind: 'object', fields };
  }
  if (a.kind === b.kind) return a;
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has('integer') && kinds.has('number')) return { kind: 'number' };
  throw new Error(
    `${place} is sometimes of the kind ${a.kind} and sometimes ${b.kind}; a Parquet column is of one kind.`,
  );
}

/** Whether every value of the shape `b` can be held by columns of the shape `a`. */
export function holds(a: Shape, b: Shape): boolean {
  if (b.kind === 'nothing') return true;
  // Columns of which nothing was known are text columns.
  if (a.kind === 'nothing') return b.kind === 'string';
  if (a.kind === 'list') return b.kind === 'list' && holds(a.of, b.of);
  if (a.kind === 'object') {
    return b.kind === 'object' && [...b.fields].every(([key, each]) => holds(a.fields.get(key) ?? NOTHING, each));
  }
  return a.kind === b.kind || (a.kind === 'number' && b.kind === 'integer');
}

/** The Parquet schema of rows of that shape: everything optional, lists in the three levels that all readers know. */
export function schemaOf(shape: Shape): SchemaElement[] {
  if (shape.kind !== 'object') throw new Error('A row of a Parquet file is no object.');
  return [{ name: 'schema', num_children: shape.fields.size }, ...fieldsOf(shape.fields)];
}

function fieldsOf(fields: ReadonlyMap<string, Shape>): SchemaElement[] {
  return [...fields].flatMap(([name, shape]) => elementsOf(name, shape));
}

function elementsOf(name: string, shape: Shape): SchemaElement[] {
  const repetition_type = 'OPTIONAL';
  switch (shape.kind) {
    case 'list':
      return [
        { name, repetition_type, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elementsOf('element', shape.of),
      ];
    case 'object':
      return [{ name, repetition_type, num_children: shape.fields.size }, ...fieldsOf(shape.fields)];
    case 'boolean':
      return [{ name, repetition_type, type: 'BOOLEAN' }];
    case 'integer':
      return [{ name, repetition_type, type: 'INT64' }];
    case 'number':
      return [{ name, repetition_type, type: 'DOUBLE' }];
    default:
      return [{ name, repetition_type, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }];
  }
}

/** A value as the writer wants it for that shape: integers as big ones; a field that is not there reads as null. */
export function columnValue(value: JsonValue | undefined, shape: Shape): unknown {
  if (value === null || value === undefined) return null;
  if (shape.kind === 'integer') return BigInt(value as number);
  if (shape.kind === 'list') return (value as readonly JsonValue[]).map((each) => columnValue(each, shape.of));
  if (shape.kind !== 'object') return value;
  const fields = [...shape.fields].map(([key, each]) => [key, columnValue((value as JsonObject)[key], each)]);
  return Object.fromEntries(fields);
}
