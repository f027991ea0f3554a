import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { filled, rowOf, whole } from './checks.ts';
import type { ExportValues } from './types.ts';

/** Tasks by whose lower-case folder the trainer of LM_skip chooses how it reads a file. */
export const SKIP_TASKS = ['gsm', 'ma', 'dr', 'aoa'] as const;
export type SkipTask = (typeof SKIP_TASKS)[number];

/** Where the official code stops counting steps, and what stands before the answer. */
const STOP = 'Thus, the';
const CLOSING = 'Thus, the answer is';
/** What stands before the text that is learnt; the last of them counts. */
const TEMPLATE = 'Answer:\n';

/** A chain for a row: one step a line, without the line that states the answer. */
export interface SkipChain {
  readonly id: string;
  readonly question: string;
  readonly lines: readonly string[];
  readonly answer: string;
}

/** The steps without a last one that only states the answer, which every row states again. */
export function withoutClosing(lines: readonly string[]): readonly string[] {
  return lines.at(-1)?.startsWith(CLOSING) ? lines.slice(0, -1) : lines;
}

/** Why the trainer or the counting of steps would misread a chain; null when neither does. */
export function whyNotSkipChain({ question, lines, answer }: SkipChain, task: SkipTask): string | null {
  if (lines.length === 0) return 'No steps.';
  if (lines.some((line) => line.includes(STOP))) return `A step says "${STOP}", where the counting of steps stops.`;
  if (lines.some((line) => line.endsWith('Answer:'))) return 'A step ends in "Answer:", behind which learning starts.';
  if (answer.includes(STOP) || answer.includes('\n')) return 'The answer is no single value.';
  if (task === 'ma' && !/^-?\d{1,400}$/.test(answer)) return 'The answer is no whole number, as task ma wants.';
  // The official code strips commas and the dots at the end: of an answer such as ". ." something else is left.
  if (task !== 'aoa' && statedAnswer(`${CLOSING} ${answer}.`) !== answer) return 'The answer would be read otherwise.';
  if (task === 'aoa' && /Solve|steps\.|\nAnswer:/.test(question))
    return 'The question says "Solve", "steps." or "Answer:", at which the official code cuts the prompt.';
  return null;
}

/** The text that is learnt: the steps, one a line, and the answer. */
export function completionOf({ lines, answer }: SkipChain, task: SkipTask): string {
  return `${lines.join('\n')}\n${CLOSING} ${answer}${task === 'aoa' ? '' : '.'}`;
}

/** A row for the trainer. `line` is the 0-based place of the problem among the full rows; -1 says that this is one (aoa). */
export function skipRow(chain: SkipChain, task: SkipTask, options: ExportValues, line: number): JsonObject {
  const completion = completionOf(chain, task);
  if (task === 'aoa') return { id: chain.id, prompt: aoaPrompt(chain, options), chosen: completion, line_id: line };
  const { id, question: prompt, lines, answer } = chain;
  return { id, prompt, completion, step_num: lines.length, answer };
}

/** The same row with the whole prompt that the trainer makes, for other trainers. */
export function plainRow(chain: SkipChain, task: SkipTask, options: ExportValues): JsonObject {
  const completion = completionOf(chain, task);
  if (task === 'aoa') return { prompt: `${aoaPrompt(chain, options)}\n`, completion };
  const count = options['prompt-mode'] === 'count' ? `\nLet's solve it in ${chain.lines.length} steps.` : '';
  return { prompt: `${chain.question.trim()}${count}\n${TEMPLATE}`, completion };
}

/** With the count taken out as the official converter does it, this is the official prompt without count. */
function aoaPrompt({ question, lines }: SkipChain, options: ExportValues): string {
  const task = String(options['aoa-instruction']).trim();
  const count = options['prompt-mode'] === 'count' ? `Solve it in ${lines.length} steps.` : '';
  const head = [task, count].filter((part) => part !== '').join(' ');
  return `${head}${head === '' ? '' : '\n\n'}Question: ${question.trim()}\nAnswer:`;
}

/** The steps that the official code counts in a completion; 0 where there is none, which it would count as one empty line. */
export function countedSteps(completion: string): number {
  const before = (completion.split(STOP)[0] ?? '').trim();
  return before === '' ? 0 : before.split('\n').length;
}

/** The answer that the official code finds in a completion. */
function statedAnswer(completion: string): string {
  return withoutEndDots(completion.split(CLOSING).at(-1) ?? '')
    .replaceAll(',', '')
    .trim();
}

/** The text without the dots at its end, which the official code strips from an answer. */
export function withoutEndDots(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '.') end -= 1;
  return text.slice(0, end);
}

const COUNT_ROW = rowOf({ id: filled, prompt: filled, completion: filled, step_num: whole, answer: filled });
const AOA_ROW = rowOf({ id: filled, prompt: filled, chosen: filled, line_id: whole });
const PLAIN_ROW = rowOf({ prompt: filled, completion: filled });

/** What LM_skip would misread in a row of that task; null when nothing. */
export function checkSkipRow(row: JsonValue, task: SkipTask): string | null {
  const wrong = (task === 'aoa' ? AOA_ROW : COUNT_ROW)(row);
  if (wrong !== null || !isJsonObject(row)) return wrong ?? 'the row is no object';
  const completion = String(row.completion ?? row.chosen);
  const misread = checkCompletion(completion);
  if (misread !== null) return misread;
  if (task === 'aoa') return checkAoaPrompt(String(row.prompt), countedSteps(completion));
  if (countedSteps(completion) !== row.step_num)
    return `"step_num" is ${String(row.step_num)}, and ${countedSteps(completion)} steps are counted`;
  if (statedAnswer(completion) !== row.answer) return '"answer" is not what is read from "completion"';
  return task === 'ma' && !/^-?\d+$/.test(row.answer) ? '"answer" is no whole number' : null;
}

/** What a trainer would misread in a row with the whole prompt. */
export function checkPlainRow(row: JsonValue): string | null {
  const wrong = PLAIN_ROW(row);
  if (wrong !== null || !isJsonObject(row)) return wrong ?? 'the row is no object';
  if (!String(row.prompt).endsWith(`\n${TEMPLATE}`)) return '"prompt" does not end in a line "Answer:"';
  return checkCompletion(String(row.completion));
}

function checkCompletion(completion: string): string | null {
  if (!completion.includes(CLOSING)) return `the completion does not say "${CLOSING}"`;
  if (completion.includes(TEMPLATE)) return 'a step ends in "Answer:", behind which learning starts';
  if (countedSteps(completion) === 0) return 'the completion has no steps before the answer';
  return completion.split('\n').some((line) => line.trim() === '') ? 'an empty line counts as a step' : null;
}

function checkAoaPrompt(prompt: string, steps: number): string | null {
  if (!prompt.endsWith('\nAnswer:')) return '"prompt" does not end in a line "Answer:"';
  if (!prompt.includes('Question: ')) return '"prompt" has no "Question:"';
  const parts = prompt.split('Solve');
  if (parts.length === 1) return null;
  if (parts.length > 2 || prompt.split('steps.').length !== 2)
    return '"prompt" says "Solve" or "steps." twice, and the converter stops';
  return parts[1]?.startsWith(` it in ${steps} steps.`) ? null : `"prompt" asks for other than the ${steps} steps`;
}
