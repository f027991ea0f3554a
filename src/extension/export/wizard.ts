import { ProgressLocation, type QuickPickItem, Uri, window } from 'vscode';
import { type ExportMemory, readMemory, remembered } from '../../app/export/answers.ts';
import type { ExportSource } from '../../app/export/types.ts';
import type { ChosenRows } from '../../app/table/chosen-records.ts';
import { isDecision } from '../../core/annotations/consensus.ts';
import type { Services } from '../services.ts';
import { type Draft, openSources } from './draft.ts';
import { corporaText, PAGES, type Page } from './pages.ts';
import { pickOne, type StepHead, type Turn } from './quick-steps.ts';
import { reviewAndRun } from './review.ts';

const STATE = 'cotLens.export';

/** The wizard from its first question to the end of the export; of all records, or of chosen ones of the only corpus. */
export async function exportCorpora(
  services: Services,
  corpora: readonly Uri[],
  chosen: ChosenRows | null = null,
): Promise<void> {
  const draft = await newDraft(services, corpora, memoryOf(services), chosen);
  const answered = await walk(services, draft, 0);
  if (answered) await finish(services, answered);
}

/** Repeats the last export of this workspace, from its preview on. False when there was none. */
export async function exportAgain(services: Services): Promise<boolean> {
  const memory = memoryOf(services);
  if (memory.folder === null || memory.corpora.length === 0 || memory.answers.to === '') return false;
  const corpora = memory.corpora.map((each) => Uri.parse(each, true));
  await finish(services, await newDraft(services, corpora, memory, null));
  return true;
}

function memoryOf({ context }: Services): ExportMemory {
  return readMemory(context.workspaceState.get(STATE));
}

async function newDraft(
  services: Services,
  corpora: readonly Uri[],
  memory: ExportMemory,
  chosen: ChosenRows | null,
): Promise<Draft> {
  const reading = { location: ProgressLocation.Window, title: `CoT Lens: reading ${corporaText(corpora)}` };
  const sources = await window.withProgress(reading, () => openSources(services, corpora, chosen));
  const annotators = annotatorsOf(sources);
  const { annotator } = memory.answers;
  return {
    corpora,
    chosen,
    // Who labelled other corpora is nobody here.
    answers: { ...memory.answers, annotator: annotators.includes(annotator ?? '') ? annotator : null },
    folder: memory.folder === null ? null : Uri.parse(memory.folder, true),
    records: sources.reduce((sum, { corpus }) => sum + corpus.count, 0),
    variants: sources.reduce((sum, { variants }) => sum + (variants?.accepted ?? 0), 0),
    annotators,
  };
}

/** Who decided on labels of steps, in order of their names; suggestions are nobody's. */
function annotatorsOf(sources: readonly ExportSource[]): readonly string[] {
  const rows = sources.flatMap(({ labels }) => labels?.allStepRows() ?? []);
  return [...new Set(rows.filter(isDecision).map(({ annotator }) => annotator))].sort();
}

/** Preview, consent and export; questions again as often as the person wants to change something. */
async function finish(services: Services, answered: Draft): Promise<void> {
  let draft = answered;
  for (;;) {
    const steps = pagesOf(draft).length + 1;
    const head = { title: headTitle('Preview', draft), step: steps, totalSteps: steps, canGoBack: true };
    const decision = await reviewAndRun(services, draft, head, () => remember(services, draft));
    if (decision === 'done' || decision === 'left') return;
    const next = await changed(services, draft, decision);
    if (!next) return;
    draft = next;
  }
}

async function changed(
  services: Services,
  draft: Draft,
  how: 'back' | 'change' | 'folder',
): Promise<Draft | undefined> {
  const pages = pagesOf(draft);
  if (how === 'back') return walk(services, draft, pages.length - 1);
  const page = how === 'folder' ? pages.at(-1) : await pickPage(draft, pages);
  if (page === 'left' || !page) return page === 'left' ? undefined : draft;
  const turn = await ask(services, draft, page, pages);
  if (turn.kind === 'left') return undefined;
  return turn.kind === 'back' ? draft : turn.value;
}

/** Which answer to change; undefined for none. */
async function pickPage(draft: Draft, pages: readonly Page[]): Promise<Page | 'left' | undefined> {
  const items: (QuickPickItem & { readonly page: Page })[] = pages.map((page) => ({
    label: page.title,
    description: page.value(draft),
    page,
  }));
  const turn = await pickOne({ title: headTitle('Change', draft), canGoBack: true }, items);
  if (turn.kind === 'left') return 'left';
  return turn.kind === 'chosen' ? turn.value.page : undefined;
}

/** Asks the questions from one on; undefined when the person left. */
async function walk(services: Services, start: Draft, from: number): Promise<Draft | undefined> {
  let draft = start;
  for (let at = from; ; ) {
    const pages = pagesOf(draft);
    const page = pages[at];
    if (!page) return draft;
    const turn = await ask(services, draft, page, pages);
    if (turn.kind === 'left') return undefined;
    if (turn.kind === 'back') at = Math.max(0, at - 1);
    else {
      draft = turn.value;
      at += 1;
    }
  }
}

function ask(services: Services, draft: Draft, page: Page, pages: readonly Page[]): Promise<Turn<Draft>> {
  const at = pages.indexOf(page);
  const head: StepHead = {
    title: headTitle(page.title, draft),
    step: at + 1,
    totalSteps: pages.length + 1,
    canGoBack: at > 0,
  };
  return page.ask(draft, head, { files: services.files, memory: memoryOf(services) });
}

function pagesOf(draft: Draft): readonly Page[] {
  return PAGES.filter((page) => page.applies(draft));
}

function headTitle(part: string, { corpora }: Draft): string {
  return `Export ${corporaText(corpora)}: ${part}`;
}

async function remember(services: Services, { answers, folder, corpora }: Draft): Promise<void> {
  if (folder === null) return;
  const places = { folder: folder.toString(), corpora: corpora.map(String) };
  await services.context.workspaceState.update(STATE, remembered(memoryOf(services), answers, places));
}
