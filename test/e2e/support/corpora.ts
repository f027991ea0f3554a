import { writeFileSync } from 'node:fs';
import type { Driver } from '../../workbench/driver.ts';

/** Small corpora with known words, so that a test can say exactly what has to be seen. */

/** Steps of one trace. Two of them repeat an earlier one word for word; the last two come after the answer was reached. */
export const PAINT_STEPS = [
  'The first wall takes 3 cans of paint and the second wall takes 5 cans, so together they take 3 + 5 = 8 cans.',
  'Each can costs 12 dollars, so 8 cans cost 8 * 12 = 96 dollars.',
  'The first wall takes 3 cans of paint and the second wall takes 5 cans, so together they take 3 + 5 = 8 cans.',
  'Brushes cost 4 dollars more, so all in all it is 96 + 4 = 100 dollars.',
  'So the answer is 100 dollars.',
  'Let me double check: 96 + 4 = 100. Yes, that is right.',
] as const;

export const PAINT_QUESTION =
  'One wall takes 3 cans of paint, another takes 5. A can costs 12 dollars and brushes cost 4 dollars. What is the cost?';

/** A record in chat form whose thinking is the steps as paragraphs. */
export function paintRecord(extra: Readonly<Record<string, unknown>> = {}): string {
  const reasoning = PAINT_STEPS.join('\n\n');
  const messages = [
    { role: 'user', content: PAINT_QUESTION },
    { role: 'assistant', reasoning_content: reasoning, content: 'The cost is \\boxed{100} dollars.' },
  ];
  return JSON.stringify({ id: 'paint', messages, ...extra });
}

/** A record in chat form that is like no other by its number. */
export function applesRecord(number: number): string {
  const messages = [
    { role: 'user', content: `Ann has ${number} apples and buys ${number + 2} more. How many has she?` },
    {
      role: 'assistant',
      reasoning_content: `Ann starts with ${number} apples.\n\nShe buys ${number + 2} more: ${number} + ${number + 2} = ${2 * number + 2}.\n\nSo the answer is ${2 * number + 2}.`,
      content: `${2 * number + 2}`,
    },
  ];
  return JSON.stringify({ id: `apples-${number}`, messages });
}

/** A record that is a question and a list of steps, with odd spacing that a rewrite of the whole record would lose. */
export const STEP_LIST_RECORD =
  '{"input":  "2 * 3 + 4 =", "steps": ["First 2 * 3 = 6.",   "First 2 * 3 = 6.", "Then 6 + 4 = 10.", "So the answer is 10."], "target":"10", "n": 1.0e1}';

/** Writes a file of the opened folder; lines end with a line feed, the last one too. */
export function writeLines(driver: Driver, file: string, lines: readonly string[]): void {
  writeFileSync(driver.path(file), `${lines.join('\n')}\n`);
}
