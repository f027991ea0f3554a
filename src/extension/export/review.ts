import type { QuickPickItem } from 'vscode';
import { wishOf } from '../../app/export/answers.ts';
import { makePreview, type Preview } from '../../app/export/preview.ts';
import { previewPage } from '../../app/export/preview-page.ts';
import type { ExportWish } from '../../app/export/types.ts';
import { counterFor } from '../analysis-settings.ts';
import type { Services } from '../services.ts';
import { baseName, type Draft, folderText, frameOf, heedVerdicts, openSources } from './draft.ts';
import { takenIn } from './pages.ts';
import { pickOne, type StepHead } from './quick-steps.ts';
import { runAgreed } from './run.ts';
import { withWork } from './work.ts';

/** What a person decided when the preview was shown. */
export type Decision = 'done' | 'back' | 'change' | 'folder' | 'left';

/** A preview with what consent is asked for. */
interface Shown {
  readonly preview: Preview;
  readonly wish: ExportWish;
  /** Paths that would be replaced. */
  readonly taken: readonly string[];
}

/** Shows what the export would write, asks for consent, and exports. "done": it ran, whatever came of it. */
export async function reviewAndRun(
  services: Services,
  draft: Draft,
  head: StepHead,
  remember: () => Promise<void>,
): Promise<Decision> {
  const { folder } = draft;
  if (folder === null) return 'folder';
  const shown = await showPreview(services, draft, folder);
  if (!shown) return 'change';
  let { taken } = shown;
  for (;;) {
    const decision = await askConsent(draft, { ...shown, taken }, head);
    if (decision !== 'export') return decision;
    // Somebody may have written there while the question stood.
    const now = await takenIn(services.files, folder, draft, extrasOf(shown.preview));
    if (now.every((path) => taken.includes(path))) break;
    taken = now;
  }
  await remember();
  await runAgreed(services, {
    corpora: draft.corpora,
    chosen: draft.chosen,
    wish: shown.wish,
    folder,
    replaced: taken,
  });
  return 'done';
}

/** Undefined when it was cancelled. */
async function showPreview(
  services: Services,
  draft: Draft,
  folder: NonNullable<Draft['folder']>,
): Promise<Shown | undefined> {
  const asked = wishOf(draft.answers, frameOf(draft.corpora));
  if (!asked) return undefined;
  const wish = await heedVerdicts(services.files, draft.corpora, asked);
  const counter = await counterFor(draft.corpora, services.tokenizers);
  const preview = await withWork('Making the preview of the export', async (work) =>
    makePreview(await openSources(services, draft.corpora, draft.chosen), wish, { counter, work }),
  );
  if (!preview) return undefined;
  const taken = await takenIn(services.files, folder, draft, extrasOf(preview));
  const page = previewPage(preview, {
    wish,
    answers: draft.answers,
    corpora: draft.corpora.map(baseName),
    folder: folderText(folder),
    taken,
    tokenizer: counter.id,
    exact: counter.exact,
  });
  await services.exports.show(`${wish.name}-${wish.exporter.id}.preview.md`, page);
  return { preview, wish, taken };
}

async function askConsent(draft: Draft, shown: Shown, head: StepHead): Promise<Decision | 'export'> {
  type Item = QuickPickItem & { readonly decision: Decision | 'export' };
  const items: Item[] = [
    ...exportItems(draft, shown),
    { label: '$(edit) Change...', decision: 'change' },
    { label: '$(close) Cancel', decision: 'left' },
  ];
  const turn = await pickOne({ ...head, placeholder: 'The preview stands below' }, items);
  return turn.kind === 'chosen' ? turn.value.decision : turn.kind;
}

function exportItems({ folder }: Draft, { preview, wish, taken }: Shown) {
  const { report, seen, all } = preview;
  const partial = seen < all;
  if (report.units === 0 && !partial)
    return [
      {
        label: '$(circle-slash) Nothing of this fits the exporter',
        detail: wish.exporter.needs,
        decision: 'change' as const,
      },
    ];
  const where = folder === null ? '' : folderText(folder);
  const unit = wish.exporter.unit === 'group' ? 'problem' : 'trace';
  const what = partial
    ? `${unit}s of ${all.toLocaleString('en')} records`
    : `${report.units.toLocaleString('en')} ${unit}${report.units === 1 ? '' : 's'}`;
  const faults = report.faults.length > 0 ? 'The preview found faults; with faults nothing is put in its place. ' : '';
  if (taken.length === 0)
    return [{ label: `$(export) Export ${what} to ${where}`, detail: faults, decision: 'export' as const }];
  return [
    {
      label: '$(folder) Choose another folder...',
      description: `${where} holds files of this export already`,
      decision: 'folder' as const,
    },
    {
      label: `$(replace-all) Replace and export ${what} to ${where}`,
      detail: `${faults}Replaces ${taken.join(', ')}`,
      decision: 'export' as const,
    },
  ];
}

function extrasOf({ extras }: Preview): readonly string[] {
  return extras.map(({ path }) => path);
}
