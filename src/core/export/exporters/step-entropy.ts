import { lowestSteps } from '../../analysis/entropy.ts';
import type { AnalyzedStep } from '../../model/finding.ts';
import { messagesOf } from '../chat-checks.ts';
import { type FieldCheck, filled, finite, listOf, object, rowOf, text, whole } from '../checks.ts';
import { bareAnswer } from '../graded.ts';
import type { Exported, ExportJob, ExportTrace, TraceExporter } from '../types.ts';

const SKIP = '[SKIP]';
/** How the official code closes the masked thinking before the answer is asked for again. */
const CLOSED = '\n</think>\n\n';

const passed: FieldCheck = (value, key) => (value === 0 || value === 1 ? null : `"${key}" is neither 0 nor 1`);
const share: FieldCheck = (value, key) =>
  finite(value, key) ?? (Number(value) >= 0 && Number(value) <= 1 ? null : `"${key}" is not from 0 to 1`);
const closed: FieldCheck = (value, key) =>
  filled(value, key) ?? (String(value).endsWith(CLOSED) ? null : `"${key}" does not end in </think>`);
const masked = { question: filled, expected_answer: filled, generated_answer: text, 'pass@1': passed };

/** The files of step-entropy pruning (arXiv 2508.03346): input, all steps with their scores, and masked thinking. */
export const stepEntropy: TraceExporter = {
  id: 'step-entropy',
  title: 'Step entropy',
  summary: 'steps with their entropies, and thinking whose steps of lowest entropy became [SKIP]',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'records that carry logprobs, and graded answers',
  notes: [
    'Published: 80 % of the steps pruned with minor loss, which is 16 to 57 % of the tokens: steps of low entropy are short.',
    'Paper and code differ: the paper sums the entropies of all tokens of a step (needs top logprobs), the code takes the mean of -p ln p of the sampled tokens. The code also joins steps with equal words, which this export does not.',
    'Ask the model again with the masked thinking before you train: rows whose answer changes should go. masked/train.jsonl is what the GRPO stage reads.',
  ],
  options: [
    {
      id: 'ratio',
      title: 'Mask ratio',
      summary: 'share of the steps that become [SKIP]',
      kind: 'number',
      default: 0.8,
      least: 0,
      most: 1,
    },
    {
      id: 'score',
      title: 'Score',
      summary: 'by which steps are ranked',
      kind: 'choice',
      default: 'code',
      choices: [
        { id: 'code', title: 'of the code: mean of -p ln p of the sampled tokens' },
        { id: 'paper', title: 'of the paper: sum of the entropies of the tokens (needs top logprobs)' },
      ],
    },
  ],
  files: [
    {
      id: 'complete',
      format: 'jsonl',
      path: (split) => `complete/${split}.jsonl`,
      check: rowOf({ ...masked, step_entropy_dict1: listOf(object({ index: whole, step: text, score: finite }), 1) }),
    },
    {
      id: 'masked',
      format: 'jsonl',
      path: (split) => `masked/${split}.jsonl`,
      check: rowOf({ ...masked, mask_ratio: share, mask_thinking: closed }),
    },
    {
      id: 'input',
      format: 'jsonl',
      path: (split) => `input/${split}.jsonl`,
      check: rowOf({ question: filled, answer: filled }),
    },
    {
      id: 'sft',
      format: 'jsonl',
      path: (split) => `sft/${split}.jsonl`,
      check: rowOf({ conversations: messagesOf({ roles: ['user', 'assistant'], last: 'assistant' }) }),
    },
  ],
  start: (job) => ({ rows: (trace) => rowsOf(trace, job) }),
};

function rowsOf(trace: ExportTrace, { options }: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question, grade, reasoning } = trace;
  if (question === null) return none('No question.');
  const expected = trace.reference ?? (grade.verdict === 'correct' ? bareAnswer(trace) : null);
  if (expected === null) return none('Nobody knows the right answer.');
  if (trace.trace.loggedTokens === undefined) return none('The record carries no logprobs.');
  const { steps } = trace.analysis();
  const scores = steps.map((step) => scoreOf(step, String(options.score)));
  if (scores.every((score) => score === null)) return none('No step has an entropy of the wanted kind.');
  const ratio = Number(options.ratio);
  const base = {
    question,
    expected_answer: expected,
    generated_answer: grade.answer ?? '',
    'pass@1': grade.verdict === 'correct' ? 1 : 0,
  };
  const scored = steps.flatMap(({ index, start, end }) => {
    const score = scores[index] ?? null;
    return score === null ? [] : [{ index, step: reasoning.slice(start, end), score }];
  });
  const thinking = withSkips(reasoning, steps, new Set(lowestSteps(scores, ratio)));
  const reply = `<think>\n${thinking}${CLOSED}${trace.tail.trim()}`;
  const conversations = [
    { role: 'user', content: question },
    { role: 'assistant', content: reply },
  ];
  return {
    rows: [
      { file: 'input', row: { question, answer: expected } },
      { file: 'complete', row: { ...base, step_entropy_dict1: scored } },
      { file: 'masked', row: { ...base, mask_ratio: ratio, mask_thinking: `${thinking}${CLOSED}` } },
      // Wrong answers are no examples.
      ...(grade.verdict === 'correct' ? [{ file: 'sft', row: { conversations } }] : []),
    ],
    ...(scored.length === steps.length ? {} : { warnings: ['Some steps have no entropy and are never masked.'] }),
  };
}

function scoreOf({ entropy }: AnalyzedStep, kind: string): number | null {
  return (kind === 'paper' ? entropy?.total : entropy?.score) ?? null;
}

/** The reasoning with the given steps replaced, and the white space between steps as it is. */
function withSkips(reasoning: string, steps: readonly AnalyzedStep[], gone: ReadonlySet<number>): string {
  let made = '';
  let at = 0;
  for (const { index, start, end } of steps) {
    made += reasoning.slice(at, start) + (gone.has(index) ? SKIP : reasoning.slice(start, end));
    at = end;
  }
  return made + reasoning.slice(at);
}
