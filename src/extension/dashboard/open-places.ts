import { type QuickPickItem, type ViewColumn, window } from 'vscode';
import type { TracePlace } from '../../core/statistics/distribution.ts';
import type { LoadedCorpus } from '../corpora.ts';
import { baseName } from '../export/draft.ts';
import { type TraceRef, traceUri } from '../trace-fs/uris.ts';

/** Traces that a list names; more are told of. */
const LISTED = 200;
const EXCERPT_LENGTH = 80;

/** Opens the trace, or lists the traces to choose from. `corpora` are those of the places' files. */
export async function openPlaces(
  places: readonly TracePlace[],
  corpora: readonly LoadedCorpus[],
  what: string,
  viewColumn: ViewColumn,
): Promise<void> {
  const show = (ref: TraceRef) => window.showTextDocument(traceUri(ref), { preview: true, viewColumn });
  const [first] = places;
  if (!first) {
    window.setStatusBarMessage(`CoT Lens: no traces in ${what}`, 4000);
    return;
  }
  if (places.length === 1) {
    const found = await itemOf(first, corpora);
    if (found) await show(found.ref);
    return;
  }
  const items = await Promise.all(places.slice(0, LISTED).map((place) => itemOf(place, corpora)));
  const shown = items.filter((item) => item !== undefined);
  const cut = places.length > LISTED ? `, the first ${LISTED}` : '';
  const chosen = await window.showQuickPick(shown, {
    title: `${what}: traces to open${cut}`,
    placeHolder: 'Of many traces the first ones are listed.',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen) await show(chosen.ref);
}

interface TraceItem extends QuickPickItem {
  readonly ref: TraceRef;
}

async function itemOf(place: TracePlace, corpora: readonly LoadedCorpus[]): Promise<TraceItem | undefined> {
  const loaded = corpora[place.file];
  const entry = loaded && (await loaded.corpus.entry(place.position));
  const trace = entry?.traces[place.traceIndex];
  if (!loaded || !entry || !trace) return undefined;
  const words = (trace.question ?? trace.reasoning).text.slice(0, 4 * EXCERPT_LENGTH).replaceAll(/\s+/g, ' ');
  const name = trace.label === undefined ? trace.id : `${trace.id} ${trace.label}`;
  return {
    label: `Line ${entry.record.line}`,
    description: corpora.length > 1 ? `${baseName(loaded.uri)} · ${name}` : name,
    detail: words.slice(0, EXCERPT_LENGTH),
    ref: { corpus: loaded.uri, record: entry.record.number, traceIndex: place.traceIndex },
  };
}
