import { excerpt, type Guard, PASSED } from './types.ts';

/** Whether fenced code is whole and as it was. */
export const codeBlocks: Guard = {
  id: 'code-blocks',
  title: 'Code blocks intact',
  summary: 'Every fence is closed, and code that stays is unchanged.',
  required: true,
  check({ text, input, kept }) {
    const before = readFences(input.text.reasoning);
    const after = readFences(text);
    if (before.closed && !after.closed) {
      const holders = input.text.steps.flatMap((span, index) =>
        input.text.reasoning.slice(span.start, span.end).includes('```') ? [index] : [],
      );
      return {
        passed: false,
        detail: 'A code block is no longer closed.',
        span: { start: after.openAt, end: text.length },
        ...(kept === null ? {} : { restore: holders }),
      };
    }
    const known = new Set(before.blocks);
    const changed = after.blocks.find((block) => !known.has(block));
    if (before.closed && changed !== undefined) {
      const at = text.indexOf(changed);
      const detail = `A code block was changed: "${excerpt(changed)}".`;
      return { passed: false, detail, ...(at < 0 ? {} : { span: { start: at, end: at + changed.length } }) };
    }
    return PASSED;
  },
};

interface Fences {
  /** Contents of the closed blocks, line ends trimmed. */
  readonly blocks: readonly string[];
  readonly closed: boolean;
  /** Where the open fence begins, UTF-16 offset; the text's end when all are closed. */
  readonly openAt: number;
}

function readFences(text: string): Fences {
  const blocks: string[] = [];
  let fence = '';
  let open: string[] = [];
  let openAt = text.length;
  let at = 0;
  for (const line of text.split('\n')) {
    const start = at;
    at += line.length + 1;
    const head = line.trimStart();
    const mark = head.startsWith('```') ? '```' : head.startsWith('~~~') ? '~~~' : '';
    if (fence === '' && mark !== '') {
      fence = mark;
      openAt = start;
      open = [];
    } else if (fence !== '' && mark === fence && head.slice(3).replace(/[`~\s]/g, '') === '') {
      blocks.push(open.join('\n').trim());
      fence = '';
    } else if (fence !== '') open.push(line.trimEnd());
  }
  return { blocks, closed: fence === '', openAt: fence === '' ? text.length : openAt };
}
