import type { SeenRequest, ServerBehaviour } from './model-server.ts';

/** What a toy model server can do beside chat. */
export interface ScoringServer {
  /** Ways in which it scores; the names of `src/endpoints/scoring`. Parameters of other ways are passed over. */
  readonly ways: readonly string[];
  /** What it does with a path that it does not have; 404 when absent. */
  readonly otherwise?: ServerBehaviour;
  /** Length of its vectors; no embeddings when absent. */
  readonly vector?: number;
  /** Cuts a text into tokens, as UTF-8 bytes; default: pieces of 3 bytes, so that characters are cut, too. */
  readonly tokenize?: (bytes: Uint8Array) => readonly Uint8Array[];
}

/** Log-probability of the toy model for the i-th token of everything. */
export const toyLogprob = (index: number): number => -0.125 * (1 + (index % 8));

/** Answers chat, completions, /generate and embeddings as far as the server can do them. */
export function scoringBehaviour(server: ScoringServer): (request: SeenRequest) => ServerBehaviour {
  return (request) => {
    const path = request.path.split('?')[0] ?? '';
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const missing: ServerBehaviour = server.otherwise ?? { kind: 'status', status: 404 };
    if (path.endsWith('/embeddings')) return server.vector === undefined ? missing : embeddings(body, server.vector);
    if (path.endsWith('/generate')) return server.ways.includes('sglang-generate') ? generate(body, server) : missing;
    if (path.endsWith('/chat/completions')) return chat(body, server);
    if (path.endsWith('/completions')) return completions(body, server) ?? missing;
    return missing;
  };
}

interface Token {
  readonly text: string;
  readonly logprob: number | null;
}

function tokensOf(text: string, server: ScoringServer): readonly Token[] {
  const bytes = new TextEncoder().encode(text);
  const cut = server.tokenize ?? byThree;
  const decoder = new TextDecoder();
  return cut(bytes).map((piece, i) => ({ text: decoder.decode(piece), logprob: i === 0 ? null : toyLogprob(i) }));
}

function byThree(bytes: Uint8Array): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 3) pieces.push(bytes.slice(at, at + 3));
  return pieces;
}

function promptLogprobs(tokens: readonly Token[]): readonly unknown[] {
  return tokens.map(({ text, logprob }, i) =>
    logprob === null ? null : { [String(1000 + i)]: { logprob, rank: 2, decoded_token: text } },
  );
}

const usage = (tokens: readonly Token[]) => ({
  usage: { prompt_tokens: tokens.length, completion_tokens: 1, total_tokens: tokens.length + 1 },
});

function completions(body: Readonly<Record<string, unknown>>, server: ScoringServer): ServerBehaviour | null {
  const vllm = server.ways.includes('prompt-logprobs');
  const echoes = server.ways.includes('echo');
  if (!vllm && !echoes) return null;
  const prompt = String(body.prompt);
  const tokens = tokensOf(prompt, server);
  const echo = echoes && body.echo === true;
  const text = echo ? `${prompt} and` : ' and';
  const told = [...(echo ? tokens : []), { text: ' and', logprob: -1 }];
  const logprobs = {
    tokens: told.map((token) => token.text),
    token_logprobs: told.map(({ logprob }) => logprob),
    top_logprobs: null,
  };
  const choice = {
    index: 0,
    text,
    logprobs: body.logprobs === undefined ? null : logprobs,
    finish_reason: 'length',
    ...(vllm && body.prompt_logprobs !== undefined ? { prompt_logprobs: promptLogprobs(tokens) } : {}),
  };
  return { kind: 'json', body: { object: 'text_completion', model: 'toy', choices: [choice], ...usage(tokens) } };
}

function chat(body: Readonly<Record<string, unknown>>, server: ScoringServer): ServerBehaviour {
  const messages = body.messages as readonly { role: string; content: string }[];
  if (server.ways.includes('chat-prompt-logprobs') && body.prompt_logprobs !== undefined) {
    const last = messages.at(-1)?.content ?? '';
    const front = messages.slice(0, -1).map(({ role, content }) => `<|${role}|>${content}<|end|>`);
    const tokens = tokensOf(`${front.join('')}<|assistant|>${last}`, server);
    const choices = [{ index: 0, message: { role: 'assistant', content: ' and' }, finish_reason: 'length' }];
    const answer = { model: 'toy', choices, prompt_logprobs: promptLogprobs(tokens), ...usage(tokens) };
    return { kind: 'json', body: answer };
  }
  return { kind: 'reply', text: '5' };
}

function generate(body: Readonly<Record<string, unknown>>, server: ScoringServer): ServerBehaviour {
  const tokens = tokensOf(String(body.text), server);
  const meta_info = {
    input_token_logprobs: tokens.map(({ text, logprob }, i) => [logprob, 1000 + i, text]),
    prompt_tokens: tokens.length,
    completion_tokens: 1,
  };
  return { kind: 'json', body: { text: ' and', meta_info } };
}

/** Counts of characters by their code; last text first, as servers may give any order. */
function embeddings(body: Readonly<Record<string, unknown>>, length: number): ServerBehaviour {
  const data = (body.input as readonly string[]).map((text, index) => {
    const embedding = new Array<number>(length).fill(0);
    for (let i = 0; i < text.length; i += 1) {
      const place = text.charCodeAt(i) % length;
      embedding[place] = (embedding[place] ?? 0) + 1;
    }
    return { object: 'embedding', index, embedding };
  });
  return { kind: 'json', body: { object: 'list', data: data.reverse(), usage: { prompt_tokens: 7, total_tokens: 7 } } };
}
