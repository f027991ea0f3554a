import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { type FieldCheck, filled, finite, rowOf, whole } from '../checks.ts';
import { whyNoRight } from '../samples.ts';
import type { Exported, ExportGroup, ExportJob, ExportOption, ExportTrace, FileKind, GroupExporter } from '../types.ts';

/** Chains of a question in the published sets: the ground truth and four generated ones. */
const MOST_CHAINS = 5;
const STAGES = Array.from({ length: MOST_CHAINS }, (_, index) => index);

const OPTIONS: readonly ExportOption[] = [
  {
    id: 'form',
    title: 'Form',
    summary: 'one row a question, one row a chain with its beta, or one file a stage',
    kind: 'choice',
    default: 'long',
    choices: [
      { id: 'long', title: 'long: question, solution, beta, solution_index (CoT-Valve++)' },
      { id: 'wide', title: 'wide: solution_0 to solution_4 of a question in one row, as MixChain' },
      { id: 'staged', title: 'staged: files stage_4 (longest) to stage_0 (shortest), for progressive training (+P)' },
    ],
  },
  {
    id: 'chains',
    title: 'Most chains',
    summary: 'chains of a question, evenly chosen by length, the shortest and the longest among them',
    kind: 'number',
    default: MOST_CHAINS,
    least: 2,
    most: MOST_CHAINS,
    whole: true,
  },
];

const nullable =
  (check: FieldCheck): FieldCheck =>
  (value, key) =>
    value === null ? null : check(value, key);

const WIDE = rowOf({
  question: filled,
  answer: filled,
  target: filled,
  ...Object.fromEntries(STAGES.map((index) => [`solution_${index}`, nullable(filled)])),
  ...Object.fromEntries(STAGES.map((index) => [`solution_${index}_token`, nullable(whole)])),
});

const FILES: readonly FileKind[] = [
  {
    id: 'long',
    format: 'jsonl',
    path: (split) => `${split}.jsonl`,
    check: (row) =>
      rowOf({ question: filled, solution: filled, answer: filled, beta: finite, solution_index: whole })(row) ??
      betaWrong(row),
  },
  { id: 'wide', format: 'jsonl', path: (split) => `wide/${split}.jsonl`, check: (row) => WIDE(row) ?? orderWrong(row) },
  ...STAGES.map(
    (index): FileKind => ({
      id: `stage_${index}`,
      format: 'jsonl',
      path: (split) => `stage_${index}/${split}.jsonl`,
      check: rowOf({ question: filled, solution: filled, answer: filled }),
    }),
  ),
];

/** MixChain sets of CoT-Valve (arXiv 2502.09601): chains of falling length for one question, wrong ones left out. */
export const cotValve: GroupExporter = {
  id: 'cot-valve',
  title: 'CoT-Valve',
  summary: 'several right chains of each question ordered by length, with beta (1 the shortest, 0 the longest)',
  family: 'survey',
  unit: 'group',
  needs: 'right chains of different length for a question: samples, or accepted variants',
  notes: [
    'Published, QwQ-32B on GSM8K: 741 to 225 tokens at 95.1 to 94.9 %, trained progressively (+P) from the longest to the shortest stage.',
    'Beta is a column of the data. The alpha of the paper scales the LoRA at serving, and whether a larger one makes chains longer or shorter follows the direction that was trained.',
    'The training code was never released, and MixChain-Z-PRM12K on the hub is not filtered, while the paper filters; this export leaves wrong chains out.',
  ],
  options: OPTIONS,
  files: FILES,
  start: (job) => ({ rows: (group) => rowsOf(group, job) }),
};

interface Solution {
  readonly text: string;
  readonly tokens: number;
}

function rowsOf(group: ExportGroup, { options }: ExportJob): Exported {
  const { question } = group;
  const why = question === null ? 'No question.' : whyNoRight(group);
  if (why !== null) return { rows: [], skipped: [why] };
  const right = group.samples.filter(({ grade }) => grade.verdict === 'correct');
  const answer = group.reference ?? right.find(({ grade }) => grade.answer !== null)?.grade.answer ?? '';
  if (answer.trim() === '') return { rows: [], skipped: ['No answer.'] };
  const all = solutionsOf(right);
  if (all.length < 2) return { rows: [], skipped: ['Fewer than two right chains of different length.'] };
  const chains = evenly(all, Number(options.chains));
  const base = { question: question ?? '', answer };
  if (options.form === 'wide') return { rows: [{ file: 'wide', row: wideRow(base, chains) }] };
  if (options.form === 'staged') {
    const rows = chains.map(({ text }, index) => ({ file: `stage_${index}`, row: { ...base, solution: text } }));
    return { rows };
  }
  const [least = 0, most = 0] = [chains[0]?.tokens, chains.at(-1)?.tokens];
  const rows = chains.map(({ text, tokens }, index) => {
    const beta = most === least ? 0 : 1 - (tokens - least) / (most - least);
    return { file: 'long', row: { ...base, solution: text, beta, solution_index: index } };
  });
  return { rows };
}

/** The whole solutions of right samples and of their variants, the shortest first, each length once. */
function solutionsOf(right: readonly ExportTrace[]): readonly Solution[] {
  const byTokens = new Map<number, Solution>();
  for (const sample of right) {
    for (const { reasoning, tokens } of [sample, ...sample.variants]) {
      const text = `${reasoning}${sample.tail}`;
      if (text.trim() !== '' && !byTokens.has(tokens)) byTokens.set(tokens, { text, tokens });
    }
  }
  return [...byTokens.values()].toSorted((a, b) => a.tokens - b.tokens);
}

/** At most `count` of them, the first and the last among them. */
function evenly(all: readonly Solution[], count: number): readonly Solution[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, index) => all[Math.round((index * (all.length - 1)) / (count - 1))]).flatMap(
    (solution) => solution ?? [],
  );
}

function wideRow(
  base: { readonly question: string; readonly answer: string },
  chains: readonly Solution[],
): JsonObject {
  const texts = STAGES.map((index) => [`solution_${index}`, chains[index]?.text ?? null] as const);
  const tokens = STAGES.map((index) => [`solution_${index}_token`, chains[index]?.tokens ?? null] as const);
  return { ...base, target: base.answer, ...Object.fromEntries(texts), ...Object.fromEntries(tokens) };
}

function betaWrong(row: JsonValue): string | null {
  const beta = isJsonObject(row) ? Number(row.beta) : Number.NaN;
  return beta >= 0 && beta <= 1 ? null : '"beta" is not from 0 to 1';
}

/** Solutions have to grow with their index, and those that are not there have to stand at the end. */
function orderWrong(row: JsonValue): string | null {
  if (!isJsonObject(row)) return null;
  const tokens = STAGES.map((index) => row[`solution_${index}_token`]);
  const missing = STAGES.find((index) => (row[`solution_${index}`] === null) !== (tokens[index] === null));
  if (missing !== undefined) return `"solution_${missing}" and its tokens are not both there`;
  for (let index = 1; index < STAGES.length; index += 1) {
    const [before, here] = [tokens[index - 1], tokens[index]];
    if (typeof here === 'number' && !(typeof before === 'number' && before < here)) {
      return `"solution_${index}" is not longer than the one before`;
    }
  }
  return null;
}
