import type { ReadReply } from './body-sink.ts';
import type { TokenAmounts } from './cost.ts';
import { EndpointError } from './errors.ts';
import { type FailureContext, failure } from './failures.ts';
import type { Sent } from './sender.ts';
import type { Completion, CompletionRequest } from './types.ts';

/** Finish reasons, of all protocols, that say that the reply was not allowed. */
const REFUSALS = new Set(['content_filter', 'refusal']);
/** Finish reasons, of all protocols, that say that the reply is not whole. */
const CUTS = new Set(['length', 'max_tokens', 'model_context_window_exceeded']);

/** The completion that a reply makes; throws an `EndpointError` for a refusal, a cut or an empty reply. */
export function completionOf(sent: Sent<ReadReply>, asked: string, context: FailureContext): Completion {
  const { value: reply, attempts, cost } = sent;
  const marks = {
    ...(reply.reasoningHidden ? ({ reasoningHidden: true } as const) : {}),
    ...(reply.streamed ? ({ streamed: true } as const) : {}),
  };
  const partial = { text: reply.text, reasoning: reply.reasoning, ...marks };
  const fail = (kind: 'refused' | 'length' | 'empty', said?: string): EndpointError => {
    const error = failure(kind, context, said === undefined ? { partial } : { partial, said });
    return new EndpointError({ ...error.trouble, attempts });
  };
  const finish = reply.finishReason ?? 'unknown';
  if (reply.refusal !== '') throw fail('refused', reply.refusal);
  if (REFUSALS.has(finish)) throw fail('refused', `finish reason ${finish}`);
  if (CUTS.has(finish)) throw fail('length');
  if (reply.text === '') {
    const thought = reply.reasoning !== '' || reply.reasoningHidden;
    throw fail('empty', thought ? 'only reasoning, no reply' : undefined);
  }
  return {
    text: reply.text,
    ...(reply.reasoning === '' ? {} : { reasoning: reply.reasoning }),
    ...(reply.usage === undefined ? {} : { usage: reply.usage }),
    ...(cost === undefined ? {} : { cost }),
    model: reply.model ?? asked,
    finishReason: finish,
    ...marks,
    attempts,
  };
}

/** What a request will probably take: a reply as long as what was sent, if that many tokens are allowed. */
export function expectedTokens(
  request: CompletionRequest,
  mostTokens: number | undefined,
  count: (text: string) => number,
): TokenAmounts {
  const inputTokens = request.messages.reduce((sum, { content }) => sum + count(content), 0);
  const most = request.maxTokens ?? mostTokens ?? Number.POSITIVE_INFINITY;
  return { inputTokens, outputTokens: Math.min(inputTokens, most) };
}

/** What a reply took: as reported, else estimated from its words. */
export function tokensTaken(
  reply: ReadReply,
  expected: TokenAmounts,
  count: (text: string) => number,
): { readonly tokens: TokenAmounts; readonly estimated: boolean } {
  const { usage } = reply;
  const cached = usage?.cachedInputTokens;
  return {
    estimated: usage?.inputTokens === undefined || usage.outputTokens === undefined,
    tokens: {
      inputTokens: usage?.inputTokens ?? expected.inputTokens,
      outputTokens: usage?.outputTokens ?? count(reply.text) + count(reply.reasoning),
      ...(cached === undefined ? {} : { cachedInputTokens: cached }),
    },
  };
}
