import { ConfigurationTarget, Uri, window, workspace } from 'vscode';
import { annotationsPath } from '../../app/annotation-store.ts';
import { type Calibration, Calibrator } from '../../app/annotations/calibrate.ts';
import { traceSteps } from '../../app/annotations/labelled-trace.ts';
import type { Work } from '../../app/groups/read-groups.ts';
import { CORPUS_GLOB, isCorpusPath } from '../../app/sources/containers.ts';
import type { FitFigures } from '../../core/analysis/fit/held-out.ts';
import { weightsText } from '../../core/analysis/fit/weights-file.ts';
import { problemKey } from '../../core/groups/problem-key.ts';
import { frameOf } from '../export/draft.ts';
import { withWork } from '../export/work.ts';
import type { Services } from '../services.ts';

type Fitted = Extract<Calibration, { kind: 'fitted' }>;

/** Where the weights of a workspace stand, from its folder. */
const WEIGHTS_PATH = '.cot-lens/weights.json';
const MOST_FILES = 2000;

/**
 * Fits the score to the steps that were labelled skip or keep in all corpora of the workspace, shows what that gains on
 * held-out problems, and has the weights count when the person wants them.
 */
export async function calibrateFromLabels(services: Services): Promise<void> {
  const { notify, toolVersion } = services;
  const [folder] = workspace.workspaceFolders ?? [];
  const corpora = await labelledCorpora();
  if (!folder || corpora.length === 0) {
    await notify.info('No corpus of this workspace has labels. Label Steps makes them.');
    return;
  }
  const done = await withWork('Fitting the score to the labels', (work) => fitToLabels(services, corpora, work));
  if (!done) return;
  if (done.kind === 'refused') {
    await notify.info(done.why);
    return;
  }
  if (!(await wants(done, corpora.length))) return;
  const { skip, keep } = done.counts;
  const made = { time: new Date().toISOString(), toolVersion, labels: skip + keep };
  const file = Uri.joinPath(folder.uri, WEIGHTS_PATH);
  await workspace.fs.writeFile(file, new TextEncoder().encode(weightsText(done.heads, made)));
  const settings = workspace.getConfiguration('cotLens');
  await settings.update('weightsFile', WEIGHTS_PATH, ConfigurationTarget.Workspace);
  const answer = await notify.info(
    `The score follows ${skip + keep} labels now: ${WEIGHTS_PATH}, named by cotLens.weightsFile.`,
    'Take Back',
  );
  if (answer === 'Take Back') await settings.update('weightsFile', undefined, ConfigurationTarget.Workspace);
}

async function labelledCorpora(): Promise<readonly Uri[]> {
  const found = await workspace.findFiles(CORPUS_GLOB, '**/node_modules/**', MOST_FILES);
  const paths = new Set(found.map(({ path }) => path));
  return found.filter(({ path }) => isCorpusPath(path) && paths.has(annotationsPath(path)));
}

async function fitToLabels({ corpora, logs }: Services, files: readonly Uri[], work: Work): Promise<Calibration> {
  const calibrator = new Calibrator(frameOf(files).analyze.disabledPasses);
  for (const [index, uri] of files.entries()) {
    const { corpus } = await corpora.get(uri);
    const log = await logs.of(uri);
    const { analyze } = frameOf([uri]);
    for (let position = 0; position < corpus.count; position++) {
      work.signal.throwIfAborted();
      const entry = await corpus.entry(position);
      for (const trace of entry?.traces ?? []) {
        if (!entry) continue;
        const { key } = problemKey(trace, entry.record.value ?? null, `${uri.path} ${position}`);
        calibrator.add(log, traceSteps(entry, trace, analyze), key);
        await work.pause();
      }
      work.onProgress?.((index + (position + 1) / corpus.count) / files.length);
    }
  }
  return calibrator.finish();
}

/** The modal question with what the labels gain. */
async function wants({ counts, figures }: Fitted, corpora: number): Promise<boolean> {
  const { before, after, folds } = figures;
  const isBetter = after.logLoss < before.logLoss && after.auc >= before.auc;
  const of = ({ auc, logLoss }: FitFigures) => `AUC ${auc.toFixed(3)}, log loss ${logLoss.toFixed(3)}`;
  const left = counts.others + counts.ties + counts.stale;
  const detail = [
    `${counts.skip} steps labelled skip, ${counts.keep} keep, on ${counts.problems} problems of ${corpora === 1 ? 'one corpus' : `${corpora} corpora`}.`,
    ...(left === 0
      ? []
      : [`Not counted: ${counts.others} with another label, ${counts.ties} ties, ${counts.stale} of changed steps.`]),
    `On ${folds} folds that were held out, built-in weights: ${of(before)}; fitted: ${of(after)}.`,
    isBetter
      ? 'The fitted weights agree better with the labels.'
      : 'That is no clear gain: the built-in weights are the better choice, or more labels.',
    `The weights are written to ${WEIGHTS_PATH} and count in this workspace; the labels stay as they are.`,
  ].join('\n\n');
  const button = isBetter ? 'Use the Weights' : 'Use Them Anyway';
  const answer = await window.showInformationMessage(
    'Have the score follow your labels?',
    { modal: true, detail },
    button,
  );
  return answer === button;
}
