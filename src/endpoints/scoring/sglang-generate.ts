import { type JsonValue, valueAt } from '../../base/json.ts';
import type { ScoringWay, ToldToken } from './types.ts';

/** SGLang's own `/generate` beside `/v1`, with the log-probabilities of the whole input. */
export const sglangGenerate: ScoringWay = {
  id: 'sglang-generate',
  title: 'return_logprob on /generate (SGLang)',
  path: 'generate',
  body: (prompt, text) => ({
    text: prompt + text,
    sampling_params: { temperature: 0, max_new_tokens: 1 },
    return_logprob: true,
    logprob_start_len: 0,
    return_text_in_logprobs: true,
  }),
  read(answer, prompt, text) {
    const list = valueAt(answer, ['meta_info', 'input_token_logprobs']);
    if (!Array.isArray(list)) return undefined;
    const tokens = (list as readonly JsonValue[]).map(tokenOf);
    const counted = valueAt(answer, ['meta_info', 'prompt_tokens']);
    const made = valueAt(answer, ['meta_info', 'completion_tokens']);
    const usage = {
      ...(typeof counted === 'number' ? { inputTokens: counted } : {}),
      ...(typeof made === 'number' ? { outputTokens: made } : {}),
    };
    return { tokens, target: prompt + text, usage };
  },
};

/** A `[log-probability, token id, text]`. */
function tokenOf(item: JsonValue): ToldToken {
  const [logprob, , text] = Array.isArray(item) ? (item as readonly JsonValue[]) : [];
  return { text: typeof text === 'string' ? text : '', logprob: typeof logprob === 'number' ? logprob : null };
}
