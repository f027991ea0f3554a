import { commands, type Disposable, EventEmitter, type Memento, type TextEditor, Uri, window } from 'vscode';
import { isLabelled } from '../../core/annotations/step-state.ts';
import type { StepLabel } from '../../core/model/annotation.ts';
import { showTrace } from '../commands/open-commands.ts';
import type { Corpora } from '../corpora.ts';
import type { Notifier } from '../notify.ts';
import { parseTraceUri, type TraceRef, traceUri } from '../trace-fs/uris.ts';
import { announce } from './announce.ts';
import { LabelCursor } from './cursor.ts';
import type { LabelDesk } from './desk.ts';
import { type LabelChange, LabelHistory } from './history.ts';
import { annotatorName, labelSettings } from './label-settings.ts';
import type { LabelledTrace } from './labelled-trace.ts';
import type { AnnotationLogs } from './logs.ts';
import { countDone, isDone, type LabelQueue, nextInQueue } from './queue.ts';
import { ReadOnlyEditors } from './read-only.ts';
import { nextTime, nextUnlabelled, ownLabels, storeLabels } from './step-labels.ts';

const STATE_KEY = 'cotLens.labelQueue';

/** Where a person stopped labelling. */
export interface SavedPlace {
  readonly queue: Omit<LabelQueue, 'corpus'> & { readonly corpus: string };
  readonly record: number;
  readonly traceIndex: number;
}

/** What is shown of the progress. */
export interface Progress {
  readonly title: string;
  readonly labelled: number;
  readonly steps: number;
  readonly done: number;
  readonly total: number;
}

/** What labelling works with. */
export interface SessionServices {
  readonly corpora: Corpora;
  readonly logs: AnnotationLogs;
  readonly desk: LabelDesk;
  readonly notify: Notifier;
  readonly state: Memento;
  readonly toolVersion: string;
}

/** A change of a label. */
export type LabelEdit = (before: StepLabel) => StepLabel;

/** A step (0-based) of a version of a trace document; -1 where there is none. */
export interface StepPlace {
  readonly corpus: Uri;
  readonly uri: Uri;
  readonly version: number;
  readonly step: number;
}

/** A trace that is open for labelling. */
interface Here {
  readonly editor: TextEditor;
  readonly labelled: LabelledTrace;
  readonly annotator: string;
}

/** Labelling: from one step to the next, from one trace of a queue to the next, with undo over all of them. */
export class LabelSession implements Disposable {
  readonly #services: SessionServices;
  readonly #history = new LabelHistory();
  readonly #readOnly = new ReadOnlyEditors();
  readonly #cursor = new LabelCursor();
  readonly #progress = new EventEmitter<Progress | null>();
  /** The progress changed; null when labelling ended. */
  readonly onDidProgress = this.#progress.event;
  #queue: LabelQueue | null = null;
  #lookingSince = Date.now();
  /** Key presses are worked off one after the other: a fast one must not label the step before. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(services: SessionServices) {
    this.#services = services;
  }

  dispose(): void {
    this.#readOnly.dispose();
    this.#cursor.dispose();
    this.#progress.dispose();
  }

  get queue(): LabelQueue | null {
    return this.#queue;
  }

  /** Where the person stopped last; undefined when nothing is known. */
  get stoppedAt(): SavedPlace | undefined {
    return this.#services.state.get<SavedPlace>(STATE_KEY);
  }

  /** Begins with a queue at a trace, or at its first one that is not done. */
  async start(queue: LabelQueue, at?: TraceRef): Promise<void> {
    const annotator = await annotatorName();
    if (annotator === undefined) return;
    const { corpora, desk, logs, notify } = this.#services;
    const log = await logs.of(queue.corpus);
    const passed = (place: { record: number; traceIndex: number }) => queue.skipsDone && isDone(log, annotator, place);
    const first = at ?? (await nextInQueue(corpora, queue, null, 1, passed));
    if (!first) return void (await notify.info(`Nothing is left to label: ${queue.title}.`));
    this.#queue = queue;
    await commands.executeCommand('setContext', 'cotLens.labelling', true);
    desk.setLabelling(true);
    await this.#open(first);
  }

  async stop(): Promise<void> {
    this.#queue = null;
    await commands.executeCommand('setContext', 'cotLens.labelling', false);
    this.#services.desk.setLabelling(false);
    await this.#readOnly.unlock();
    this.#progress.fire(null);
  }

  /** Changes the labels of the selected steps, or of given ones (0-based), and goes on as the settings say. */
  set(change: LabelEdit, steps?: readonly number[]): Promise<void> {
    return this.setAs(async () => change, steps);
  }

  /** The same with a change that has to be found out first; nothing happens where there is none. Keys keep their order. */
  setAs(find: (step: StepPlace) => Promise<LabelEdit | undefined>, steps?: readonly number[]): Promise<void> {
    return this.#inTurn(async () => {
      const here = await this.#here();
      if (!here) return;
      const chosen = steps ?? this.#cursor.steps(here.editor, here.labelled);
      const { uri, version } = here.editor.document;
      const [first = -1] = chosen;
      const change = await find({ corpus: here.labelled.ref.corpus, uri, version, step: first });
      if (!change) return;
      await this.#change(here, chosen, change);
      const last = chosen.at(-1);
      if (this.#queue && steps === undefined && last !== undefined) await this.#advance(here, last);
      else this.#report(here);
    });
  }

  /** What the person says of the step of the cursor. */
  async current(): Promise<StepLabel | undefined> {
    const here = await this.#here();
    const step = here && this.#cursor.steps(here.editor, here.labelled)[0];
    return here && step !== undefined ? ownLabels(here.labelled, here.annotator)[step] : undefined;
  }

  /** The person's note on the active trace, empty for none. */
  async currentNote(): Promise<string> {
    const here = await this.#here();
    const notes = here?.labelled.log.notesOf(here.labelled.trace);
    return notes?.find(({ annotator }) => annotator === here?.annotator)?.note ?? '';
  }

  /** Takes the suggestion for the step of the cursor as its label. */
  accept(): Promise<void> {
    return this.setAs(async ({ uri, version, step }) => {
      const suggestion = this.#services.desk.suggestion(uri, version, step);
      if (suggestion) return (before) => ({ ...before, label: suggestion.label });
      window.setStatusBarMessage('CoT Lens: no suggestion for this step', 4000);
      return undefined;
    });
  }

  undo(): Promise<void> {
    return this.#inTurn(() => this.#replay(this.#history.undo(), 'Nothing to undo'));
  }

  redo(): Promise<void> {
    return this.#inTurn(() => this.#replay(this.#history.redo(), 'Nothing to redo'));
  }

  /** Moves the cursor by steps, or to the next step without a label, over into the next trace. */
  move(to: 1 | -1 | 'unlabelled'): Promise<void> {
    return this.#inTurn(async () => {
      const here = await this.#here();
      if (!here) return;
      const at = this.#cursor.steps(here.editor, here.labelled)[0] ?? -1;
      const next = to === 'unlabelled' ? nextUnlabelled(ownLabels(here.labelled, here.annotator), at) : at + to;
      if (next !== undefined && next >= 0 && next < here.labelled.anchors.length) this.#goTo(here, next);
      else await this.#openNeighbour(to === -1 ? -1 : 1, here);
    });
  }

  moveTrace(direction: 1 | -1): Promise<void> {
    return this.#inTurn(async () => {
      const here = await this.#here();
      if (here) await this.#openNeighbour(direction, here);
    });
  }

  /** Stores a note on the trace, or that the person is through with it. */
  note(change: { readonly note?: string; readonly flagged?: boolean; readonly done?: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      const here = await this.#here();
      if (!here) return;
      await this.#putNote(here, change);
      if (change.done && this.#queue) await this.#openNeighbour(1, here);
      else this.#report(here);
    });
  }

  /** The active trace with its labels; says what to do where there is none. */
  async #here(): Promise<Here | undefined> {
    const editor = window.activeTextEditor;
    const labelled = editor && (await this.#services.desk.traces.of(editor.document));
    if (!editor || !labelled) {
      await this.#services.notify.info('Open a trace of a corpus first: its steps are what is labelled.');
      return undefined;
    }
    const annotator = await annotatorName();
    return annotator === undefined ? undefined : { editor, labelled, annotator };
  }

  async #change(here: Here, steps: readonly number[], change: LabelEdit): Promise<void> {
    const { labelled, annotator } = here;
    const labels = ownLabels(labelled, annotator);
    const changes = steps.flatMap((index): LabelChange[] => {
      const [step, before] = [labelled.anchors[index], labels[index]];
      return step && before ? [{ ref: labelled.ref, step, before, after: change(before) }] : [];
    });
    const takes = labelSettings(labelled.ref.corpus).recordTime && changes.length === 1;
    const seconds = takes ? { seconds: Math.round((Date.now() - this.#lookingSince) / 100) / 10 } : {};
    const { toolVersion } = this.#services;
    const author = { annotator, origin: 'person', toolVersion, ...seconds } as const;
    const stored = storeLabels(
      labelled,
      changes.map(({ step, after }) => ({ step, label: after })),
      author,
    );
    this.#services.desk.redraw();
    announce(changes);
    await stored;
    this.#history.add(changes);
    this.#services.logs.changed(labelled.ref.corpus);
  }

  async #replay(changes: readonly LabelChange[] | undefined, otherwise: string): Promise<void> {
    const [first] = changes ?? [];
    if (!changes || !first) return void window.setStatusBarMessage(`CoT Lens: ${otherwise}`, 4000);
    await showTrace(first.ref);
    const here = await this.#here();
    if (!here || here.editor.document.uri.toString() !== traceUri(first.ref).toString()) return;
    const { annotator, labelled } = here;
    const author = { annotator, origin: 'person', toolVersion: this.#services.toolVersion } as const;
    await storeLabels(
      labelled,
      changes.map(({ step, after }) => ({ step, label: after })),
      author,
    );
    announce(changes);
    this.#services.logs.changed(labelled.ref.corpus);
    if (this.#queue) await this.#readOnly.lock(here.editor);
    this.#goTo(
      here,
      labelled.anchors.findIndex(({ hash, index }) => hash === first.step.hash && index >= first.step.index),
    );
  }

  async #advance(here: Here, step: number): Promise<void> {
    const labels = ownLabels(here.labelled, here.annotator);
    if (!movesOn(labels[step], labelSettings(here.labelled.ref.corpus).advance)) return this.#goTo(here, step);
    if (step + 1 < labels.length) return this.#goTo(here, step + 1);
    const open = nextUnlabelled(labels, step);
    if (open !== undefined) return this.#goTo(here, open);
    await this.#putNote(here, { done: true });
    await this.#openNeighbour(1, here);
  }

  async #putNote(
    { labelled, annotator }: Here,
    change: { readonly note?: string; readonly flagged?: boolean; readonly done?: boolean },
  ): Promise<void> {
    const { log, trace, ref } = labelled;
    const before = log.notesOf(trace).find((note) => note.annotator === annotator);
    const { note = '', flagged = false, done = false } = before ?? {};
    const made = { time: nextTime(), toolVersion: this.#services.toolVersion };
    await log.putNote(trace, { annotator, note, flagged, done, ...change }, made);
    this.#services.logs.changed(ref.corpus);
  }

  async #openNeighbour(direction: 1 | -1, { labelled: { ref, log }, annotator }: Here): Promise<void> {
    const queue = this.#queue;
    if (!queue) return;
    const passed = (place: { record: number; traceIndex: number }) =>
      direction === 1 && queue.skipsDone && isDone(log, annotator, place);
    const next = await nextInQueue(this.#services.corpora, queue, ref, direction, passed);
    if (next) return this.#open(next);
    window.setStatusBarMessage(`CoT Lens: the ${direction === 1 ? 'last' : 'first'} trace of ${queue.title}`, 5000);
    const here = await this.#here();
    if (here) this.#report(here);
  }

  /** Shows a trace of the queue, at its first step without a label. */
  async #open(ref: TraceRef): Promise<void> {
    await showTrace(ref);
    const here = await this.#here();
    if (!here) return;
    await this.#readOnly.lock(here.editor);
    const open = nextUnlabelled(ownLabels(here.labelled, here.annotator), -1);
    this.#goTo(here, open ?? 0);
    const queue = this.#queue;
    if (!queue) return;
    const { record, traceIndex } = ref;
    const saved: SavedPlace = { queue: { ...queue, corpus: queue.corpus.toString() }, record, traceIndex };
    await this.#services.state.update(STATE_KEY, saved);
  }

  #goTo(here: Here, step: number): void {
    this.#cursor.goTo(here.editor, here.labelled, step);
    this.#lookingSince = Date.now();
    this.#report(here);
  }

  #report({ labelled, annotator }: Here): void {
    const queue = this.#queue;
    if (!queue) return;
    const labels = ownLabels(labelled, annotator);
    const total = queue.places?.length;
    const progress = {
      title: queue.title,
      labelled: labels.filter(isLabelled).length,
      steps: labels.length,
      done: countDone(labelled.log, annotator, queue),
    };
    if (total !== undefined) this.#progress.fire({ ...progress, total });
    else
      void this.#services.corpora
        .get(queue.corpus)
        .then(({ count }) => this.#progress.fire({ ...progress, total: count }));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn.catch((error) => this.#services.notify.unexpected('store a label; nothing else is lost', error));
  }
}

/** The queue and the trace where a person stopped. */
export function resumed({ queue, record, traceIndex }: SavedPlace): { queue: LabelQueue; at: TraceRef } {
  const corpus = Uri.parse(queue.corpus, true);
  return { queue: { ...queue, corpus }, at: { corpus, record, traceIndex } };
}

/** True when what is said of a step takes the person to the next one. */
function movesOn(label: StepLabel | undefined, advance: string): boolean {
  if (!label || advance === 'never') return false;
  const [labelled, rated] = [label.label !== null, label.rating !== null];
  if (advance === 'both') return labelled && rated;
  if (advance === 'label') return labelled;
  return advance === 'rating' ? rated : labelled || rated;
}

/** The trace that is active; undefined when there is none. */
export function activeTrace(): TraceRef | undefined {
  const active = window.activeTextEditor?.document.uri;
  return (active && parseTraceUri(active)) ?? undefined;
}
