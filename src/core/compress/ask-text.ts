import { type ReplyText, readReply } from './read-reply.ts';
import type { AskOptions, ModelReply, PromptMessage, StrategyModel } from './types.ts';

/** A text that was asked for, with the raw reply that it was read from; or why there is none. */
export type AskedText =
  | { readonly kind: 'text'; readonly text: string; readonly reply: string }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string };

/** Asks for a text between <compressed> tags. `markers` are fence lines that the model may echo. */
export async function askText(
  model: StrategyModel,
  messages: readonly PromptMessage[],
  markers: readonly string[],
  options?: AskOptions,
): Promise<AskedText> {
  return askedText(await model.ask(messages, options), markers);
}

/** A reply as the asked text. */
export function askedText(reply: ModelReply, markers: readonly string[]): AskedText {
  if (reply.kind === 'failed') return reply;
  const read: ReplyText = readReply(reply.text, markers);
  return 'refused' in read
    ? { kind: 'refused', reason: read.refused }
    : { kind: 'text', text: read.text, reply: reply.text };
}
