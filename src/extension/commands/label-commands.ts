import { commands, type QuickPickItem, Uri, window } from 'vscode';
import { NO_LABEL } from '../../core/annotations/step-state.ts';
import type { AnalyzedStep } from '../../core/model/finding.ts';
import type { StepRef } from '../../protocol/commands.ts';
import { askJudge, judgeStrategy } from '../labels/ask-judge.ts';
import { askLabel, askNote, labelOfDigit, toLabel, toRating } from '../labels/ask-label.ts';
import { calibrateFromLabels } from '../labels/calibrate.ts';
import { activeTrace, type LabelEdit } from '../labels/session.ts';
import { startLabelling } from '../labels/start.ts';
import type { Services } from '../services.ts';
import { stepAt } from '../steps.ts';
import { parseTraceUri } from '../trace-fs/uris.ts';
import { compressCorpus } from './batch-commands.ts';
import { resolveTrace, type TraceArgument } from './open-commands.ts';

type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The keys of labelling as they come, for the sheet of keys. Their commands can be bound to others. */
const KEYS: readonly (readonly [command: string, key: string, title: string])[] = [
  ['cotLens.label.keep', '1 or K', 'Keep, and go on'],
  ['cotLens.label.skip', '2 or S', 'Skip, and go on'],
  ['cotLens.label.merge', '3 or M', 'Merge, and go on'],
  ['cotLens.label.rewrite', '4 or R', 'Rewrite, and go on'],
  ['cotLens.label.choose', '5 to 9: own labels; L', 'Choose from all labels...'],
  ['cotLens.label.accept', 'Enter', 'Accept the suggestion, and go on'],
  ['cotLens.label.judge', 'A', 'Ask a model to judge the steps, for suggestions'],
  ['cotLens.label.rateGood', '= or +', 'Rate +1: right and gets on'],
  ['cotLens.label.rateNeutral', '0', 'Rate 0: not wrong, but of no use'],
  ['cotLens.label.rateBad', '-', 'Rate -1: wrong'],
  ['cotLens.label.flag', 'F', 'Mark for a second look'],
  ['cotLens.label.note', 'C', 'Note on the step...'],
  ['cotLens.label.traceNote', 'T', 'Note on the trace...'],
  ['cotLens.label.clear', 'X or Delete', 'Clear the label'],
  ['cotLens.label.undo', 'U or Ctrl+Z', 'Undo the last label, in whatever trace'],
  ['cotLens.label.redo', 'Shift+U or Ctrl+Y', 'Redo'],
  ['cotLens.label.nextStep', '. or J', 'Next step'],
  ['cotLens.label.previousStep', ', or Shift+J', 'Previous step'],
  ['cotLens.label.nextUnlabelled', 'N', 'Next step without a label'],
  ['cotLens.label.nextTrace', 'Shift+.', 'Next trace'],
  ['cotLens.label.previousTrace', 'Shift+,', 'Previous trace'],
  ['cotLens.label.done', 'D', 'Done with this trace, go to the next'],
  ['cotLens.label.findings', '', 'Label all findings of a kind...'],
  ['cotLens.label.stop', 'Escape', 'Stop labelling'],
];

/** What the menu of the line numbers gives its commands. */
interface LinePlace {
  /** 1-based. */
  readonly lineNumber: number;
}

/** The commands of labelling. */
export function labelCommands(services: Services): Handlers {
  const { labels, notify, corpora, groups, logs } = services;
  return {
    'cotLens.label.start': async (argument?: TraceArgument | { readonly corpus: Uri }) => {
      const corpus = corpusGiven(argument) ?? (await resolveTrace(corpora, argument as TraceArgument))?.corpus;
      if (!corpus) return notify.info('Open a file with reasoning traces, or one of its traces, first.');
      const active = activeTrace();
      const at = active?.corpus.toString() === corpus.toString() ? active : undefined;
      const judgeAll = (): Promise<void> => compressCorpus(services, corpus, { strategy: judgeStrategy() });
      return startLabelling({ session: labels, logs, groups, corpora, judgeAll }, corpus, at);
    },
    'cotLens.label.judge': () => askJudge(services),
    'cotLens.calibrate': () => calibrateFromLabels(services),
    'cotLens.label.stop': () => labels.stop(),
    'cotLens.label.undo': () => labels.undo(),
    'cotLens.label.redo': () => labels.redo(),
    'cotLens.label.nextStep': () => labels.move(1),
    'cotLens.label.previousStep': () => labels.move(-1),
    'cotLens.label.nextUnlabelled': () => labels.move('unlabelled'),
    'cotLens.label.nextTrace': () => labels.moveTrace(1),
    'cotLens.label.previousTrace': () => labels.moveTrace(-1),
    'cotLens.label.done': () => labels.note({ done: true }),
    'cotLens.label.help': showKeys,
    ...settingCommands(services),
    ...lineCommands(services),
    ...askingCommands(services),
  };
}

/** Those that set something at once. */
function settingCommands({ labels }: Services): Handlers {
  const set = (edit: LabelEdit) => () => labels.set(edit);
  return {
    'cotLens.label.keep': set(toLabel('keep')),
    'cotLens.label.skip': set(toLabel('skip')),
    'cotLens.label.merge': set(toLabel('merge')),
    'cotLens.label.rewrite': set(toLabel('rewrite')),
    'cotLens.label.digit': ({ digit }: { readonly digit: number }) =>
      labels.setAs(async ({ corpus }) => {
        const label = await labelOfDigit(corpus, digit);
        if (label) return toLabel(label);
        window.setStatusBarMessage(`CoT Lens: no label has the key ${digit}`, 4000);
        return undefined;
      }),
    'cotLens.label.rateGood': set(toRating(1)),
    'cotLens.label.rateNeutral': set(toRating(0)),
    'cotLens.label.rateBad': set(toRating(-1)),
    'cotLens.label.clear': set(() => NO_LABEL),
    'cotLens.label.flag': set((before) => ({ ...before, flagged: !before.flagged })),
    'cotLens.label.accept': () => labels.accept(),
  };
}

/** Those of the menu on the line numbers. */
function lineCommands({ labels, notify }: Services): Handlers {
  const onLine = (edit: LabelEdit) => async (at: LinePlace) => {
    const document = window.activeTextEditor?.document;
    const step = document && stepAt(document, document.lineAt(at.lineNumber - 1).range.end);
    if (step) await labels.set(edit, [step.step]);
  };
  return {
    'cotLens.label.line.keep': onLine(toLabel('keep')),
    'cotLens.label.line.skip': onLine(toLabel('skip')),
    'cotLens.label.line.choose': async (at: LinePlace) => {
      const ref = activeTrace();
      const edit = ref && (await askLabel(ref.corpus, 'Label the Step of the Line', notify));
      if (edit) await onLine(edit)(at);
    },
  };
}

/** Those that ask something first. */
function askingCommands({ labels, notify, server }: Services): Handlers {
  return {
    'cotLens.labelStep': async (step: StepRef) => {
      const ref = parseTraceUri(Uri.parse(step.uri));
      const edit = ref && (await askLabel(ref.corpus, `Label Step ${step.step + 1}`, notify));
      if (edit) await labels.set(edit, [step.step]);
    },
    'cotLens.label.choose': async () => {
      const ref = activeTrace();
      const edit = ref && (await askLabel(ref.corpus, 'Label the Selected Steps', notify));
      if (edit) await labels.set(edit);
    },
    'cotLens.label.note': async () => {
      const edit = await askNote('Note on the Step', (await labels.current())?.note ?? '');
      if (edit) await labels.set(edit);
    },
    'cotLens.label.traceNote': async () => {
      const note = await window.showInputBox({ title: 'Note on the Trace', value: await labels.currentNote() });
      if (note !== undefined) await labels.note({ note: note.trim() });
    },
    'cotLens.label.findings': async () => {
      const ref = activeTrace();
      const uri = window.activeTextEditor?.document.uri;
      const reply = ref && uri && (await server.analyze({ kind: 'document', uri: uri.toString() }));
      if (!reply) return notify.info('Open a trace first.');
      const chosen = await askFinding(reply.analysis.steps);
      const edit = chosen && (await askLabel(ref.corpus, `Label ${chosen.length} Steps`, notify));
      if (edit) await labels.set(edit, chosen);
    },
  };
}

/** Asks for a kind of finding; gives the steps (0-based) that have it. */
async function askFinding(steps: readonly AnalyzedStep[]): Promise<readonly number[] | undefined> {
  const byCode = new Map<string, number[]>();
  for (const { index, findings, flagged } of steps) {
    for (const code of new Set([...findings.map((finding) => finding.code), ...(flagged ? ['flagged'] : [])])) {
      byCode.set(code, [...(byCode.get(code) ?? []), index]);
    }
  }
  if (byCode.size === 0) {
    window.setStatusBarMessage('CoT Lens: no findings in this trace', 4000);
    return undefined;
  }
  const items = [...byCode].map(([code, indices]) => ({
    label: code === 'flagged' ? 'All flagged steps' : code.replaceAll('-', ' '),
    description: `${indices.length} ${indices.length === 1 ? 'step' : 'steps'}`,
    detail: indices.map((index) => index + 1).join(', '),
    indices,
  }));
  items.sort((a, b) => b.indices.length - a.indices.length);
  return (await window.showQuickPick(items, { title: 'Label All Findings of a Kind' }))?.indices;
}

/** The sheet of keys; choosing one runs its command. */
async function showKeys(): Promise<void> {
  const items: (QuickPickItem & { readonly command: string })[] = KEYS.map(([command, key, title]) => {
    return { label: title, description: key, command };
  });
  items.push({ label: '$(keyboard) Change Keys...', description: 'the keys above are those at first', command: '' });
  const chosen = await window.showQuickPick(items, { title: 'Keys of Labelling', matchOnDescription: true });
  if (!chosen) return;
  if (chosen.command !== '') await commands.executeCommand(chosen.command);
  else await commands.executeCommand('workbench.action.openGlobalKeybindings', 'cotLens.label');
}

function corpusGiven(argument: unknown): Uri | undefined {
  if (typeof argument !== 'object' || argument === null || !('corpus' in argument)) return undefined;
  return argument.corpus instanceof Uri ? argument.corpus : undefined;
}
