import { rowOf } from '../checks.ts';
import { mergeRecipe } from '../merge-recipe.ts';
import { chatOptions } from '../messages.ts';
import { rightByLength, whyNoRight } from '../samples.ts';
import { ALL_PLACES } from '../thoughts.ts';
import { completionField, formOption, inForm, oneForm, promptField } from '../trl-form.ts';
import type { Exported, ExportGroup, ExportJob, GroupExporter } from '../types.ts';

const fields = rowOf({ prompt: promptField, completion: completionField });

/** Shortest rejection sampling of Kimi k1.5 (arXiv 2501.12599, section 2.4), and its merge of a long and a short model. */
export const kimiSft: GroupExporter = {
  id: 'kimi-sft',
  title: 'Kimi k1.5 shortest rejection sampling',
  summary: 'the shortest right sample of each problem, for supervised training; a merge recipe for checkpoints',
  family: 'survey',
  unit: 'group',
  needs: 'several graded samples a problem (the paper takes 8)',
  notes: [
    'Model merging in the paper is the plain average of the weights of a long and a short model, without training: name both models, and a recipe for mergekit is written beside the rows.',
  ],
  options: [
    {
      id: 'least-samples',
      title: 'Least samples',
      summary: 'problems with fewer samples are left out: the only one is not the shortest of anything',
      kind: 'number',
      default: 2,
      least: 1,
      whole: true,
    },
    formOption('conversational'),
    ...chatOptions(ALL_PLACES),
    {
      id: 'long-model',
      title: 'Long model',
      summary: 'folder or hub name of the long-reasoning checkpoint, for merge.yaml; none when empty',
      kind: 'text',
      default: '',
    },
    {
      id: 'short-model',
      title: 'Short model',
      summary: 'folder or hub name of the short-reasoning checkpoint, for merge.yaml; none when empty',
      kind: 'text',
      default: '',
    },
  ],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? oneForm(row, ['prompt', 'completion']),
    },
  ],
  start: (job) => ({
    rows: (group) => rowsOf(group, job),
    extras: () => mergeRecipe(String(job.options['long-model']), String(job.options['short-model'])),
  }),
};

function rowsOf(group: ExportGroup, { options }: ExportJob): Exported {
  if (group.samples.length < Number(options['least-samples'])) {
    return { rows: [], skipped: ['Too few samples of the problem.'] };
  }
  const why = whyNoRight(group);
  const [shortest] = rightByLength(group);
  if (why !== null || shortest === undefined) return { rows: [], skipped: [why ?? 'No right answer to the problem.'] };
  const made = inForm(shortest, options);
  if (made.kind === 'skipped') return { rows: [], skipped: [made.reason] };
  const { prompt, completion, warnings } = made;
  return { rows: [{ file: 'rows', row: { prompt, completion } }], warnings };
}
