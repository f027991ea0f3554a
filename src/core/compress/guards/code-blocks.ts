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
        ...(kept === null ? {} : { restore: holders }),
      };
    }
    const known = new Set(before.blocks);
    const changed = after.blocks.find((block) => !known.has(block));
    if (before.closed && changed !== undefined) {
      return { passed: false, detail: `A code block was changed: "${excerpt(changed)}".` };
    }
    return PASSED;
  },
};

/** Contents of all fenced blocks, line ends trimmed; `closed` is false when the last fence is open. */
function readFences(text: string): { readonly blocks: readonly string[]; readonly closed: boolean } {
  const blocks: string[] = [];
  let fence = '';
  let open: string[] = [];
  for (const line of text.split('\n')) {
    const head = line.trimStart();
    const mark = head.startsWith('```') ? '```' : head.startsWith('~~~') ? '~~~' : '';
    if (fence === '' && mark !== '') {
      fence = mark;
      open = [];
    } else if (fence !== '' && mark === fence && head.slice(3).replace(/[`~\s]/g, '') === '') {
      blocks.push(open.join('\n').trim());
      fence = '';
    } else if (fence !== '') open.push(line.trimEnd());
  }
  return { blocks, closed: fence === '' };
}
