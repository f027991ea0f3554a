import { window } from 'vscode';
import type { CompressionStrategy, CompressOptions, OptionName } from '../../core/compress/types.ts';

/** Asks for what a strategy heeds, one box each; an empty box leaves it to the strategy. Undefined: the person left. */
export async function askOptions(strategy: CompressionStrategy): Promise<CompressOptions | undefined> {
  let options: CompressOptions = {};
  for (const name of strategy.takes ?? []) {
    const question = QUESTIONS[name];
    const text = await window.showInputBox({
      title: strategy.title,
      prompt: question.prompt,
      placeHolder: question.example,
      validateInput: (value) => (value.trim() === '' || question.read(value.trim()) ? undefined : question.wrong),
    });
    if (text === undefined) return undefined;
    options = { ...options, ...(text.trim() === '' ? {} : question.read(text.trim())) };
  }
  return options;
}

interface Question {
  readonly prompt: string;
  readonly example: string;
  readonly wrong: string;
  /** The options that the text stands for; null when it stands for none. */
  read(text: string): CompressOptions | null;
}

const QUESTIONS: Readonly<Record<OptionName, Question>> = {
  ratio: {
    prompt: 'How much of the reasoning to keep: a share, or a number of tokens. Empty: the strategy decides.',
    example: '50 % or 800 tokens',
    wrong: 'A share such as 50 % or 0.5, or a number of tokens such as 800.',
    read: readAmount,
  },
  instruction: {
    prompt: 'What the model should mind besides. Empty: nothing.',
    example: 'Keep the units in every line',
    wrong: '',
    read: (instruction) => ({ instruction }),
  },
  level: {
    prompt: 'How strongly to compress: 1 (lightly), 2 or 3 (hard). Empty: 2.',
    example: '2',
    wrong: '1, 2 or 3.',
    read: (text) => (/^[123]$/.test(text) ? { level: Number(text) } : null),
  },
  wordsPerStep: {
    prompt: 'Most words a step. Empty: 5, as in Chain of Draft.',
    example: '5',
    wrong: 'A whole number from 1 to 50.',
    read: (text) => (/^([1-9]|[1-4]\d|50)$/.test(text) ? { wordsPerStep: Number(text) } : null),
  },
};

/** "50 %", "0.5" and ".5" are shares, whole numbers from 2 on are tokens; null for anything else. */
function readAmount(text: string): CompressOptions | null {
  const match = /^(\d*[.,]?\d+)\s*(%|tok(?:ens?)?)?$/i.exec(text);
  const number = Number(match?.[1]?.replace(',', '.'));
  if (!match || !Number.isFinite(number) || number <= 0) return null;
  const unit = match[2]?.toLowerCase();
  if (unit === '%') return number <= 100 ? { ratio: number / 100 } : null;
  if (unit === undefined && number <= 1) return { ratio: number };
  return Number.isInteger(number) ? { budgetTokens: number } : null;
}
