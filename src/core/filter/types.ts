import type { JsonValue } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';

/** How a column's values are compared. `share` is a number in [0,1] that may be written as a percentage. */
export type ColumnKind = 'number' | 'share' | 'text' | 'boolean';

/** A column that conditions may name. */
export interface FilterColumn {
  readonly id: string;
  readonly kind: ColumnKind;
}

/** What a condition looks at: a column of the table, or a field of the record as it stands in the file ("a.b" for one inside). */
export type FieldRef =
  | { readonly kind: 'column'; readonly id: string }
  | { readonly kind: 'field'; readonly name: string };

export type FilterOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';
export type FilterLiteral = string | number | boolean | null;

/** A condition on records. The literal of `~` and `!~`, and the words of `text`, are in lower case. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly part: FilterNode }
  | {
      readonly kind: 'compare';
      readonly field: FieldRef;
      readonly operator: FilterOperator;
      readonly literal: FilterLiteral;
    }
  | { readonly kind: 'exists'; readonly field: FieldRef }
  | { readonly kind: 'text'; readonly words: string };

/** A parsed filter. `node` null: nothing was asked for, or `problems` hold an error. Spans are offsets into the filter's text. */
export interface ParsedFilter {
  readonly node: FilterNode | null;
  readonly problems: readonly Problem[];
}

/** A value that is not known yet at what was read so far. */
export const UNKNOWN = Symbol('unknown');

/** What a filter is asked about one record; `undefined` is a value that is not there. */
export interface FilterRow {
  valueOf(field: FieldRef): JsonValue | undefined | typeof UNKNOWN;
  /** Whether the record's text holds the words, which are in lower case. */
  hasText(words: string): boolean | typeof UNKNOWN;
}
