import type { ServerBehaviour } from './model-server.ts';

/** A reply of Anthropic's Messages API for the scripted server: a stream or one body. */
export interface AnthropicReply {
  readonly text: string;
  readonly thinking?: string;
  /** A block of thinking that only the service can read. */
  readonly redacted?: boolean;
  readonly stopReason?: string;
  readonly usage?: Readonly<Record<string, number>>;
}

const USAGE = { input_tokens: 11, output_tokens: 1 };

/** The reply as stream events, by the order of the service's reference: start, ping, blocks, delta, stop. */
export function anthropicStream(reply: AnthropicReply): ServerBehaviour {
  const usage = { ...USAGE, ...reply.usage };
  const blocks = [
    ...(reply.thinking === undefined
      ? []
      : [block({ type: 'thinking', thinking: '', signature: '' }, thinkingDeltas(reply.thinking))]),
    ...(reply.redacted ? [block({ type: 'redacted_thinking', data: 'EmwKAhgBEgy' }, [])] : []),
    block(
      { type: 'text', text: '' },
      halves(reply.text).map((text) => ({ type: 'text_delta', text })),
    ),
  ];
  const events = [
    { type: 'message_start', message: { ...message(reply), content: [], stop_reason: null, usage } },
    { type: 'ping' },
    ...blocks.flatMap((events, index) => events.map((event) => ({ ...event, index }))),
    { type: 'some_later_event', detail: 1 },
    {
      type: 'message_delta',
      delta: { stop_reason: reply.stopReason ?? 'end_turn', stop_sequence: null },
      usage: { output_tokens: reply.usage?.output_tokens ?? 9 },
    },
    { type: 'message_stop' },
  ];
  return { kind: 'raw', chunks: events.map(sse) };
}

/** The reply as one body. */
export function anthropicBody(reply: AnthropicReply): ServerBehaviour {
  const content = [
    ...(reply.thinking === undefined ? [] : [{ type: 'thinking', thinking: reply.thinking, signature: 'c2lnbg==' }]),
    ...(reply.redacted ? [{ type: 'redacted_thinking', data: 'EmwKAhgBEgy' }] : []),
    { type: 'text', text: reply.text },
  ];
  const usage = { ...USAGE, output_tokens: 9, ...reply.usage };
  return { kind: 'json', body: { ...message(reply), content, usage } };
}

/** An error as the service sends it: a status with a body, or an event inside a stream that began well. */
export function anthropicError(type: string, status?: number): ServerBehaviour {
  const error = { type: 'error', error: { type, message: `it says ${type}` }, request_id: 'req_1' };
  if (status !== undefined) return { kind: 'status', status, body: JSON.stringify(error) };
  return { kind: 'raw', chunks: [sse({ type: 'message_start', message: { model: 'm', usage: USAGE } }), sse(error)] };
}

function message(reply: AnthropicReply): Record<string, unknown> {
  const stop_reason = reply.stopReason ?? 'end_turn';
  return { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-test', stop_reason, stop_sequence: null };
}

function block(start: object, deltas: readonly object[]): readonly object[] {
  return [
    { type: 'content_block_start', content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', delta })),
    { type: 'content_block_stop' },
  ];
}

function thinkingDeltas(thinking: string): readonly object[] {
  const words = halves(thinking).map((half) => ({ type: 'thinking_delta', thinking: half }));
  return [...words, { type: 'signature_delta', signature: 'c2lnbg==' }];
}

function halves(text: string): readonly string[] {
  const middle = text.length >> 1;
  return [text.slice(0, middle), text.slice(middle)];
}

function sse(event: object): string {
  const type = 'type' in event ? String(event.type) : '';
  return `event: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}
