import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { answersEqual, numericAnswer } from '../../analysis/answer-equality.ts';
import { type Agreement, agreementOf } from '../../sampling/agreement.ts';
import { type FieldCheck, filled, finite, flag, listOf, rowOf, text, whole } from '../checks.ts';
import { ALPACA_ENTRY, datasetInfo } from '../llama-factory.ts';
import type { Exported, ExportGroup, ExportJob, ExportOption, ExportTrace, GroupExporter } from '../types.ts';

/** Words for an input that was not perturbed. */
const ORIGINAL = new Set(['', 'none', 'no', 'original', 'identity', 'false', '0']);
/** Steps from which a chain with numbers looks like mathematics of several steps. */
const SEVERAL_STEPS = 3;

const OPTIONS: readonly ExportOption[] = [
  {
    id: 'threshold',
    title: 'Agreement above',
    summary: 'share of all samples that has to be exceeded by the most frequent answer',
    kind: 'number',
    default: 0.5,
    least: 0,
    most: 0.999,
  },
  {
    id: 'least-samples',
    title: 'Least samples',
    summary: 'problems with fewer samples are left out',
    kind: 'number',
    default: 2,
    least: 1,
    whole: true,
  },
  {
    id: 'method',
    title: 'Method',
    summary: 'only samples of this method ("method" in their records, e.g. rar); all when empty',
    kind: 'text',
    default: '',
  },
  {
    id: 'only-reference',
    title: 'Only as the reference',
    summary: 'leave out answers that differ from a known reference; the published method knows none',
    kind: 'flag',
    default: false,
  },
];

const nullable =
  (check: FieldCheck): FieldCheck =>
  (value, key) =>
    value === null ? null : check(value, key);

/** Rows x -> y for distilling System 2 into System 1 (arXiv 2407.06023). */
export const system2Distillation: GroupExporter = {
  id: 'system2-distillation',
  title: 'System 2 distillation',
  summary: 'question and majority answer without the reasoning between them',
  family: 'survey',
  unit: 'group',
  needs: 'several samples a problem (cot-lens sample)',
  notes: [
    'Published as failing on mathematical chains of thought (GSM8K): take it for rephrasing (RaR), attention (S2A) and judging (BSM), and another method for mathematics.',
    'No labels are used: an answer counts when more than the threshold of all samples gave it, and when it stays under every perturbation of the input that samples carry ("perturbation" in their records; group by id, because perturbed questions differ).',
    'Published: two-step RaR on last-letter concatenation is at 98 % after distillation.',
  ],
  options: OPTIONS,
  files: [
    {
      id: 'alpaca',
      format: 'json',
      path: (split) => `${split}.json`,
      check: rowOf({ instruction: filled, input: emptyText, output: filled }),
    },
    {
      id: 'prompt-completion',
      format: 'jsonl',
      path: (split) => `prompt-completion/${split}.jsonl`,
      check: rowOf({ prompt: filled, completion: filled }),
    },
    {
      id: 'provenance',
      format: 'jsonl',
      path: (split) => `provenance/${split}.jsonl`,
      check: rowOf({
        prompt: filled,
        completion: filled,
        methods: listOf(text),
        samples: whole,
        votes: whole,
        agreement: finite,
        perturbations: whole,
        reference: nullable(text),
        matches_reference: nullable(flag),
      }),
    },
  ],
  start: (job) => ({
    rows: (group) => rowsOf(group, job),
    extras: (written) => {
      const alpaca = written.filter(({ kind }) => kind === 'alpaca');
      return alpaca.length === 0 ? [] : datasetInfo(job, alpaca, ALPACA_ENTRY);
    },
  }),
};

function emptyText(value: JsonValue | undefined, key: string): string | null {
  return value === '' ? null : `"${key}" is not empty, and would be put behind the question`;
}

function rowsOf(group: ExportGroup, job: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { options } = job;
  const wanted = group.samples.filter((sample) => options.method === '' || methodOf(sample) === options.method);
  const labels = [...new Set(wanted.map(perturbationOf))].filter((label) => label !== null);
  const own = wanted.filter((sample) => perturbationOf(sample) === null);
  const prompt = own.find(({ question }) => question !== null)?.question ?? null;
  if (wanted.length === 0) return none('No sample of that method.');
  if (own.length === 0) return none('Only perturbed inputs: group by id, so that they meet their original.');
  if (prompt === null) return none('No question.');
  const vote = voteOf(group, own);
  const samples = vote === null ? own.length : Math.round(vote.count / vote.share);
  if (samples < Number(options['least-samples'])) return none('Too few samples of the problem.');
  if (vote === null) return none('No sample has an answer.');
  if (!(vote.share > Number(options.threshold))) return none('No answer has a majority above the threshold.');
  for (const label of labels) {
    const other = agreementOf(wanted.filter((sample) => perturbationOf(sample) === label).map(answerOf));
    if (other === null || !answersEqual(other.answer, vote.answer))
      return none('The answer changes when the input is perturbed.');
  }
  const completion = spelling(own, vote);
  const { reference } = group;
  const matches = reference === null ? null : answersEqual(completion, reference);
  if (matches === false && options['only-reference'] === true) return none('The majority is not the reference answer.');
  const methods = methodsOf(own);
  const provenance = {
    prompt,
    completion,
    methods: [...methods],
    samples,
    votes: vote.count,
    agreement: vote.share,
    perturbations: labels.length,
    reference,
    matches_reference: matches,
  };
  return {
    rows: [
      { file: 'alpaca', row: { instruction: prompt, input: '', output: completion } },
      { file: 'prompt-completion', row: { prompt, completion } },
      { file: 'provenance', row: provenance },
    ],
    warnings: warningsOf(own, completion, methods, matches),
  };
}

/**
 * The vote over the samples of the unperturbed input. Where these are all of the group, its own vote is taken: it also counts samples
 * that the export left out, such as ones with equal words.
 */
function voteOf(group: ExportGroup, own: readonly ExportTrace[]): Agreement | null {
  return own.length === group.samples.length ? group.vote : agreementOf(own.map(answerOf));
}

/** The most frequent way in which samples write the answer of the vote; the first of several. */
function spelling(samples: readonly ExportTrace[], { answer }: Agreement): string {
  const counts = new Map<string, number>();
  for (const { grade } of samples) {
    if (grade.answer === null || !answersEqual(grade.answer, answer)) continue;
    const words = grade.answer.trim();
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? answer.trim();
}

function answerOf({ grade }: ExportTrace): string | null {
  return grade.answer;
}

function fieldOf({ record }: ExportTrace, name: string): JsonValue | undefined {
  if (!isJsonObject(record)) return undefined;
  const { metadata } = record;
  return record[name] ?? (isJsonObject(metadata) ? metadata[name] : undefined);
}

function methodOf(sample: ExportTrace): string | null {
  const method = fieldOf(sample, 'method');
  return typeof method === 'string' ? method : null;
}

function methodsOf(samples: readonly ExportTrace[]): readonly string[] {
  return [...new Set(samples.map(methodOf))].filter((method) => method !== null);
}

/** The name of the change that was made to the sample's input; null for the input itself. */
function perturbationOf(sample: ExportTrace): string | null {
  const label = fieldOf(sample, 'perturbation') ?? '';
  const name = typeof label === 'object' ? JSON.stringify(label) : String(label);
  return ORIGINAL.has(name.trim().toLowerCase()) ? null : name;
}

function warningsOf(
  samples: readonly ExportTrace[],
  completion: string,
  methods: readonly string[],
  matches: boolean | null,
): readonly string[] {
  const warnings: string[] = [];
  const chains = samples.filter(({ steps, reasoning }) => steps.length >= SEVERAL_STEPS && /\d/.test(reasoning));
  if (numericAnswer(completion) !== null && chains.length * 2 > samples.length)
    warnings.push('Looks like mathematics in several steps, where this distillation is published as failing.');
  if (methods.length > 1)
    warnings.push('Samples of several methods voted together; choose one with the option method.');
  if (matches === false) warnings.push('The majority is not the reference answer, and was written.');
  return warnings;
}
