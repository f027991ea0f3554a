import { existsSync } from 'node:fs';
import { type AnnotationLog, annotationsPath, openAnnotations } from '../../app/annotation-store.ts';
import type { AgreementReport } from '../../app/annotations/agreement.ts';
import type { LabelProgress } from '../../app/annotations/progress.ts';
import { nodeAppendFile } from '../../platform/node/files.ts';
import type { Args } from '../args.ts';
import { ANALYSIS_OPTIONS, makeCounter, readChoices } from '../choices.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { agreementLines, progressLines } from '../label-lines.ts';
import { type Imported, importFile, type LabelRun, mergeFiles, prelabelFile, reportLabels } from '../label-run.ts';
import { openOutput, reasonOf } from '../output.ts';
import { wrongFiles } from '../results.ts';
import { figure } from '../table.ts';

const DETAILS = `Reads what people said of the steps of FILE (<corpus>.annotations.jsonl beside it). Use the segmenter that the steps were
labelled with. Labels whose step changed since, or is gone, are listed with their places and are in no other figure.

--agreement counts decisions of people only: no suggestion that nobody confirmed.
--merge appends the rows of another person's file; rows that are there already change nothing, so merging twice is safe. With
--out the rows of all, FILE's own too, go there, and FILE's are left as they are.
--import takes over ratings and labels from PRM800K records, steps with a list of labels (TRL stepwise supervision; true is
+1, false -1) or the place of the first mistake (BIG-Bench Mistake), for traces with the same question whose first steps are
the same. What its annotator said later stays.
--prelabel stores "skip" for the steps that the analysis flags, as suggestions of the annotator "analysis".

--json prints {"file", "annotations", "damaged", "newer", "merged", "imported" {chains, matched, stored, already, unmatched
[lines], unread [{line, why}]}, "prelabelled", "traces", "steps", "annotators" [{annotator, steps, labels, ratings, flagged, notes,
suggested, tracesBegun, tracesDone}], "stale" and "lost" [{line, id, step, annotator, said, labelledText}], "agreement" {common,
pairs [{annotators, labels and ratings {both, equal, kappa}}], alphaLabels, alphaRatings, disagreements [{line, id, step, text,
said}]}}; what was not asked for is null. Steps are 0-based.`;

/** `cot-lens annotations`. */
export const annotations: Command = {
  id: 'annotations',
  usage: 'annotations FILE [--agreement] [--merge OTHER] [--import FILE] [--prelabel] [options]',
  summary: 'Shows how far labelling is and how annotators agree; merges, imports and suggests labels.',
  details: DETAILS,
  options: {
    agreement: { type: 'boolean', help: "Cohen's kappa of each pair, Krippendorff's alpha, and the disagreements" },
    merge: { type: 'string', multiple: true, value: 'OTHER', help: 'a file of annotations to add; may be repeated' },
    out: { type: 'string', value: 'FILE', help: 'with --merge: put the rows of all there' },
    import: { type: 'string', value: 'FILE', help: 'labels of another format to take over' },
    annotator: {
      type: 'string',
      value: 'NAME',
      help: 'with --import: whose labels they are, in place of what it says',
    },
    prelabel: { type: 'boolean', help: 'store the suggestions of the analysis' },
    json: { type: 'boolean', help: 'report as JSON' },
    ...ANALYSIS_OPTIONS,
  },
  async run(args, context) {
    const choices = readChoices(args);
    const [file = ''] = args.positionals;
    const merge = args.texts('merge');
    const out = args.text('out');
    if (file === '-') args.wrong.push('There are no annotations beside stdin: name a file.');
    if (out !== undefined && merge.length === 0) args.wrong.push('--out is for --merge.');
    if (out !== undefined && (args.text('import') !== undefined || args.flag('prelabel'))) {
      args.wrong.push('--import and --prelabel add to the file beside the corpus: run them without --out.');
    }
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one'))];
    if (wrong.length > 0) return { wrong };
    const counter = await makeCounter(choices.tokenizer, context.host);
    if (typeof counter === 'string') return { wrong: [counter] };
    const made = { time: new Date().toISOString(), toolVersion: context.host.version };
    try {
      const own = await openAnnotations(nodeAppendFile(annotationsPath(file)));
      const log = out === undefined ? own : await openAnnotations(nodeAppendFile(out));
      return await run({ file, log, choices, counter, context, made }, args);
    } catch (error) {
      if (context.signal.aborted) return EXIT.interrupted;
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      context.console.say(`A file cannot be read or written: ${reasonOf(error)}.`);
      return EXIT.problems;
    }
  },
};

/** What was added before the report; null for what was not asked for. */
interface Added {
  readonly merged: number | null;
  readonly imported: Imported | null;
  readonly prelabelled: number | null;
}

async function run(run: LabelRun, args: Args): Promise<ExitCode> {
  const { context, log } = run;
  if (log.damaged + log.newer > 0) {
    context.console.say(
      `${log.damaged} lines of the annotations are damaged, ${log.newer} of a later version; they stay in the file.`,
    );
  }
  const added = await addAll(run, args);
  if (context.signal.aborted) return EXIT.interrupted;
  if (typeof added === 'string') {
    context.console.say(`${added}.`);
    return EXIT.problems;
  }
  const { code, progress, agreement } = await reportLabels(run, args.flag('agreement'));
  if (code === EXIT.interrupted) return code;
  const trouble = args.flag('json')
    ? await print(context, jsonOf(run, added, progress, agreement))
    : await print(context, addedLines(added) + progressLines(progress) + (agreement ? agreementLines(agreement) : ''));
  const missed = added.imported !== null && added.imported.unmatched.length + added.imported.unread.length > 0;
  return trouble || missed ? EXIT.problems : code;
}

async function addAll(run: LabelRun, args: Args): Promise<Added | string> {
  const from = args.text('import');
  const merged = args.texts('merge').length === 0 ? null : await merge(run, args);
  if (typeof merged === 'string') return merged;
  const imported = from === undefined ? null : await importFile(run, from, args.text('annotator'));
  if (typeof imported === 'string') return imported;
  return { merged, imported, prelabelled: args.flag('prelabel') ? await prelabelFile(run) : null };
}

function merge({ file, log, context }: LabelRun, args: Args): Promise<number | string> {
  // With another file to write to, the corpus' own rows are the first that go there.
  const own = args.text('out') === undefined ? [] : [annotationsPath(file)].filter((path) => existsSync(path));
  return mergeFiles(log, [...own, ...args.texts('merge')], (words) => context.console.say(words));
}

async function print({ host, signal, console }: CommandContext, text: string): Promise<boolean> {
  const output = await openOutput(undefined, host, signal);
  if (typeof output === 'string') {
    console.say(output);
    return true;
  }
  await output.write(text);
  await output.finish();
  return output.trouble() !== null;
}

function addedLines({ imported, prelabelled }: Added): string {
  const lines: string[] = [];
  if (imported) {
    const { matched, chains, stored, already, unmatched, unread } = imported;
    lines.push(
      `imported: ${figure(matched)} of ${figure(chains)} chains are traces of it; ${figure(stored)} steps, ${figure(already)} were there`,
    );
    if (unmatched.length > 0) lines.push(`no trace has the question and steps of lines ${listed(unmatched)}`);
    for (const { line, why } of unread.slice(0, 5)) lines.push(`line ${line}: ${why}`);
    if (unread.length > 5) lines.push(`and ${figure(unread.length - 5)} more records without labels`);
  }
  if (prelabelled !== null) lines.push(`suggested: ${figure(prelabelled)} labels of the analysis stored`);
  return lines.map((line) => `${line}\n`).join('');
}

function listed(lines: readonly number[]): string {
  return `${lines.slice(0, 20).join(', ')}${lines.length > 20 ? ` and ${lines.length - 20} more` : ''}`;
}

function jsonOf(
  { file, log }: { readonly file: string; readonly log: AnnotationLog },
  added: Added,
  progress: LabelProgress,
  agreement: AgreementReport | null,
): string {
  const { damaged, newer } = log;
  return `${JSON.stringify({ file, annotations: annotationsPath(file), damaged, newer, ...added, ...progress, agreement })}\n`;
}
