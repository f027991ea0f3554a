import { messagesOf, oneOf } from '../chat-checks.ts';
import { filled, object, rowOf, text, whole } from '../checks.ts';
import { contextOf } from '../messages.ts';
import type { Exported, ExportGroup, ExportValues, GroupExporter } from '../types.ts';

const INSTRUCTION = "Let's think step by step and output the final answer within \\boxed{}.";

/** verl's reinforcement learning rows: one for each problem, with the answer that the reward compares with. */
export const verl: GroupExporter = {
  id: 'verl',
  title: 'verl',
  summary: 'prompts with reference answers as Parquet, for reinforcement learning with verl',
  family: 'general',
  unit: 'group',
  needs: 'a question and a reference answer',
  notes: [
    'data_source chooses the reward: "openai/gsm8k" looks for "#### 72", "DigitalLearningGmbH/MATH-lighteval" for \\boxed{72}; verl stops at a name that it does not know, unless you give it a reward function of your own.',
    'Only the prompts are used: samples of one problem give one row.',
  ],
  options: [
    {
      id: 'data-source',
      title: 'Data source',
      summary: "the name by which verl's reward function chooses how to compare answers",
      kind: 'text',
      default: 'DigitalLearningGmbH/MATH-lighteval',
    },
    { id: 'ability', title: 'Ability', summary: 'kind of the task, for figures', kind: 'text', default: 'math' },
    {
      id: 'instruction',
      title: 'Instruction',
      summary: 'what stands behind the question, after a space; "-": nothing',
      kind: 'text',
      default: INSTRUCTION,
    },
    {
      id: 'system',
      title: 'System prompt',
      summary: 'a system prompt for every row; nothing: that of the record; "-": none',
      kind: 'text',
      default: '',
    },
  ],
  files: [
    {
      id: 'rows',
      format: 'parquet',
      path: (split) => `${split}.parquet`,
      check: rowOf({
        data_source: filled,
        prompt: messagesOf({ roles: ['system', 'user', 'assistant'], last: 'user' }),
        ability: text,
        reward_model: object({ style: oneOf(['rule']), ground_truth: filled }),
        extra_info: object({ index: whole, id: filled, question: filled, samples: whole }),
      }),
    },
  ],
  start: ({ options }) => {
    let index = 0;
    return {
      rows: (group) => {
        const made = rows(group, options, index);
        index += made.rows.length;
        return made;
      },
    };
  },
};

function rows({ key, reference, samples }: ExportGroup, options: ExportValues, index: number): Exported {
  const [first] = samples;
  if (first === undefined || first.question === null) return { rows: [], skipped: ['No question.'] };
  if (reference === null || reference.trim() === '') return { rows: [], skipped: ['No reference answer.'] };
  const before = contextOf(first, { ...options, thoughts: 'none', turns: 'each' });
  if (before.kind === 'skipped') return { rows: [], skipped: [before.reason] };
  const asked = before.context.at(-1);
  if (asked?.role !== 'user') return { rows: [], skipped: ["The message before the reply is not the user's."] };
  const instruction = options.instruction === '-' ? '' : ` ${String(options.instruction).trim()}`;
  const content = `${asked.content}${instruction}`.trimEnd();
  const row = {
    data_source: String(options['data-source']),
    prompt: [...before.context.slice(0, -1), { role: 'user', content }],
    ability: String(options.ability),
    reward_model: { style: 'rule', ground_truth: reference },
    extra_info: { index, id: key, question: first.question, samples: samples.length },
  };
  return { rows: [{ file: 'rows', row }] };
}
