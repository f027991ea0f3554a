import { findRewardColumn } from '../../rewards/registry.ts';
import { PAIR_FILE_OPTIONS, PAIR_FILES, pairExtras, rowOfPair } from '../pair-files.ts';
import { gradedOf } from '../samples.ts';
import type { Exported, ExportGroup, ExportJob, ExportTrace, GroupExporter } from '../types.ts';

/** Preference pairs of DAST (arXiv 2503.04472): within the right and within the wrong samples of a problem, ranked by its reward. */
export const dast: GroupExporter = {
  id: 'dast',
  title: 'DAST',
  summary: 'pairs of right and pairs of wrong samples, ranked by the difficulty-adaptive reward, for SimPO',
  family: 'later',
  unit: 'group',
  needs: 'several graded samples a problem',
  notes: [
    'How the paper picks its pairs could not be verified: here each class gives the pair with the largest margin of reward.',
    'Published: over 30 % fewer tokens on average. Its budget ends at 4,096 tokens while models may think for 32,768, so hard problems get small budgets.',
  ],
  options: [
    {
      id: 'max-tokens',
      title: 'Most tokens',
      summary: 'limit of sampling, to which the budget of a problem that nobody solves goes',
      kind: 'number',
      default: 4096,
      least: 1,
      whole: true,
    },
    {
      id: 'margin',
      title: 'Least margin',
      summary: 'pairs whose rewards are nearer to each other are left out',
      kind: 'number',
      default: 0.01,
      least: 0,
      most: 2,
    },
    {
      id: 'classes',
      title: 'Classes',
      summary: 'which samples make pairs',
      kind: 'choice',
      default: 'both',
      choices: [
        { id: 'both', title: 'right ones, and wrong ones' },
        { id: 'right', title: 'right ones only' },
      ],
    },
    ...PAIR_FILE_OPTIONS,
  ],
  files: PAIR_FILES,
  start: (job) => ({
    rows: (group) => rowsOf(group, job),
    extras: (written) => pairExtras(job, written),
  }),
};

interface Rewarded {
  readonly trace: ExportTrace;
  readonly reward: number;
}

function rowsOf(group: ExportGroup, { options }: ExportJob): Exported {
  const samples = rewarded(group, Number(options['max-tokens']));
  if (samples.length < 2) return { rows: [], skipped: ['Fewer than two graded samples of the problem.'] };
  const classes = options.classes === 'right' ? (['correct'] as const) : (['correct', 'wrong'] as const);
  const made: Exported[] = [];
  for (const verdict of classes) {
    const own = samples.filter(({ trace }) => trace.grade.verdict === verdict).toSorted((a, b) => b.reward - a.reward);
    const [best, worst] = [own[0], own.at(-1)];
    if (!best || !worst || best === worst || best.reward - worst.reward < Number(options.margin)) continue;
    made.push(
      rowOfPair(
        { chosen: { trace: best.trace, chain: best.trace }, rejected: { trace: worst.trace, chain: worst.trace } },
        options,
      ),
    );
  }
  if (made.length === 0) return { rows: [], skipped: ['No two samples of one class whose rewards differ enough.'] };
  return {
    rows: made.flatMap(({ rows }) => rows),
    skipped: made.flatMap(({ skipped }) => skipped ?? []),
    warnings: made.flatMap(({ warnings }) => warnings ?? []),
  };
}

/** The graded samples with their rewards. */
function rewarded(group: ExportGroup, maxTokens: number): readonly Rewarded[] {
  const graded = gradedOf(group);
  const column = findRewardColumn('dast');
  const samples = graded.map(({ tokens, grade }) => {
    return { tokens, correct: grade.verdict === 'correct', originalTokens: null, outcome: null, process: null };
  });
  const option = column?.options[0]?.id ?? '';
  const [rewards = []] = column?.compute([samples], { [option]: maxTokens }) ?? [];
  return graded.flatMap((trace, index) => {
    const reward = rewards[index] ?? null;
    return reward === null ? [] : [{ trace, reward }];
  });
}
