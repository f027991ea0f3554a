import { type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { samplesPath } from '../../app/sampling/write-samples.ts';
import { CORPUS_GLOB, isCorpusPath } from '../../app/sources/containers.ts';
import { samplingMethods } from '../../core/sampling/registry.ts';
import type { SamplingMethod } from '../../core/sampling/types.ts';
import { baseName, folderOf } from '../export/draft.ts';

const TITLE = 'Sample Answers';
/** What may follow from a slip of the keyboard. */
const MOST_SAMPLES = 1_000;
const USUAL_SAMPLES = 8;
/** Files that are offered, and names of results that are tried. */
const MOST_FILES = 500;

/** Asks whose questions to sample, the active file first; undefined when the choice was left, null when there is no file. */
export async function pickCorpus(active: Uri | undefined): Promise<Uri | undefined | null> {
  const found = await workspace.findFiles(CORPUS_GLOB, undefined, MOST_FILES);
  const others = found
    .filter(({ path }) => isCorpusPath(path))
    .filter((uri) => uri.toString() !== active?.toString())
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const all = active ? [active, ...others] : others;
  if (all.length <= 1) return all[0] ?? null;
  const items = all.map((uri) => ({
    label: baseName(uri),
    description: folderOf(uri),
    detail: uri === active ? 'The active file' : '',
    uri,
  }));
  return (await window.showQuickPick(items, { title: `${TITLE}: Questions of`, matchOnDescription: true }))?.uri;
}

/** Asks how the model is led to its answers; undefined when the choice was left. */
export async function pickMethod(corpus: string): Promise<SamplingMethod | undefined> {
  const items = samplingMethods.map((method) => ({
    label: method.title,
    description: `${method.id} · ${method.calls === 1 ? 'one question a sample' : `up to ${method.calls} questions a sample`}`,
    detail: method.summary,
    method,
  }));
  const options = { title: `${TITLE}: Method for ${corpus}`, matchOnDescription: true, matchOnDetail: true };
  return (await window.showQuickPick(items, options))?.method;
}

/** Asks how many answers each question gets; undefined when the choice was left. */
export async function askSamples(): Promise<number | undefined> {
  const text = await window.showInputBox({
    title: `${TITLE}: How Many`,
    prompt: 'Answers to each question; a vote needs several',
    value: String(USUAL_SAMPLES),
    validateInput: (typed) =>
      wholeNumber(typed) === null ? `A whole number from 1 to ${MOST_SAMPLES.toLocaleString('en')}` : undefined,
  });
  return text === undefined ? undefined : (wholeNumber(text) ?? undefined);
}

function wholeNumber(text: string): number | null {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return value >= 1 && value <= MOST_SAMPLES ? value : null;
}

/** Where samples go. */
export interface Target {
  readonly uri: Uri;
  /** A file is there that a person wants replaced. */
  readonly replaces: boolean;
}

/** The file for the samples of a corpus; asks when one is there. Undefined when that was left. */
export async function pickTarget(corpus: Uri): Promise<Target | undefined> {
  const at = (turn: number): Uri => corpus.with({ path: samplesPath(corpus.path, turn) });
  if (!(await exists(at(1)))) return { uri: at(1), replaces: false };
  let turn = 2;
  while (turn < MOST_FILES && (await exists(at(turn)))) turn += 1;
  const items: (QuickPickItem & { readonly target: Target })[] = [
    { label: `Write ${baseName(at(turn))}`, description: 'keeps what is there', target: target(at(turn), false) },
    { label: `Replace ${baseName(at(1))}`, description: 'once all samples are made', target: target(at(1), true) },
  ];
  const title = `${TITLE}: ${baseName(at(1))} Is There Already`;
  return (await window.showQuickPick(items, { title }))?.target;
}

function target(uri: Uri, replaces: boolean): Target {
  return { uri, replaces };
}

async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
