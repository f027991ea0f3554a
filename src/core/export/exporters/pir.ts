import { filled, optional, rowOf, text } from '../checks.ts';
import { compressedBy, variantBy } from '../cut-chain.ts';
import { bareAnswer, UNGRADED, whyNotRight } from '../graded.ts';
import type { Exported, ExportJob, ExportTrace, TraceExporter } from '../types.ts';

/** Rows refined by perplexity-based importance (PIR, LIMOPro, arXiv 2505.19187). */
export const pir: TraceExporter = {
  id: 'pir',
  title: 'PIR-refined rows',
  summary: 'question, thinking and answer with needless checks and second ways taken out, in the layout of LIMO and s1',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'variants of the strategy pir (a model that scores), or none: then built-in safe-prune',
  notes: [
    'Published: s1 refined in this way gives AIME 37.9 to 42.1 % with 29 % fewer tokens, though the training text fell by 4 % only: what is taken out counts, not how much.',
    'Without variants of the strategy pir the built-in safe-prune stands in: it takes out the same classes of steps by their text and data flow, not by perplexity. The column "refined_by" says which.',
    'The best share of functional steps to take out was 0.2 to 0.3 in the paper; 0.8 is shortest and less accurate.',
  ],
  options: [
    {
      id: 'stand-in',
      title: 'Stand-in',
      summary: 'refine traces without a variant of the strategy pir by safe-prune',
      kind: 'flag',
      default: true,
    },
    UNGRADED,
  ],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: rowOf({
        question: filled,
        thinking: filled,
        solution: optional(text),
        answer: filled,
        refined_by: filled,
      }),
    },
  ],
  start: (job) => ({ rows: (trace) => rowsOf(trace, job) }),
};

function rowsOf(trace: ExportTrace, job: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question } = trace;
  if (question === null) return none('No question.');
  const why = whyNotRight(trace, job.options);
  if (why !== null) return none(why);
  const answer = bareAnswer(trace);
  if (answer === null) return none('No final answer.');
  const own = variantBy(trace, ['pir']);
  if (own === null && job.options['stand-in'] !== true) return none('No accepted variant of the strategy pir.');
  const chain = own ?? compressedBy('safe-prune', trace, job);
  if (chain === null) return none('What is left would not keep the answer.');
  if (chain.reasoning.trim() === '') return none('No reasoning.');
  const row = {
    question,
    thinking: chain.reasoning,
    solution: trace.answer ?? '',
    answer,
    refined_by: own === null ? 'safe-prune' : 'pir',
  };
  return { rows: [{ file: 'rows', row }] };
}
