import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { messagesOf } from '../chat-checks.ts';
import { filled, finite, optional, rowOf, text } from '../checks.ts';
import { bareAnswer } from '../graded.ts';
import { o1Weights, sampleName } from '../o1-weights.ts';
import { gradedOf } from '../samples.ts';
import type {
  Exported,
  ExportGroup,
  ExportJob,
  ExportOption,
  ExportRow,
  ExtraFile,
  GroupExporter,
  WrittenFile,
} from '../types.ts';

const SYSTEM = 'Please reason step by step, and put your final answer within \\boxed{}.';

const OPTIONS: readonly ExportOption[] = [
  {
    id: 'rows',
    title: 'Rows a problem',
    summary: 'samples of each problem that are trained on, drawn at random',
    kind: 'number',
    default: 2,
    least: 1,
    whole: true,
  },
  {
    id: 'accuracy',
    title: 'Weight of accuracy',
    summary: 'lambda of the paper, alpha of the code: 2 for Marco-o1, 5 for QwQ',
    kind: 'number',
    default: 5,
    least: 0,
  },
  {
    id: 'weight',
    title: 'Weight',
    summary: 'what stands as the weight of a row',
    kind: 'choice',
    default: 'code',
    choices: [
      { id: 'code', title: 'as the official code: clipped to [-2, 4], standardised over all rows' },
      { id: 'paper', title: 'the reward of the paper as it is' },
    ],
  },
  { id: 'system', title: 'System prompt', summary: 'of every training row', kind: 'text', default: SYSTEM },
];

const trained = rowOf({
  messages: messagesOf({ roles: ['system', 'user', 'assistant'], last: 'assistant' }),
  weight: finite,
});

/** The two stages of O1-Pruner (arXiv 2501.12570): samples for its builder, and weighted rows for its trainer. */
export const o1Pruner: GroupExporter = {
  id: 'o1-pruner',
  title: 'O1-Pruner',
  summary:
    'all samples of each problem for its builder, and weighted training rows with dataset_info.json and the Arrow conversion',
  family: 'survey',
  unit: 'group',
  needs: 'several graded samples a problem (the paper takes 12 to 16)',
  notes: [
    'Published: Marco-o1 932 to 554 tokens at 73.4 to 76.8 % accuracy, QwQ-32B 1,717 to 1,121 at 88.2 to 89.3 %.',
    'The code clips and standardises the weights, which the paper does not mention, and trains on 2 of K samples. Its table of AES does not follow its own formula.',
    'Lengths are tokens of the reasoning by the chosen tokenizer; the authors count with that of the model. Its patched loader reads Arrow only: run to_arrow.py once.',
  ],
  options: OPTIONS,
  files: [
    {
      id: 'raw',
      format: 'json',
      path: (split) => `${split}/raw.json`,
      check: (row) => trained(row) ?? threeMessages(row),
    },
    {
      id: 'stage1',
      format: 'json',
      path: (split) => `stage1/${split}.json`,
      check: rowOf({
        problem: filled,
        ground_truth_answer: filled,
        ground_truth_solution: optional(text),
        solution: filled,
        answer: text,
      }),
    },
  ],
  start(job) {
    const { options, seed } = job;
    const form = options.weight === 'paper' ? 'paper' : 'code';
    const weights = o1Weights(job.groups, {
      rows: Number(options.rows),
      accuracy: Number(options.accuracy),
      form,
      seed,
    });
    return {
      rows: (group) => rowsOf(group, weights.get(group.key) ?? new Map(), String(options.system)),
      extras: (written) => extrasOf(job, written),
    };
  },
};

function threeMessages(row: JsonValue): string | null {
  const messages = isJsonObject(row) && Array.isArray(row.messages) ? row.messages : [];
  return messages.length === 3 ? null : '"messages" are not system, user and assistant';
}

function rowsOf(group: ExportGroup, weights: ReadonlyMap<string, number>, system: string): Exported {
  const { question, samples } = group;
  if (question === null) return { rows: [], skipped: ['No question.'] };
  if (gradedOf(group).length < 2) return { rows: [], skipped: ['Fewer than two graded samples of the problem.'] };
  const truth =
    group.reference ??
    samples.map(bareAnswer).find((_answer, index) => samples[index]?.grade.verdict === 'correct') ??
    null;
  const rows: ExportRow[] = [];
  for (const sample of samples) {
    const solution = `${sample.reasoning}${sample.tail}`;
    if (solution.trim() === '') continue;
    if (truth !== null) {
      const row = {
        problem: question,
        ground_truth_answer: truth,
        solution,
        answer: bareAnswer({ ...sample, reference: null }) ?? 'None',
      };
      rows.push({ file: 'stage1', row });
    }
    const weight = weights.get(sampleName(sample));
    if (weight === undefined) continue;
    const messages = [
      { role: 'system', content: system },
      { role: 'user', content: question },
      { role: 'assistant', content: solution },
    ];
    rows.push({ file: 'raw', row: { messages, weight } });
  }
  return truth === null
    ? { rows, warnings: ['No answer is known to be right, so the stage 1 file lacks the problem.'] }
    : { rows };
}

function extrasOf({ name }: ExportJob, written: readonly WrittenFile[]): readonly ExtraFile[] {
  const raw = written.filter(({ kind }) => kind === 'raw');
  const entries = raw.map(({ split, path }) => [
    `${name}_${split}`,
    {
      file_name: path,
      formatting: 'sharegpt',
      columns: { messages: 'messages', weight: 'weight' },
      tags: {
        role_tag: 'role',
        content_tag: 'content',
        user_tag: 'user',
        assistant_tag: 'assistant',
        system_tag: 'system',
      },
    },
  ]);
  return [
    { path: 'dataset_info.json', text: `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n` },
    { path: 'to_arrow.py', text: TO_ARROW },
  ];
}

const TO_ARROW = `"""Converts raw.json to the Arrow folder that O1-Pruner's patched loader reads.

Needs: pip install datasets
Use:   python to_arrow.py train/raw.json ARROW_FOLDER
"""
import sys

from datasets import load_dataset

source, target = sys.argv[1:3]
# A split named "train" becomes the last entry of the folder, which is the one that the loader opens.
load_dataset("json", data_files={"train": source}).save_to_disk(target)
`;
