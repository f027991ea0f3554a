import { type QuickPickItem, type Uri, window } from 'vscode';
import type { Corpora } from '../corpora.ts';
import { baseName } from '../export/draft.ts';
import type { GroupPanels } from '../groups/panel.ts';
import type { TraceRef } from '../trace-fs/uris.ts';
import { annotatorName } from './label-settings.ts';
import type { AnnotationLogs } from './logs.ts';
import { disputedPlaces, flaggedPlaces, type LabelQueue, type QueuePlace } from './queue.ts';
import { type LabelSession, resumed } from './session.ts';

interface QueueItem extends QuickPickItem {
  begin(): Promise<void>;
}

/** What choosing a queue needs. */
export interface StartServices {
  readonly session: LabelSession;
  readonly logs: AnnotationLogs;
  readonly groups: GroupPanels;
  readonly corpora: Corpora;
  /** Has a model judge the traces of the corpus. */
  judgeAll(): Promise<void>;
}

/** Asks which traces of a corpus are to be labelled, and begins. */
export async function startLabelling(services: StartServices, corpus: Uri, at: TraceRef | undefined): Promise<void> {
  const annotator = await annotatorName();
  if (annotator === undefined) return;
  const items = await queueItems(services, corpus, at, annotator);
  const chosen = await window.showQuickPick(items, {
    title: `Label Steps of ${baseName(corpus)} as ${annotator}`,
    placeHolder: 'Which traces, in which order?',
  });
  await chosen?.begin();
}

async function queueItems(
  services: StartServices,
  corpus: Uri,
  at: TraceRef | undefined,
  annotator: string,
): Promise<readonly QueueItem[]> {
  const { session, logs } = services;
  const log = await logs.of(corpus);
  const name = baseName(corpus);
  const whole = (title: string, skipsDone: boolean): LabelQueue => ({ corpus, title, places: null, skipsDone });
  const items: QueueItem[] = [];
  const stopped = session.stoppedAt;
  if (stopped?.queue.corpus === corpus.toString()) {
    const { queue, at: place } = resumed(stopped);
    const where = `record ${place.record} of ${queue.title}`;
    items.push({
      label: '$(debug-continue) Go On Where You Stopped',
      description: where,
      begin: () => session.start(queue, place),
    });
  }
  items.push({
    label: '$(list-ordered) All Traces That Are Not Done',
    description: 'from the first one',
    begin: () => session.start(whole(name, true)),
  });
  if (at) {
    items.push({
      label: '$(arrow-right) From This Trace On',
      description: `record ${at.record}, done ones too`,
      begin: () => session.start(whole(name, false), at),
    });
  }
  const list = (label: string, places: readonly QueuePlace[], title: string) => {
    const queue: LabelQueue = { corpus, title: `${title} of ${name}`, places, skipsDone: false };
    const description = `${places.length} ${places.length === 1 ? 'trace' : 'traces'}`;
    if (places.length > 0) items.push({ label, description, begin: () => session.start(queue) });
  };
  list('$(flag) Marked for a Second Look', flaggedPlaces(log, annotator), 'marked traces');
  list('$(git-compare) Where Annotators Disagree', disputedPlaces(log), 'disputed traces');
  if (at)
    items.push({ label: '$(group-by-ref-type) All Samples of This Problem', begin: () => startGroup(services, at) });
  items.push({
    label: '$(sparkle) Let a Model Judge Them First...',
    description: 'a batch through your endpoint; what it says is then suggested while you label',
    begin: () => services.judgeAll(),
  });
  return items;
}

async function startGroup({ session, groups, corpora }: StartServices, at: TraceRef): Promise<void> {
  const { corpus } = await corpora.get(at.corpus);
  const here = corpus.positionOf(at.record);
  const group = (await groups.groupsOf(at.corpus)).find(({ samples }) =>
    samples.some(({ position, traceIndex }) => position === here && traceIndex === at.traceIndex),
  );
  const places = (group?.samples ?? []).flatMap(({ position, traceIndex }): QueuePlace[] => {
    const record = corpus.span(position)?.number;
    return record === undefined ? [] : [{ record, traceIndex }];
  });
  const title = `samples of one problem of ${baseName(at.corpus)}`;
  await session.start({ corpus: at.corpus, title, places, skipsDone: false });
}
