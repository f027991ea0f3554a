import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { analyzeTexts, textsOf } from '../app/analyze-trace.ts';
import { type AnnotationLog, openAnnotations, readAnnotations } from '../app/annotation-store.ts';
import { AgreementCount, type AgreementReport } from '../app/annotations/agreement.ts';
import { type TraceSteps, traceSteps } from '../app/annotations/labelled-trace.ts';
import { type LabelProgress, ProgressCount } from '../app/annotations/progress.ts';
import { importLabels, prelabel } from '../app/annotations/put-labels.ts';
import { openCorpus } from '../app/open-corpus.ts';
import { type LabelledChain, readLabelledChain } from '../core/annotations/import/labelled-chain.ts';
import { ChainMatcher } from '../core/annotations/import/match.ts';
import type { Made } from '../core/model/annotation.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { nodeAppendFile, nodeByteSource } from '../platform/node/files.ts';
import type { Choices } from './choices.ts';
import type { CommandContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { figure } from './table.ts';
import { breathe, visitFiles } from './visit-files.ts';

/** What the work on the labels of one corpus needs. */
export interface LabelRun {
  readonly file: string;
  readonly log: AnnotationLog;
  readonly choices: Choices;
  readonly counter: TokenCounter;
  readonly context: CommandContext;
  readonly made: Made;
}

/** Calls `each` with every trace of the corpus, in order. */
function visitTraces(
  { file, choices, context }: LabelRun,
  each: (steps: TraceSteps) => Promise<void> | void,
): Promise<ExitCode> {
  return visitFiles([file], choices.wish, context, {
    begin: async () => true,
    entry: async (_file, _corpus, entry) => {
      for (const trace of entry.traces) {
        await each(traceSteps(entry, trace, choices.analyze));
        await breathe();
      }
      return true;
    },
    end: async () => true,
  });
}

/** The rows of other files of annotations added to the log; a sentence when one cannot be read. */
export async function mergeFiles(
  log: AnnotationLog,
  files: readonly string[],
  say: (words: string) => void,
): Promise<number | string> {
  let added = 0;
  for (const file of files) {
    if (!existsSync(file) || !(await stat(file)).isFile()) return `${file}: there is no such file`;
    const rows = await readAnnotations(nodeAppendFile(file));
    const { damaged, newer } = await openAnnotations(nodeAppendFile(file));
    if (damaged + newer > 0) say(`${file}: ${damaged} damaged lines and ${newer} of a later version were left out.`);
    const fresh = await log.add(rows);
    say(`${file}: ${figure(rows.length)} rows, ${figure(fresh)} of them new.`);
    added += fresh;
  }
  return added;
}

/** What came of an import. */
export interface Imported {
  readonly chains: number;
  readonly matched: number;
  readonly stored: number;
  readonly already: number;
  /** 1-based lines of the chains that are no trace of the corpus, and of records that hold no labelled chain. */
  readonly unmatched: readonly number[];
  readonly unread: readonly { readonly line: number; readonly why: string }[];
}

/** Takes the labels of a file over to the traces with the same question and steps; a sentence when it cannot be read. */
export async function importFile(
  run: LabelRun,
  from: string,
  annotator: string | undefined,
): Promise<Imported | string> {
  const read = await readChains(from);
  if (typeof read === 'string') return read;
  const matcher = new ChainMatcher(read.chains.map(({ chain }) => chain));
  const found = new Set<number>();
  let [stored, already] = [0, 0];
  await visitTraces(run, async (steps) => {
    const done = await importLabels(run.log, steps, matcher, {
      ...run.made,
      ...(annotator === undefined ? {} : { annotator }),
    });
    for (const place of done.matched) found.add(place);
    stored += done.stored;
    already += done.already;
  });
  const unmatched = read.chains.flatMap(({ line }, place) => (found.has(place) ? [] : [line]));
  return { chains: read.chains.length, matched: found.size, stored, already, unmatched, unread: read.unread };
}

async function readChains(path: string) {
  if (!existsSync(path) || !(await stat(path)).isFile()) return `${path}: there is no such file`;
  const corpus = await openCorpus(await nodeByteSource(path));
  const chains: { readonly chain: LabelledChain; readonly line: number }[] = [];
  const unread: { readonly line: number; readonly why: string }[] = [];
  for (let position = 0; position < corpus.count; position += 1) {
    const entry = await corpus.entry(position);
    const chain = entry?.record.value === undefined ? 'The record is no JSON.' : readLabelledChain(entry.record.value);
    const line = entry?.record.line ?? 0;
    if (typeof chain === 'string') unread.push({ line, why: chain });
    else chains.push({ chain, line });
    await breathe();
  }
  return { chains, unread };
}

/** Suggestions of the analysis for every trace of the corpus; gives how many were stored. */
export async function prelabelFile(run: LabelRun): Promise<number> {
  let stored = 0;
  await visitTraces(run, async (steps) => {
    const { trace } = steps;
    const { analysis } = analyzeTexts(textsOf(trace), trace.givenSteps, run.counter, run.choices.analyze);
    stored += (await prelabel(run.log, steps, analysis, run.made)).stored;
  });
  return stored;
}

/** How far the labels are, and how the annotators agree where that is wanted. */
export async function reportLabels(
  run: LabelRun,
  withAgreement: boolean,
): Promise<{ readonly code: ExitCode; readonly progress: LabelProgress; readonly agreement: AgreementReport | null }> {
  const progress = new ProgressCount(run.log);
  const agreement = new AgreementCount();
  const code = await visitTraces(run, (steps) => {
    const states = progress.add(steps);
    if (withAgreement) agreement.add(steps, states);
  });
  return { code, progress: progress.finish(), agreement: withAgreement ? agreement.finish() : null };
}
