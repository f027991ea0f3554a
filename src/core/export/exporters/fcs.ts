import { compressedBy } from '../cut-chain.ts';
import { PAIR_FILE_OPTIONS, PAIR_FILES, pairExtras, rowOfPair } from '../pair-files.ts';
import { rightByLength, whyNoRight } from '../samples.ts';
import type { Chain, Exported, ExportGroup, ExportJob, ExportTrace, GroupExporter } from '../types.ts';

/** Which built-in strategy makes which positive. */
const CUTS: Readonly<Record<string, string>> = {
  fcs: 'first-solution',
  'fcs-reflection': 'first-solution-reflection',
  gds: 'diverse-solutions',
};

/** SimPO pairs against overthinking ("Do NOT think that much for 2+3=?", arXiv 2412.21187). */
export const fcs: GroupExporter = {
  id: 'fcs',
  title: 'FCS, FCS + reflection, GDS pairs',
  summary:
    'a right answer cut after its first solution (or with one reflection, or diverse ones) over the longest right one, for SimPO',
  family: 'later',
  unit: 'group',
  needs: 'right samples, several a problem or one with more than one solution in it',
  notes: [
    'Published, QwQ-32B on MATH500: FCS + reflection 93.0 to 92.8 % at 2,408 to 1,331 tokens; FCS alone 91.0 % at 1,016; the shortest sample 92.4 % at 1,872. On AIME24 accuracy falls (46.7 to 43.3 %).',
    'Where solutions end is found by the stated answers, where the paper asks a model. A cut that a guard refuses is not taken.',
  ],
  options: [
    {
      id: 'positive',
      title: 'Positive',
      summary: 'what is preferred',
      kind: 'choice',
      default: 'fcs-reflection',
      choices: [
        { id: 'fcs-reflection', title: 'up to the second solution (FCS + reflection)' },
        { id: 'fcs', title: 'up to the first solution (FCS)' },
        { id: 'gds', title: 'solutions that add a new way (GDS)' },
        { id: 'shortest', title: 'the shortest sample as it is' },
      ],
    },
    {
      id: 'least-saved',
      title: 'Least share saved',
      summary: 'pairs whose positive saves less of the tokens of the negative are left out',
      kind: 'number',
      default: 0.05,
      least: 0,
      most: 0.99,
    },
    ...PAIR_FILE_OPTIONS,
  ],
  files: PAIR_FILES,
  start: (job) => ({
    rows: (group) => rowsOf(group, job),
    extras: (written) => pairExtras(job, written),
  }),
};

function rowsOf(group: ExportGroup, job: ExportJob): Exported {
  const why = whyNoRight(group);
  const right = rightByLength(group);
  const longest = right.at(-1);
  if (why !== null || longest === undefined) return { rows: [], skipped: [why ?? 'No right answer to the problem.'] };
  const chosen = positiveOf(right, job);
  if (chosen === null) return { rows: [], skipped: ['No cut that keeps the answer.'] };
  if (chosen.chain.tokens > longest.tokens * (1 - Number(job.options['least-saved']))) {
    return { rows: [], skipped: ['The positive is not shorter enough than the longest right answer.'] };
  }
  return rowOfPair({ chosen, rejected: { trace: longest, chain: longest } }, job.options);
}

/** The shortest of the cut samples (of the samples themselves for `shortest`); null when no cut is accepted. */
function positiveOf(
  right: readonly ExportTrace[],
  job: ExportJob,
): { readonly trace: ExportTrace; readonly chain: Chain } | null {
  const cut = CUTS[String(job.options.positive)];
  const made = right.flatMap((trace) => {
    const chain = cut === undefined ? trace : compressedBy(cut, trace, job);
    return chain === null ? [] : [{ trace, chain }];
  });
  return made.toSorted((a, b) => a.chain.tokens - b.chain.tokens)[0] ?? null;
}
