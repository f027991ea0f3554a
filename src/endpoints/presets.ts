import type { EndpointKind } from './profile.ts';

/** A starting point for the set-up of an endpoint. */
export interface EndpointPreset {
  readonly id: string;
  readonly title: string;
  readonly kind: EndpointKind;
  readonly baseUrl: string;
  /** 'needed': no use without; 'optional': local servers take any or none. */
  readonly key: 'needed' | 'optional';
  /** One sentence of help. */
  readonly hint: string;
}

/** Services and local servers at their default addresses. */
export const ENDPOINT_PRESETS: readonly EndpointPreset[] = [
  {
    id: 'openai',
    title: 'OpenAI',
    kind: 'openai-compatible',
    baseUrl: 'https://api.openai.com/v1',
    key: 'needed',
    hint: 'Models that think want "max_completion_tokens" in the extra body fields instead of the most tokens.',
  },
  {
    id: 'vllm',
    title: 'vLLM (local)',
    kind: 'openai-compatible',
    baseUrl: 'http://localhost:8000/v1',
    key: 'optional',
    hint: 'Thinking of Qwen3 is turned off by the extra body field "chat_template_kwargs": {"enable_thinking": false}.',
  },
  {
    id: 'sglang',
    title: 'SGLang (local)',
    kind: 'openai-compatible',
    baseUrl: 'http://localhost:30000/v1',
    key: 'optional',
    hint: 'Any model name that the server was started with.',
  },
  {
    id: 'ollama',
    title: 'Ollama (local)',
    kind: 'openai-compatible',
    baseUrl: 'http://localhost:11434/v1',
    key: 'optional',
    hint: 'Pull the model first, for example: ollama pull qwen3:8b.',
  },
  {
    id: 'lm-studio',
    title: 'LM Studio (local)',
    kind: 'openai-compatible',
    baseUrl: 'http://localhost:1234/v1',
    key: 'optional',
    hint: 'Start the server in its Developer tab.',
  },
  {
    id: 'openrouter',
    title: 'OpenRouter',
    kind: 'openai-compatible',
    baseUrl: 'https://openrouter.ai/api/v1',
    key: 'needed',
    hint: 'Model names carry the maker, for example qwen/qwen3-32b.',
  },
  {
    id: 'azure-openai',
    title: 'Azure OpenAI',
    kind: 'azure-openai',
    baseUrl: 'https://RESOURCE.openai.azure.com',
    key: 'needed',
    hint: 'Put the name of your resource into the address. The model is the name of the deployment; the API version can be set.',
  },
  {
    id: 'anthropic',
    title: 'Anthropic',
    kind: 'anthropic',
    baseUrl: 'https://api.anthropic.com',
    key: 'needed',
    hint: 'A reply has at most 8,192 tokens unless the endpoint says how many; the service wants a number.',
  },
  {
    id: 'custom',
    title: 'Another OpenAI-compatible server',
    kind: 'openai-compatible',
    baseUrl: '',
    key: 'optional',
    hint: 'The base URL is the part before /chat/completions.',
  },
];
