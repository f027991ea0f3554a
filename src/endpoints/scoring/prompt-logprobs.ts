import { valueAt } from '../../base/json.ts';
import { openAiUsage } from '../openai-reply.ts';
import { vllmPromptTokens } from '../vllm-logprobs.ts';
import type { ScoringWay } from './types.ts';

/** vLLM: `prompt_logprobs` on plain completions. One token is generated, as some versions refuse none. */
export const promptLogprobs: ScoringWay = {
  id: 'prompt-logprobs',
  title: 'prompt_logprobs on /completions (vLLM)',
  path: 'completions',
  body: (prompt, text) => ({ prompt: prompt + text, max_tokens: 1, temperature: 0, prompt_logprobs: 0 }),
  read(answer, prompt, text) {
    const tokens = vllmPromptTokens(valueAt(answer, ['choices', 0, 'prompt_logprobs']));
    const usage = openAiUsage(valueAt(answer, ['usage']));
    return tokens && { tokens, target: prompt + text, ...(usage && { usage }) };
  },
};
