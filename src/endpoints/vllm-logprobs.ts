import { isJsonObject, type JsonValue } from '../base/json.ts';
import type { ToldToken } from './scoring/types.ts';

/**
 * The prompt's tokens from vLLM's `prompt_logprobs`: a list with, for each token, null (the first one) or an object by token
 * id of `{logprob, rank, decoded_token}`. Asked for 0 alternatives it holds the token alone; where a server adds the likeliest
 * one, the prompt's own is the one of the worse rank. Undefined for anything else.
 */
export function vllmPromptTokens(value: JsonValue | undefined): readonly ToldToken[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const tokens: ToldToken[] = [];
  for (const item of value as readonly JsonValue[]) {
    if (item === null) tokens.push({ text: '', logprob: null });
    else if (!isJsonObject(item)) return undefined;
    else {
      const own = Object.values(item)
        .filter(isJsonObject)
        .sort((a, b) => Number(b.rank ?? 0) - Number(a.rank ?? 0))[0];
      if (own === undefined || typeof own.logprob !== 'number' || typeof own.decoded_token !== 'string')
        return undefined;
      tokens.push({ text: own.decoded_token, logprob: own.logprob });
    }
  }
  return tokens.length > 0 ? tokens : undefined;
}
