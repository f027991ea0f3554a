import { isJsonObject, type JsonValue } from '../../../base/json.ts';

/** True for a sentence of a chain with what was measured of it, as Thought Anchors keeps one. */
export function isChunk(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && typeof value.chunk === 'string' && 'chunk_idx' in value;
}
