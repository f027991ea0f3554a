import { annotationsPath, openAnnotations } from '../../app/annotation-store.ts';
import { type Calibration, Calibrator, LEAST } from '../../app/annotations/calibrate.ts';
import { traceSteps } from '../../app/annotations/labelled-trace.ts';
import type { FitFigures } from '../../core/analysis/fit/held-out.ts';
import { weightsText } from '../../core/analysis/fit/weights-file.ts';
import { problemKey } from '../../core/groups/problem-key.ts';
import { nodeAppendFile } from '../../platform/node/files.ts';
import type { Args } from '../args.ts';
import { ANALYSIS_OPTIONS, readChoices } from '../choices.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openOutput } from '../output.ts';
import { wrongFiles } from '../results.ts';
import { figure } from '../table.ts';
import { breathe, visitFiles } from '../visit-files.ts';

const DETAILS = `Fits the weights of the score to the steps that people labelled skip or keep (<corpus>.annotations.jsonl beside each FILE):
the majority's labels, or those of --annotator. Ties, labels of steps that changed since and suggestions that nobody confirmed
do not count. It takes at least ${LEAST.labels} labels, ${LEAST.ofEach} of each kind, on ${LEAST.problems} problems. Weights stay near the built-in ones where
labels say little. "before" and "after" are measured on folds that were held out, all samples of a problem in one fold.

--out writes the weights, for analyze --weights FILE.
--json prints {"labels" {skip, keep, problems, others, ties, stale}, "folds", "before" and "after" {auc, logLoss}, "better",
"out"}; "better" is true where the log loss fell and the AUC did not.`;

/** `cot-lens calibrate`. */
export const calibrate: Command = {
  id: 'calibrate',
  usage: 'calibrate FILE... [--out weights.json] [options]',
  summary: 'Fits the score to the steps that people labelled, and says what that gains.',
  details: DETAILS,
  options: {
    out: { type: 'string', value: 'FILE', help: 'write the weights there' },
    annotator: { type: 'string', value: 'NAME', help: 'only labels of this annotator' },
    json: { type: 'boolean', help: 'report as JSON' },
    ...ANALYSIS_OPTIONS,
  },
  async run(args, context) {
    const choices = readChoices(args);
    if (args.positionals.includes('-')) args.wrong.push('There are no annotations beside stdin: name a file.');
    if (args.text('annotator') === '') args.wrong.push('--annotator needs a name.');
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one or more'))];
    if (wrong.length > 0) return { wrong };
    const calibrator = new Calibrator(choices.analyze.disabledPasses);
    const logs = new Map<string, Awaited<ReturnType<typeof openAnnotations>>>();
    const annotator = args.text('annotator');
    const code = await visitFiles(args.positionals, choices.wish, context, {
      begin: async (file) => {
        logs.set(file, await openAnnotations(nodeAppendFile(annotationsPath(file))));
        return true;
      },
      entry: async (file, _corpus, entry) => {
        const log = logs.get(file);
        for (const trace of log ? entry.traces : []) {
          const { key } = problemKey(trace, entry.record.value ?? null, `${file} ${entry.position}`);
          if (log) calibrator.add(log, traceSteps(entry, trace, choices.analyze), key, annotator);
          await breathe();
        }
        return true;
      },
      end: async () => true,
    });
    return code === EXIT.interrupted ? code : finish(args, context, calibrator.finish(), code);
  },
};

async function finish(args: Args, context: CommandContext, done: Calibration, code: ExitCode): Promise<ExitCode> {
  if (done.kind === 'refused') {
    const { others, ties, stale } = done.counts;
    context.console.say(done.why);
    if (others + ties + stale > 0) {
      context.console.say(
        `Not counted: ${others} with another label, ${ties} ties, ${stale} of steps that changed since.`,
      );
    }
    return EXIT.problems;
  }
  const { heads, counts, figures } = done;
  const out = args.text('out');
  const labels = counts.skip + counts.keep;
  const made = { time: new Date().toISOString(), toolVersion: context.host.version, labels };
  if (out !== undefined && !(await write(out, weightsText(heads, made), context))) return EXIT.problems;
  const { before, after, folds } = figures;
  const better = after.logLoss < before.logLoss && after.auc >= before.auc;
  const report = { labels: counts, folds, before, after, better, out: out ?? null };
  const text = args.flag('json') ? `${JSON.stringify(report)}\n` : lines(done, better, out);
  return (await write(undefined, text, context)) ? code : EXIT.problems;
}

function lines(done: Extract<Calibration, { kind: 'fitted' }>, better: boolean, out: string | undefined): string {
  const { counts, figures } = done;
  const { skip, keep, problems, others, ties, stale } = counts;
  const of = ({ auc, logLoss }: FitFigures) => `AUC ${auc.toFixed(3)}, log loss ${logLoss.toFixed(3)}`;
  return [
    `${figure(skip)} steps labelled skip, ${figure(keep)} keep, on ${figure(problems)} problems`,
    ...(others + ties + stale === 0
      ? []
      : [`not counted: ${others} with another label, ${ties} ties, ${stale} of steps that changed since`]),
    `built-in weights: ${of(figures.before)}`,
    `refitted, on ${figures.folds} held-out folds: ${of(figures.after)}`,
    ...(better ? [] : ['That is no clear gain: the built-in weights are the better choice, or more labels.']),
    ...(out === undefined ? ['Nothing was written: --out FILE keeps the weights.'] : [`${out}: for analyze --weights`]),
    '',
  ].join('\n');
}

async function write(
  path: string | undefined,
  text: string,
  { host, signal, console }: CommandContext,
): Promise<boolean> {
  const output = await openOutput(path, host, signal);
  if (typeof output === 'string') {
    console.say(output);
    return false;
  }
  await output.write(text);
  const finished = await output.finish();
  const trouble = output.trouble();
  if (trouble !== null) console.say(`It could not be written: ${trouble}.`);
  return finished && trouble === null;
}
