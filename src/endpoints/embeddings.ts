import { isJsonObject, type JsonValue, valueAt } from '../base/json.ts';
import { openAiUsage } from './openai-reply.ts';
import type { CompletionUsage } from './types.ts';

/** Most texts in one request; small servers take no more. */
export const EMBEDDING_BATCH = 32;

/** The vectors of an `/embeddings` body, by their index; undefined when they are not `count` ones of the same length. */
export function embeddingsOf(
  body: JsonValue,
  count: number,
): { readonly vectors: readonly (readonly number[])[]; readonly usage: CompletionUsage | undefined } | undefined {
  const data = valueAt(body, ['data']);
  if (!Array.isArray(data) || data.length !== count) return undefined;
  const vectors: (readonly number[] | undefined)[] = new Array<undefined>(count).fill(undefined);
  (data as readonly JsonValue[]).forEach((item, at) => {
    if (!isJsonObject(item)) return;
    const index = typeof item.index === 'number' ? item.index : at;
    if (index in vectors) vectors[index] = numbersOf(item.embedding);
  });
  const length = vectors[0]?.length ?? 0;
  const whole = vectors.filter((vector) => vector !== undefined && vector.length === length && length > 0);
  if (whole.length !== count) return undefined;
  return { vectors: whole as readonly (readonly number[])[], usage: openAiUsage(valueAt(body, ['usage'])) };
}

function numbersOf(value: JsonValue | undefined): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value as readonly JsonValue[];
  return list.every((one) => typeof one === 'number' && Number.isFinite(one)) ? (list as readonly number[]) : undefined;
}
