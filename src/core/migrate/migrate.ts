import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';

/** Turns a row of one version into the next; must not throw on any row. The runner writes the new `v`. */
export type Migration = (row: JsonObject) => JsonObject;

/** `newer`: a later version of the tool wrote it, so it is kept and not read; `none`: it is no row with a version. */
export type Migrated =
  | { readonly kind: 'row'; readonly row: JsonObject }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'none' };

/** The version that rows are written in: the first is 1, and each migration leads to the next. */
export function newestVersion(migrations: readonly Migration[]): number {
  return migrations.length + 1;
}

/** Brings a stored row to the newest version; `migrations[0]` leads from version 1 to 2. Never changes `value`. */
export function migrateRow(value: JsonValue | undefined, migrations: readonly Migration[]): Migrated {
  if (!isJsonObject(value)) return { kind: 'none' };
  const version = value.v;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return { kind: 'none' };
  if (version > newestVersion(migrations)) return { kind: 'newer', version };
  let row = value;
  for (const [index, migration] of migrations.slice(version - 1).entries()) {
    row = { ...migration(row), v: version + index + 1 };
  }
  return { kind: 'row', row };
}
