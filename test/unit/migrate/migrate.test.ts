import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/base/json.ts';
import { type Migration, migrateRow, newestVersion } from '../../../src/core/migrate/migrate.ts';
import { variantMigrations } from '../../../src/core/migrate/variant-migrations.ts';
import type { VariantRow } from '../../../src/core/model/variant.ts';

// 1 -> 2 renames a field, 2 -> 3 adds one.
const STEPS: readonly Migration[] = [
  ({ old, ...rest }): JsonObject => ({ ...rest, name: old }),
  (row) => ({ ...row, added: 0 }),
];

describe('migrating a stored row', () => {
  it('applies every migration from the version of the row on, in order', () => {
    const newest = { kind: 'row', row: { v: 3, id: 'a', name: 'x', added: 0 } };
    expect(migrateRow({ v: 1, id: 'a', old: 'x' }, STEPS)).toEqual(newest);
    expect(migrateRow({ v: 2, id: 'a', name: 'x' }, STEPS)).toEqual(newest);
    expect(migrateRow({ v: 3, id: 'a', name: 'x', added: 0 }, STEPS)).toEqual(newest);
  });

  it('leaves a row of a later version alone and names its version', () => {
    expect(migrateRow({ v: 4, id: 'a' }, STEPS)).toEqual({ kind: 'newer', version: 4 });
    expect(migrateRow({ v: 2 }, [])).toEqual({ kind: 'newer', version: 2 });
  });

  it('says that there is no row in anything else, and never throws', () => {
    const strange: readonly (JsonValue | undefined)[] = [undefined, null, 1, 'v', [], [1], {}, { v: null }, { v: '1' }];
    for (const value of [...strange, { v: 0 }, { v: -1 }, { v: 1.5 }]) {
      expect(migrateRow(value, STEPS)).toEqual({ kind: 'none' });
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(['row', 'newer', 'none']).toContain(migrateRow(value as JsonValue, STEPS).kind);
      }),
    );
  });

  it('does not change the value that it was given', () => {
    const value = Object.freeze({ v: 1, id: 'a', old: 'x' });
    migrateRow(value, STEPS);
    expect(value).toEqual({ v: 1, id: 'a', old: 'x' });
  });

  it('leads variants to the version that they are written in', () => {
    const written: VariantRow['v'] = 1;
    expect(newestVersion(variantMigrations)).toBe(written);
  });
});
