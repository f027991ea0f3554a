import { readFileSync } from 'node:fs';

/** A row of a variants file, as far as the tests look at it. */
export interface StoredVariant {
  readonly v: number;
  readonly id: string;
  readonly corpus: string;
  readonly record: number;
  readonly traceId: string;
  readonly sourceHash: string;
  readonly strategy: string;
  readonly strategyVersion: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly tokenizer: string;
  readonly tokens: { readonly before: number; readonly after: number };
  readonly guards: readonly { readonly id: string; readonly passed: boolean }[];
  readonly accepted: boolean;
  readonly plan: { readonly actions: readonly { readonly kind: string }[] } | null;
  readonly model?: { readonly name: string; readonly host: string };
  readonly toolVersion: string;
  readonly time: string;
}

/** The rows of a variants file; throws when a line is no JSON. */
export function readVariants(path: string): readonly StoredVariant[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StoredVariant);
}
