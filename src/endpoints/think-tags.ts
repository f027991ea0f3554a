/** Opening and closing tags in which servers leave a model's own reasoning inside the content. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
];

/** A reply's content cut into the model's own reasoning and the reply proper. */
export interface SplitReply {
  readonly reasoning: string;
  readonly text: string;
}

/**
 * Takes a leading block of thinking, or Harmony's channels, out of a reply. The opening tag may be missing (the chat template had written it into
 * the prompt); blocks may be nested; an unclosed block takes the whole reply, whose text is then ''. Tags that stand
 * later in the reply are left alone. A reply without such a block comes back trimmed.
 */
export function splitThinking(content: string): SplitReply {
  const body = content.trim();
  if (body.includes(CHANNEL)) return splitChannels(body);
  const bare = body.startsWith('analysis') ? body.indexOf(BARE_FINAL) : -1;
  if (bare >= 0) {
    return { reasoning: body.slice('analysis'.length, bare).trim(), text: body.slice(bare + BARE_FINAL.length).trim() };
  }
  for (const [open, close] of PAIRS) {
    if (body.startsWith(open)) {
      const end = closing(body, open, close);
      if (end < 0) return { reasoning: body.slice(open.length).trim(), text: '' };
      return { reasoning: body.slice(open.length, end).trim(), text: body.slice(end + close.length).trim() };
    }
    const end = body.indexOf(close);
    const start = body.indexOf(open);
    if (end >= 0 && (start < 0 || start > end)) {
      return { reasoning: body.slice(0, end).trim(), text: body.slice(end + close.length).trim() };
    }
  }
  return { reasoning: '', text: body };
}

const CHANNEL = '<|channel|>';
const MESSAGE = '<|message|>';
/** Ends of a Harmony message. */
const ENDS = ['<|end|>', '<|return|>', '<|call|>', '<|start|>'];
/** What is left of the border between the channels when a server drops the special tokens. */
const BARE_FINAL = 'assistantfinal';

/**
 * Harmony, the format of gpt-oss, where a server leaves it in the text: messages on named channels, of which `final` is the
 * reply and all others are reasoning. Text before the first channel counts to the channel `analysis`.
 */
function splitChannels(body: string): SplitReply {
  const parts = body.split(CHANNEL);
  const text: string[] = [];
  const reasoning = [withoutEnds(parts[0] ?? '')];
  for (const part of parts.slice(1)) {
    const at = part.indexOf(MESSAGE);
    // Without the mark the message has not begun: the header was all that came.
    if (at < 0) continue;
    const words = withoutEnds(part.slice(at + MESSAGE.length));
    (part.slice(0, at).trim().startsWith('final') ? text : reasoning).push(words);
  }
  const join = (pieces: readonly string[]): string => pieces.filter((piece) => piece !== '').join('\n');
  return { reasoning: join(reasoning), text: join(text) };
}

/** The words before the first end mark; what follows it is the next message's header. */
function withoutEnds(message: string): string {
  const ends = ENDS.map((end) => message.indexOf(end)).filter((at) => at >= 0);
  return message.slice(0, Math.min(message.length, ...ends)).trim();
}

/** Offset of the closing tag that ends the block opened at 0, inner blocks skipped; -1 when it is not closed. */
function closing(body: string, open: string, close: string): number {
  let depth = 1;
  let at = open.length;
  let last = -1;
  while (depth > 0) {
    const end = body.indexOf(close, at);
    // More openings than closings: the last closing tag there is ends the block.
    if (end < 0) return last;
    const inner = body.indexOf(open, at);
    if (inner >= 0 && inner < end) {
      depth += 1;
      at = inner + open.length;
    } else {
      depth -= 1;
      last = end;
      at = end + close.length;
    }
  }
  return last;
}
