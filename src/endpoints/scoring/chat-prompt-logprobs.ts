import { valueAt } from '../../base/json.ts';
import { openAiUsage } from '../openai-reply.ts';
import { vllmPromptTokens } from '../vllm-logprobs.ts';
import type { ScoringWay } from './types.ts';

/**
 * vLLM behind a gate that lets only chat through: the prompt as the user's message, the text as the begun answer. The model's
 * chat template stands around both, so the figures are those of the text as an answer and not as plain continuation.
 */
export const chatPromptLogprobs: ScoringWay = {
  id: 'chat-prompt-logprobs',
  title: 'prompt_logprobs on /chat/completions (vLLM)',
  path: 'chat/completions',
  body: (prompt, text) => ({
    messages: [
      { role: 'user', content: prompt },
      { role: 'assistant', content: text },
    ],
    add_generation_prompt: false,
    continue_final_message: true,
    max_tokens: 1,
    temperature: 0,
    prompt_logprobs: 0,
  }),
  read(answer, _prompt, text) {
    const tokens = vllmPromptTokens(valueAt(answer, ['prompt_logprobs']));
    const usage = openAiUsage(valueAt(answer, ['usage']));
    return tokens && { tokens, target: text, ...(usage && { usage }) };
  },
};
