import { type JsonValue, valueAt } from '../../base/json.ts';
import { openAiUsage } from '../openai-reply.ts';
import type { ScoringWay, ToldToken } from './types.ts';

/** Plain completions that repeat the prompt with its log-probabilities; one token is generated, as many refuse none. */
export const echo: ScoringWay = {
  id: 'echo',
  title: 'echo with logprobs on /completions',
  path: 'completions',
  body: (prompt, text) => ({ prompt: prompt + text, max_tokens: 1, temperature: 0, echo: true, logprobs: 1 }),
  read(answer, prompt, text) {
    const said = valueAt(answer, ['choices', 0, 'text']);
    const tokens = tokensOf(
      valueAt(answer, ['choices', 0, 'logprobs', 'tokens']),
      valueAt(answer, ['choices', 0, 'logprobs', 'token_logprobs']),
    );
    // Without the prompt in front these are scores of what was generated.
    if (typeof said !== 'string' || !said.startsWith(prompt + text)) return undefined;
    const usage = openAiUsage(valueAt(answer, ['usage']));
    return tokens && { tokens, target: said, ...(usage && { usage }) };
  },
};

function tokensOf(texts: JsonValue | undefined, logprobs: JsonValue | undefined): readonly ToldToken[] | undefined {
  if (!Array.isArray(texts) || !Array.isArray(logprobs) || texts.length !== logprobs.length) return undefined;
  const figures = logprobs as readonly JsonValue[];
  return (texts as readonly JsonValue[]).map((text, i): ToldToken => {
    const logprob = figures[i];
    return { text: typeof text === 'string' ? text : '', logprob: typeof logprob === 'number' ? logprob : null };
  });
}
