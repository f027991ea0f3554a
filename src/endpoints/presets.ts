/** A starting point for the set-up of an endpoint. */
export interface EndpointPreset {
  readonly id: string;
  readonly title: string;
  readonly baseUrl: string;
  /** 'needed': no use without; 'optional': local servers take any or none. */
  readonly key: 'needed' | 'optional';
  /** One sentence of help. */
  readonly hint: string;
}

/** Services and local servers that speak OpenAI's chat completions, at their default addresses. */
export const ENDPOINT_PRESETS: readonly EndpointPreset[] = [
  {
    id: 'openai',
    title: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    key: 'needed',
    hint: 'Models that think want "max_completion_tokens" in the extra body fields instead of the most tokens.',
  },
  {
    id: 'vllm',
    title: 'vLLM (local)',
    baseUrl: 'http://localhost:8000/v1',
    key: 'optional',
    hint: 'Thinking of Qwen3 is turned off by the extra body field "chat_template_kwargs": {"enable_thinking": false}.',
  },
  {
    id: 'sglang',
    title: 'SGLang (local)',
    baseUrl: 'http://localhost:30000/v1',
    key: 'optional',
    hint: 'Any model name that the server was started with.',
  },
  {
    id: 'ollama',
    title: 'Ollama (local)',
    baseUrl: 'http://localhost:11434/v1',
    key: 'optional',
    hint: 'Pull the model first, for example: ollama pull qwen3:8b.',
  },
  {
    id: 'lm-studio',
    title: 'LM Studio (local)',
    baseUrl: 'http://localhost:1234/v1',
    key: 'optional',
    hint: 'Start the server in its Developer tab.',
  },
  {
    id: 'openrouter',
    title: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    key: 'needed',
    hint: 'Model names carry the maker, for example qwen/qwen3-32b.',
  },
  {
    id: 'custom',
    title: 'Another OpenAI-compatible server',
    baseUrl: '',
    key: 'optional',
    hint: 'The base URL is the part before /chat/completions.',
  },
];
