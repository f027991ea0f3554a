import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../../base/json.ts';
import type { Problem } from '../../model/problem.ts';

/** Where the body of an answer may stand in a row: bare, in a batch result, in an Anthropic batch result. */
export const BODIES: readonly JsonPath[] = [
  [],
  ['response', 'body'],
  ['response'],
  ['body'],
  ['result', 'message'],
  ['output'],
];

const USAGES = ['usage', 'usageMetadata', 'usage_metadata', 'token_usage'] as const;
const COUNTS: readonly JsonPath[] = [
  ['completion_tokens_details', 'reasoning_tokens'],
  ['output_tokens_details', 'reasoning_tokens'],
  ['output_token_details', 'reasoning'],
  ['reasoning_tokens'],
  ['reasoningTokens'],
  ['thoughtsTokenCount'],
  ['thoughts_token_count'],
];

/** The count of reasoning tokens in one account of usage; undefined when it has none, or 0, which models without thinking report. */
export function usedForThinking(usage: JsonValue | undefined): number | undefined {
  for (const path of COUNTS) {
    const count = valueAt(usage, path);
    if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) return count;
  }
  return undefined;
}

/** Tokens of thinking as the provider counted them; undefined when the body does not say. */
export function reportedTokens(object: JsonObject, body: JsonPath): number | undefined {
  for (const key of USAGES) {
    const count = usedForThinking(valueAt(object, [...body, key]));
    if (count !== undefined) return count;
  }
  return undefined;
}

/** What is said about thinking of which there is only a count. */
export function hiddenThinking(tokens: number): Problem {
  return {
    code: 'thinking-hidden',
    message: `The thinking is hidden: the provider only reports its ${tokens} tokens.`,
    severity: 'info',
  };
}

/** Why a line of batch results holds no reply, in the provider's words; null when the row is no such line. */
export function batchFailure(object: JsonObject): string | null {
  if (!('custom_id' in object)) return null;
  const { error, response, result } = object;
  if (isJsonObject(result) && typeof result.type === 'string' && result.type !== 'succeeded')
    return said(result.error) ?? result.type;
  const status = isJsonObject(response) ? response.status_code : undefined;
  if (typeof status === 'number' && status >= 400)
    return said(valueAt(response, ['body', 'error'])) ?? `status ${status}`;
  return isJsonObject(error) ? (said(error) ?? 'an error without words') : null;
}

function said(error: JsonValue | undefined): string | null {
  if (!isJsonObject(error)) return typeof error === 'string' && error !== '' ? error : null;
  const inner = isJsonObject(error.error) ? said(error.error) : null;
  const words = [error.code, error.type, error.message].filter((each) => typeof each === 'string' && each !== '');
  return inner ?? (words.length === 0 ? null : words.join(': ').slice(0, 300).replace(/\.$/, ''));
}
