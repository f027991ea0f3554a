const OPEN = '<compressed>';
const CLOSE = '</compressed>';

/** The asked text inside a model's reply, or why there is none. */
export type ReplyText = { readonly text: string } | { readonly refused: string };

/**
 * Takes the text between the last pair of <compressed> tags. A reply without tags counts as the text itself, a code
 * fence around all of it and an echoed marker taken away; an opening tag that is never closed is a cut reply.
 */
export function readReply(reply: string, markers: readonly string[]): ReplyText {
  const close = reply.lastIndexOf(CLOSE);
  const open = close < 0 ? reply.lastIndexOf(OPEN) : reply.lastIndexOf(OPEN, close);
  if (close < 0 && open >= 0) return { refused: 'The reply stops before its end.' };
  const inner = close >= 0 ? reply.slice(open < 0 ? 0 : open + OPEN.length, close) : unfenced(reply.trim());
  let text = inner;
  for (const marker of markers) text = text.split(marker).join('');
  text = text.trim();
  return text === '' ? { refused: 'The reply holds no text.' } : { text };
}

function unfenced(reply: string): string {
  if (!reply.startsWith('```') || !reply.endsWith('```') || reply.length < 7) return reply;
  const head = reply.indexOf('\n');
  const body = reply.slice(head + 1, -3);
  return head < 0 || body.includes('```') ? reply : body;
}
