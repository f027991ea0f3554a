import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import { filled, rowOf } from '../checks.ts';
import { variantBy } from '../cut-chain.ts';
import { bareAnswer, UNGRADED, whyNotRight } from '../graded.ts';
import type { Exported, ExportJob, ExportTrace, ExtraFile, TraceExporter } from '../types.ts';

const fields = rowOf({ question: filled, answer: filled });

/** Drafts of a few words a step (Chain of Draft, arXiv 2502.18600), as rows and as examples for a prompt. */
export const chainOfDraft: TraceExporter = {
  id: 'chain-of-draft',
  title: 'Chain of Draft',
  summary: 'question and draft with the answer after ####, and a few of them as examples for a prompt',
  family: 'later',
  unit: 'trace',
  variants: 'attached',
  needs: 'variants of the strategy chain-of-draft (a model writes them)',
  notes: [
    'The method is a prompt with a few examples and needs no training; few-shot.json has such examples from your own checked traces.',
    'Published, GSM8K, GPT-4o: 95.4 to 91.1 % at 205 to 44 tokens. The famous 7.6 % is the best case of another task. Without examples, and with small models, far more is lost.',
  ],
  options: [
    {
      id: 'words',
      title: 'Words a step',
      summary: 'drafts with a longer step are left out',
      kind: 'number',
      default: 5,
      least: 1,
      whole: true,
    },
    {
      id: 'shots',
      title: 'Examples',
      summary: 'first drafts that also go to few-shot.json',
      kind: 'number',
      default: 5,
      least: 0,
      whole: true,
    },
    UNGRADED,
  ],
  files: [
    {
      id: 'rows',
      format: 'jsonl',
      path: (split) => `${split}.jsonl`,
      check: (row) => fields(row) ?? marksWrong(row),
    },
  ],
  start: (job) => {
    const shots: JsonValue[] = [];
    return {
      rows: (trace) => {
        const made = rowsOf(trace, job);
        for (const { row } of made.rows) if (shots.length < Number(job.options.shots)) shots.push(row);
        return made;
      },
      extras: () => fewShot(shots),
    };
  },
};

function marksWrong(row: JsonValue): string | null {
  const answer = isJsonObject(row) ? String(row.answer) : '';
  return answer.split('####').length === 2 ? null : '"answer" has not exactly one ####';
}

function rowsOf(trace: ExportTrace, { options }: ExportJob): Exported {
  const none = (why: string): Exported => ({ rows: [], skipped: [why] });
  const { question } = trace;
  if (question === null) return none('No question.');
  const why = whyNotRight(trace, options);
  if (why !== null) return none(why);
  const answer = bareAnswer(trace);
  if (answer === null) return none('No final answer.');
  const draft = variantBy(trace, ['chain-of-draft'])?.reasoning.trim() ?? '';
  if (draft === '') return none('No accepted variant of the strategy chain-of-draft.');
  if (`${draft}${answer}`.includes('####')) return none('The draft or the answer holds #### itself.');
  const longest = Math.max(...draft.split('\n').map((line) => line.split(/\s+/).filter((word) => word !== '').length));
  if (longest > Number(options.words)) return none(`A step of the draft has more than ${Number(options.words)} words.`);
  return { rows: [{ file: 'rows', row: { question, answer: `${draft}\n#### ${answer}` } }] };
}

function fewShot(shots: readonly JsonValue[]): readonly ExtraFile[] {
  return shots.length === 0 ? [] : [{ path: 'few-shot.json', text: `${JSON.stringify(shots, null, 2)}\n` }];
}
