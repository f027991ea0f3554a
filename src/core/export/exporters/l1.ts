import type { JsonValue } from '../../../base/json.ts';
import { messagesOf, oneOf } from '../chat-checks.ts';
import { filled, object, rowOf, text, whole } from '../checks.ts';
import { bareAnswer } from '../graded.ts';
import { randomFor } from '../random.ts';
import type { Exported, ExportGroup, ExportJob, GroupExporter } from '../types.ts';

const INSTRUCTION = "Let's think step by step and output the final answer within \\boxed{}.";

const fields = rowOf({
  data_source: text,
  prompt: messagesOf({ roles: ['user'], last: 'user' }),
  ability: filled,
  reward_model: object({ style: oneOf(['rule']), ground_truth: filled, num_tokens: whole }),
  extra_info: object({ index: whole }),
});

/** The prompt has to ask for what the reward holds against: a negative number for a most length, -1 for none. */
function lengthWrong(row: JsonValue): string | null {
  const { prompt, reward_model: reward } = row as {
    prompt: readonly { content: string }[];
    reward_model: { num_tokens: number };
  };
  const asked = / Think for (maximum )?(\d+) tokens\.$/.exec(prompt[0]?.content ?? '');
  const tokens = asked === null ? -1 : Number(asked[2]) * (asked[1] === undefined ? 1 : -1);
  return tokens === reward.num_tokens && tokens !== 0
    ? null
    : '"num_tokens" is not the length that the prompt asks for';
}

/** Prompts that name a length, for reinforcement learning with L1 (LCPO, arXiv 2503.04697). */
export const l1: GroupExporter = {
  id: 'l1',
  title: 'L1 (LCPO)',
  summary: 'prompts that ask for a number of tokens, as Parquet in the layout of verl',
  family: 'later',
  unit: 'group',
  needs: 'a question and a reference answer',
  notes: [
    'Only the prompts are used: samples of one problem give one row. The reward is the column l1-exact or l1-max of the group view.',
    'A prompt with a most length carries a negative num_tokens; -1 stands for none. The shipped L1-Max configuration leaves all reward switches off: they have to be set.',
    'Published: the 1.5B model is above GPT-4o at equal length of reasoning.',
  ],
  options: [
    {
      id: 'mode',
      title: 'Mode',
      summary: 'what the prompt asks for',
      kind: 'choice',
      default: 'exact',
      choices: [
        { id: 'exact', title: 'exactly N tokens' },
        { id: 'max', title: 'at most N tokens' },
        { id: 'both', title: 'either, by chance' },
        { id: 'none', title: 'no length (num_tokens -1)' },
      ],
    },
    {
      id: 'least',
      title: 'Least N',
      summary: 'lengths are drawn evenly from here',
      kind: 'number',
      default: 100,
      least: 1,
      whole: true,
    },
    { id: 'most', title: 'Most N', summary: 'to here', kind: 'number', default: 4000, least: 1, whole: true },
    {
      id: 'instruction',
      title: 'Instruction',
      summary: 'what stands behind the question',
      kind: 'text',
      default: INSTRUCTION,
    },
    {
      id: 'data-source',
      title: 'Data source',
      summary: 'name of the source, which L1 leaves empty',
      kind: 'text',
      default: '',
    },
  ],
  files: [
    {
      id: 'rows',
      format: 'parquet',
      path: (split) => `${split}.parquet`,
      check: (row) => fields(row) ?? lengthWrong(row),
    },
  ],
  start: (job) => {
    let index = 0;
    return {
      rows: (group) => {
        const made = rowOfGroup(group, job, index);
        index += made.rows.length;
        return made;
      },
    };
  },
};

function rowOfGroup(group: ExportGroup, { options, seed }: ExportJob, index: number): Exported {
  const { question, key, samples } = group;
  if (question === null) return { rows: [], skipped: ['No question.'] };
  const truth = group.reference ?? samples.find(({ grade }) => grade.verdict === 'correct') ?? null;
  const answer = typeof truth === 'string' ? truth : truth === null ? null : bareAnswer(truth);
  if (answer === null || answer.trim() === '') return { rows: [], skipped: ['Nobody knows the right answer.'] };
  const [least, most] = [Number(options.least), Number(options.most)];
  if (least > most) return { rows: [], skipped: ['The least length is above the most.'] };
  const random = randomFor(seed, `l1 ${key}`);
  const tokens = least + Math.floor(random() * (most - least + 1));
  const isMax = options.mode === 'max' || (options.mode === 'both' && random() < 0.5);
  const wish = options.mode === 'none' ? '' : ` Think for ${isMax ? 'maximum ' : ''}${tokens} tokens.`;
  const row = {
    data_source: String(options['data-source']),
    prompt: [{ role: 'user', content: `${question} ${String(options.instruction)}${wish}` }],
    ability: 'math',
    reward_model: {
      style: 'rule',
      ground_truth: answer,
      num_tokens: options.mode === 'none' ? -1 : isMax ? -tokens : tokens,
    },
    extra_info: { index },
  };
  return { rows: [{ file: 'rows', row }] };
}
