/** Any value that JSON text can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object; a key that is not there reads as undefined. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Path to a value inside a JSON value: keys and array indices, outermost first. */
export type JsonPath = readonly (string | number)[];

/** True for a JSON object (not null, not an array). */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at `path`, or undefined when any part of the path is not there. */
export function valueAt(root: JsonValue | undefined, path: JsonPath): JsonValue | undefined {
  let value = root;
  for (const key of path) {
    if (typeof key === 'number') {
      if (!Array.isArray(value)) return undefined;
      value = (value as readonly JsonValue[])[key];
    } else {
      if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
  }
  return value;
}
