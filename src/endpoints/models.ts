import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { ModelInfo } from './types.ts';

/** Fields in which servers tell the length of a model's context, the one in force before the one possible. */
const CONTEXT_FIELDS = [
  'max_model_len',
  'loaded_context_length',
  'context_length',
  'max_context_length',
  'context_window',
  'max_input_tokens',
];

/** The models of a list body: `{data: [{id}]}`, a bare list, or Ollama's `{models: [{name}]}`; undefined for anything else. */
export function modelsOf(body: JsonValue): readonly ModelInfo[] | undefined {
  const list = listIn(body);
  if (list === undefined) return undefined;
  const models = new Map<string, ModelInfo>();
  for (const item of list) {
    if (!isJsonObject(item)) continue;
    const id = item.id ?? item.name;
    if (typeof id === 'string' && id !== '' && !models.has(id)) models.set(id, modelOf(id, item));
  }
  return [...models.values()];
}

function modelOf(id: string, item: JsonObject): ModelInfo {
  const lengths = CONTEXT_FIELDS.map((field) => item[field]);
  // llama.cpp puts it one level down.
  if (isJsonObject(item.meta)) lengths.push(item.meta.n_ctx, item.meta.n_ctx_train);
  const length = lengths.find((value) => typeof value === 'number' && value > 0);
  return typeof length === 'number' ? { id, contextLength: length } : { id };
}

function listIn(body: JsonValue): readonly JsonValue[] | undefined {
  if (Array.isArray(body)) return body as readonly JsonValue[];
  if (!isJsonObject(body)) return undefined;
  const list = Array.isArray(body.data) ? body.data : body.models;
  return Array.isArray(list) ? (list as readonly JsonValue[]) : undefined;
}
