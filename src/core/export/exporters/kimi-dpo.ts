import { PAIR_FILE_OPTIONS, PAIR_FILES, pairExtras, rowOfPair } from '../pair-files.ts';
import { rightByLength, whyNoRight } from '../samples.ts';
import type { Exported, ExportGroup, ExportJob, ExportTrace, GroupExporter } from '../types.ts';

/** Long2short DPO pairs of Kimi k1.5 (arXiv 2501.12599, section 2.4). */
export const kimiDpo: GroupExporter = {
  id: 'kimi-dpo',
  title: 'Kimi k1.5 DPO',
  summary: 'the shortest right answer over longer ones: wrong, or right and 1.5 times as long',
  family: 'survey',
  unit: 'group',
  needs: 'several graded samples a problem',
  notes: [
    'A wrong answer is rejected only when it is longer than the chosen one: short wrong answers are no negatives, and pairs of right over wrong alone would turn the signal round.',
    'The paper does not say whether each negative makes a pair of its own; here it does, unless "pairs" says otherwise.',
    'Published: of the four long2short ways the reinforcement learning one saves most tokens for its accuracy; DPO and shortest rejection sampling need no training with rewards.',
  ],
  options: [
    {
      id: 'longer',
      title: 'Times as long',
      summary: 'a right answer is rejected from this many times the length of the chosen one',
      kind: 'number',
      default: 1.5,
      least: 1,
    },
    {
      id: 'pairs',
      title: 'Pairs',
      summary: 'one for each rejected answer, or one a problem (the longest)',
      kind: 'choice',
      default: 'each',
      choices: [
        { id: 'each', title: 'one for each rejected answer' },
        { id: 'one', title: 'one a problem, with the longest rejected answer' },
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

function rowsOf(group: ExportGroup, { options }: ExportJob): Exported {
  const why = whyNoRight(group);
  const [chosen] = rightByLength(group);
  if (why !== null || chosen === undefined) return { rows: [], skipped: [why ?? 'No right answer to the problem.'] };
  const longer = Number(options.longer);
  const rejected = group.samples
    .filter((sample) => isNegative(sample, chosen, longer))
    .toSorted((a, b) => b.tokens - a.tokens);
  if (rejected.length === 0) return { rows: [], skipped: ['No longer answer that may be rejected.'] };
  const pairs = options.pairs === 'one' ? rejected.slice(0, 1) : rejected;
  const made = pairs.map((worse) =>
    rowOfPair({ chosen: { trace: chosen, chain: chosen }, rejected: { trace: worse, chain: worse } }, options),
  );
  return {
    rows: made.flatMap(({ rows }) => rows),
    skipped: made.flatMap(({ skipped }) => skipped ?? []),
    warnings: made.flatMap(({ warnings }) => warnings ?? []),
  };
}

/** Wrong and longer, or right and at least `longer` times as long; what nobody graded is neither. */
function isNegative({ tokens, grade }: ExportTrace, chosen: ExportTrace, longer: number): boolean {
  if (grade.verdict === 'wrong') return tokens > chosen.tokens;
  return grade.verdict === 'correct' && tokens > chosen.tokens && tokens >= longer * chosen.tokens;
}
