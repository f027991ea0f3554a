import type { ChatMessage } from './messages.ts';

/** How a family of models marks the turns of a chat. */
export interface ChatMarks {
  readonly title: string;
  /** The text before the reply, with the mark that opens it. */
  prompt(messages: readonly ChatMessage[]): string;
  /** The mark that ends the reply. */
  readonly end: string;
}

/** Marks by id, as the models' published chat templates write them. */
export const CHAT_MARKS: Readonly<Record<string, ChatMarks>> = {
  chatml: {
    title: 'ChatML (Qwen and many others)',
    prompt: (messages) =>
      `${messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('')}<|im_start|>assistant\n`,
    end: '<|im_end|>',
  },
  'llama-3': {
    title: 'Llama 3',
    prompt: (messages) => {
      const open = (role: string) => `<|start_header_id|>${role}<|end_header_id|>\n\n`;
      const turns = messages.map(({ role, content }) => `${open(role)}${content}<|eot_id|>`).join('');
      return `<|begin_of_text|>${turns}${open('assistant')}`;
    },
    end: '<|eot_id|>',
  },
  'deepseek-r1': {
    title: 'DeepSeek-R1 and its distilled models',
    prompt: (messages) => {
      const said = messages.map(({ role, content }) => {
        if (role === 'system') return content;
        return role === 'user' ? `<｜User｜>${content}` : `<｜Assistant｜>${content}<｜end▁of▁sentence｜>`;
      });
      return `<｜begin▁of▁sentence｜>${said.join('')}<｜Assistant｜>`;
    },
    end: '<｜end▁of▁sentence｜>',
  },
  plain: {
    title: 'none: a blank line behind each message, </s> at the end',
    prompt: (messages) => messages.map(({ content }) => `${content}\n\n`).join(''),
    end: '</s>',
  },
};
