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
 * Takes a leading block of thinking out of a reply. The opening tag may be missing (the chat template had written it into
 * the prompt); blocks may be nested; an unclosed block takes the whole reply, whose text is then ''. Tags that stand
 * later in the reply are left alone. A reply without such a block comes back trimmed.
 */
export function splitThinking(content: string): SplitReply {
  const body = content.trim();
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
