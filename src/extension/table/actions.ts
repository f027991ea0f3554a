import { env, type Uri } from 'vscode';
import type { ChosenRows } from '../../app/table/chosen-records.ts';
import type { TableSources } from '../../app/table/table-row.ts';
import type { TableAction } from '../../protocol/table.ts';
import { compressCorpus } from '../commands/batch-commands.ts';
import { pickTrace, showTrace } from '../commands/open-commands.ts';
import type { QueuePlace } from '../labels/queue.ts';
import type { Services } from '../services.ts';

/** Most bytes that are copied. */
const MOST_COPIED = 32 << 20;

/** A table that something is done in. */
export interface ActionPlace {
  readonly services: Services;
  readonly uri: Uri;
  readonly sources: TableSources;
}

/** What each action does with the chosen rows. */
const ACTIONS: Readonly<Record<TableAction, (place: ActionPlace, rows: ChosenRows) => Promise<void>>> = {
  compress: ({ services, uri }, rows) => compressCorpus(services, uri, { chosen: rows }),
  export: async ({ services, uri }, rows) => {
    const { exportCorpora } = await import('../export/wizard.ts');
    await exportCorpora(services, [uri], rows);
  },
  label: labelRows,
  copy: copyRows,
};

/** Begins to label the traces of the rows, in their order. */
async function labelRows({ services, uri, sources }: ActionPlace, { positions }: ChosenRows): Promise<void> {
  const places: QueuePlace[] = [];
  for (const position of positions) {
    const entry = await sources.corpus.entry(position);
    for (const { index } of entry?.traces ?? []) places.push({ record: entry?.record.number ?? 0, traceIndex: index });
  }
  const title = `${places.length.toLocaleString('en')} chosen traces`;
  await services.labels.start({ corpus: uri, title, places, skipsDone: false });
}

/** Does something with rows, given by their rising positions. */
export async function actOn(place: ActionPlace, action: TableAction, positions: Uint32Array): Promise<void> {
  if (positions.length === 0) return;
  await ACTIONS[action](place, { positions, version: place.sources.corpus.source.version });
}

/** Opens the trace of a record; asks which when it holds several. */
export async function openRow({ services, uri }: ActionPlace, position: number): Promise<void> {
  const entry = await (await services.corpora.get(uri)).read(position);
  const ref = await pickTrace(uri, entry);
  if (ref) await showTrace(ref);
  else if (entry.traces.length === 0) {
    const why = entry.problems[0]?.message ?? 'No trace was found in it.';
    await services.notify.info(`Record ${entry.record.number} has no trace to open: ${why}`);
  }
}

async function copyRows({ services, sources }: ActionPlace, { positions }: ChosenRows): Promise<void> {
  const lines: string[] = [];
  let bytes = 0;
  for (const position of positions) {
    const entry = await sources.corpus.entry(position);
    if (!entry) continue;
    const { text, value } = entry.record;
    // A record of an array may stand on several lines.
    lines.push(/[\r\n]/.test(text) && value !== undefined ? JSON.stringify(value) : text);
    bytes += entry.span.end - entry.span.start;
    if (bytes > MOST_COPIED) {
      await services.notify.info(
        `The first ${lines.length.toLocaleString('en')} of ${positions.length.toLocaleString('en')} rows were too much for the clipboard (${MOST_COPIED >> 20} MB), so nothing was copied. Export them instead.`,
      );
      return;
    }
  }
  await env.clipboard.writeText(`${lines.join('\n')}\n`);
  await services.notify.info(
    `Copied ${lines.length.toLocaleString('en')} ${lines.length === 1 ? 'record' : 'records'} as JSON lines.`,
  );
}
