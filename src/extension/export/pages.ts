import { type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import {
  answerTexts,
  type ExportAnswers,
  type ExportMemory,
  exporterSections,
  parseTokens,
  splitText,
  takesVariantsBeside,
  tokensText,
  variantsCount,
  withExporter,
} from '../../app/export/answers.ts';
import { takenPaths } from '../../app/export/places.ts';
import type { ExportChoice, GradeFilter } from '../../app/export/types.ts';
import { ALL_TRAIN, parseShares } from '../../app/export/wish.ts';
import { strategies } from '../../core/compress/registry.ts';
import { findExporter } from '../../core/export/registry.ts';
import type { Exporter } from '../../core/export/types.ts';
import type { Files } from '../files.ts';
import { baseName, type Draft, folderText, frameOf } from './draft.ts';
import { askOptions } from './option-page.ts';
import { askText, pickMany, pickOne, type StepHead, type Turn } from './quick-steps.ts';

/** What the pages need besides the draft. */
export interface PageServices {
  readonly files: Files;
  readonly memory: ExportMemory;
}

/** One question of the wizard. */
export interface Page {
  readonly id: string;
  readonly title: string;
  /** False where the exporter leaves nothing to ask. */
  applies(draft: Draft): boolean;
  /** The present answer in short words. */
  value(draft: Draft): string;
  ask(draft: Draft, head: StepHead, services: PageServices): Promise<Turn<Draft>>;
}

/** All questions in their order. */
export const PAGES: readonly Page[] = [
  {
    id: 'exporter',
    title: 'Exporter',
    applies: () => true,
    value: ({ answers }) => answerTexts(answers).exporter,
    ask: askExporter,
  },
  {
    id: 'source',
    title: 'Reasoning',
    applies: ({ answers }) => !isBeside(answers),
    value: ({ answers }) => answerTexts(answers).source,
    ask: askSource,
  },
  {
    id: 'filters',
    title: 'Which Traces',
    applies: () => true,
    value: ({ answers }) => answerTexts(answers).filters,
    ask: askFilters,
  },
  {
    id: 'split',
    title: 'Split',
    applies: () => true,
    value: ({ answers }) => answerTexts(answers).split,
    ask: askSplit,
  },
  {
    id: 'options',
    title: 'Options',
    applies: ({ answers }) => findExporter(answers.to)?.options.length !== 0,
    value: ({ answers }) => answerTexts(answers).options,
    ask: askOptions,
  },
  {
    id: 'folder',
    title: 'Folder',
    applies: () => true,
    value: ({ folder }) => (folder === null ? 'none yet' : folderText(folder)),
    ask: askFolder,
  },
];

function isBeside({ to }: ExportAnswers): boolean {
  const exporter = findExporter(to);
  return exporter !== undefined && takesVariantsBeside(exporter);
}

type Heading = QuickPickItem & { readonly kind: QuickPickItemKind.Separator };

function heading(label: string): Heading {
  return { label, kind: QuickPickItemKind.Separator };
}

async function askExporter(draft: Draft, head: StepHead, { memory }: PageServices): Promise<Turn<Draft>> {
  type Item = QuickPickItem & { readonly exporter?: Exporter };
  const items = exporterSections(memory.recent).flatMap(({ title, exporters }): Item[] => [
    heading(title),
    ...exporters.map((exporter) => ({
      label: exporter.title,
      description: exporter.summary,
      detail: `${exporter.id} · needs ${exporter.needs}`,
      exporter,
    })),
  ]);
  const active = items.find(({ exporter }) => exporter?.id === draft.answers.to);
  const turn = await pickOne(head, items, active ?? items[1]);
  if (turn.kind !== 'chosen') return turn;
  const { exporter } = turn.value;
  return {
    kind: 'chosen',
    value: exporter ? { ...draft, answers: withExporter(draft.answers, exporter, memory) } : draft,
  };
}

async function askSource(draft: Draft, head: StepHead): Promise<Turn<Draft>> {
  const records = counted(draft.records, 'record');
  const variants = counted(draft.variants, 'accepted variant');
  const item = (source: ExportChoice, label: string, description: string, detail: string) => ({
    label,
    description,
    detail,
    source,
  });
  const none = draft.variants === 0 ? ' None is stored yet: Compress Corpus makes them.' : '';
  const items = [
    item('originals', 'Originals', records, 'The reasoning as the records have it.'),
    item(
      'variants',
      'Accepted variants',
      variants,
      `The compressed reasoning in its place; traces without one are left out.${none}`,
    ),
    item('both', 'Both', `${records}, ${variants}`, 'Each trace, and behind it its accepted variants.'),
    item('labels', 'By your labels', 'traces with labels', 'Each labelled trace without the steps labelled skip.'),
  ];
  const active = items.find(({ source }) => source === draft.answers.source);
  const turn = await pickOne(head, items, active);
  return turn.kind === 'chosen' ? chosen(draft, { source: turn.value.source }) : turn;
}

const MAJORITY = 'those of the majority';

type FilterItem = QuickPickItem & {
  readonly only?: GradeFilter;
  readonly edit?: 'tokens' | 'strategies' | 'dedupe' | 'annotator';
};

async function askFilters(draft: Draft, head: StepHead): Promise<Turn<Draft>> {
  let now = draft;
  for (;;) {
    const items = filterItems(now);
    const active = items.find(({ only }) => only === now.answers.only);
    const turn = await pickOne(head, items, active);
    if (turn.kind !== 'chosen') return turn;
    const { only, edit } = turn.value;
    if (edit === undefined) return chosen(now, { only: only ?? 'all' });
    const edited = await editFilter(now, edit);
    if (edited.kind === 'left') return edited;
    if (edited.kind === 'chosen') now = edited.value;
  }
}

function filterItems({ answers, annotators }: Draft): readonly FilterItem[] {
  const { minTokens, maxTokens, dedupe } = answers;
  const exporter = findExporter(answers.to);
  const withVariants = exporter !== undefined && variantsCount(answers, exporter);
  return [
    { label: 'All traces', only: 'all' },
    { label: 'Only graded ones', only: 'graded', detail: 'Somebody or something knows whether the answer is right.' },
    {
      label: 'Only right ones',
      only: 'correct',
      detail: 'The answer equals the reference, or the record, a person or the vote of the samples says so.',
    },
    heading('Change'),
    { label: 'Tokens of the reasoning...', description: tokensText(minTokens, maxTokens), edit: 'tokens' },
    ...(withVariants
      ? [
          {
            label: 'Strategies of variants...',
            description: answers.strategies.join(', ') || 'all',
            edit: 'strategies' as const,
          },
        ]
      : []),
    ...(exporter?.unit === 'group' ? [] : [repeated(dedupe)]),
    ...(annotators.length > 1 || answers.annotator !== null ? [whoseLabels(answers.annotator)] : []),
  ];
}

function repeated(dedupe: boolean): FilterItem {
  const detail = 'The same question with the same reasoning, white space aside.';
  return { label: 'Repeated traces', description: dedupe ? 'left out' : 'kept', detail, edit: 'dedupe' };
}

function whoseLabels(annotator: string | null): FilterItem {
  const detail = 'Where the export takes labels that people gave to steps.';
  return { label: 'Whose labels...', description: annotator ?? MAJORITY, detail, edit: 'annotator' };
}

async function editAnnotator(draft: Draft): Promise<Turn<Draft>> {
  const { annotators, answers } = draft;
  const everybody = { label: capital(MAJORITY), annotator: null };
  const items = [everybody, ...annotators.map((annotator) => ({ label: annotator, annotator }))];
  const active = items.find(({ annotator }) => annotator === answers.annotator);
  const turn = await pickOne({ title: 'Export: Whose Labels', canGoBack: true }, items, active);
  return turn.kind === 'chosen' ? chosen(draft, { annotator: turn.value.annotator }) : turn;
}

async function editFilter(draft: Draft, edit: NonNullable<FilterItem['edit']>): Promise<Turn<Draft>> {
  const { answers } = draft;
  if (edit === 'annotator') return editAnnotator(draft);
  if (edit === 'dedupe') return chosen(draft, { dedupe: !answers.dedupe });
  const head = { title: 'Export: Tokens of the Reasoning', canGoBack: true };
  if (edit === 'tokens') {
    const value =
      answers.minTokens === null && answers.maxTokens === null
        ? ''
        : `${answers.minTokens ?? ''}-${answers.maxTokens ?? ''}`;
    const prompt = 'Least and most tokens, e.g. 200-8000, 200- or -8000. Empty: any length.';
    const turn = await askText({ ...head, prompt, value }, (text) =>
      parseTokens(text) ? null : 'Two whole numbers with "-" between, the smaller first; one may be left out.',
    );
    return turn.kind === 'chosen' ? chosen(draft, parseTokens(turn.value) ?? {}) : turn;
  }
  const items = strategies.map(({ id, title }) => ({ label: title, description: id, id }));
  const own = items.filter(({ id }) => answers.strategies.includes(id));
  const turn = await pickMany(
    { ...head, title: 'Export: Strategies of Variants', placeholder: 'None chosen: all' },
    items,
    own,
  );
  return turn.kind === 'chosen' ? chosen(draft, { strategies: turn.value.map(({ id }) => id) }) : turn;
}

const SHARES = ['train=100', 'train=90,valid=10', 'train=80,valid=10,test=10'];

async function askSplit(draft: Draft, head: StepHead): Promise<Turn<Draft>> {
  type Item = QuickPickItem & { readonly split?: string; readonly edit?: 'split' | 'seed' };
  let now = draft;
  for (;;) {
    const { split, seed } = now.answers;
    const shares = SHARES.includes(split) ? SHARES : [...SHARES, split];
    const items: Item[] = [
      ...shares.map((each) => ({ label: capital(splitText(each)), split: each })),
      { label: 'Other shares...', edit: 'split' },
      heading('Change'),
      {
        label: 'Seed...',
        description: String(seed),
        detail: 'Decides everything that is drawn by chance.',
        edit: 'seed',
      },
    ];
    const active = items.find((item) => item.split === split);
    const turn = await pickOne(
      { ...head, placeholder: 'A problem goes to one split whole, with all its samples' },
      items,
      active,
    );
    if (turn.kind !== 'chosen') return turn;
    if (turn.value.split !== undefined) return chosen(now, { split: turn.value.split });
    const edited = turn.value.edit === 'split' ? await editShares(now) : await editSeed(now);
    if (edited.kind === 'left') return edited;
    if (edited.kind === 'chosen') now = edited.value;
    if (edited.kind === 'chosen' && turn.value.edit === 'split') return edited;
  }
}

async function editShares(draft: Draft): Promise<Turn<Draft>> {
  const head = { title: 'Export: Shares', canGoBack: true, value: draft.answers.split };
  const prompt = 'Shares of train, valid and test, in any unit, e.g. train=95,test=5';
  const turn = await askText({ ...head, prompt }, (text) =>
    parseShares(text) ? null : 'Shares such as train=95,test=5.',
  );
  return turn.kind === 'chosen' ? chosen(draft, { split: turn.value }) : turn;
}

async function editSeed(draft: Draft): Promise<Turn<Draft>> {
  const head = { title: 'Export: Seed', canGoBack: true, value: String(draft.answers.seed) };
  const turn = await askText({ ...head, prompt: 'A whole number' }, (text) =>
    /^-?\d{1,15}$/.test(text.trim()) ? null : 'A whole number.',
  );
  return turn.kind === 'chosen' ? chosen(draft, { seed: Number(turn.value) }) : turn;
}

async function askFolder(draft: Draft, head: StepHead, services: PageServices): Promise<Turn<Draft>> {
  type Item = QuickPickItem & { readonly folder?: Uri };
  const items: Item[] = [];
  for (const folder of suggestedFolders(draft)) {
    const taken = await takenIn(services.files, folder, draft);
    const description = taken.length === 0 ? '' : `holds ${taken.join(', ')}`;
    items.push({ label: folderText(folder), description, folder });
  }
  items.push({ label: '$(folder-opened) Choose a Folder...' });
  const free = items.find(({ description }) => description === '');
  const turn = await pickOne({ ...head, placeholder: 'Where the files go' }, items, free);
  if (turn.kind !== 'chosen') return turn;
  const folder = turn.value.folder ?? (await chooseFolder(draft));
  return folder ? { kind: 'chosen', value: { ...draft, folder } } : askFolder(draft, head, services);
}

/** Paths of the export that are in the folder already. */
export async function takenIn(
  files: Files,
  folder: Uri,
  { answers }: Draft,
  extras: readonly string[] = [],
): Promise<readonly string[]> {
  const exporter = findExporter(answers.to);
  if (!exporter) return [];
  return takenPaths(files.outputFolder(folder), { exporter, splits: parseShares(answers.split) ?? ALL_TRAIN }, extras);
}

/** One of its own beside the corpus, and that of the last export. */
function suggestedFolders({ corpora, answers, folder }: Draft): readonly Uri[] {
  const [first] = corpora;
  const beside = first ? [Uri.joinPath(first, '..', 'export', `${frameOf(corpora).name}-${answers.to}`)] : [];
  const all = [...beside, ...(folder === null ? [] : [folder])];
  return all.filter((each, index) => all.findIndex((other) => other.toString() === each.toString()) === index);
}

async function chooseFolder({ corpora, folder }: Draft): Promise<Uri | undefined> {
  const [first] = corpora;
  const start = folder ?? (first && Uri.joinPath(first, '..'));
  const picked = await window.showOpenDialog({
    title: 'Export: Folder',
    openLabel: 'Export Here',
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start ? { defaultUri: start } : {}),
  });
  return picked?.[0];
}

function chosen(draft: Draft, answers: Partial<ExportAnswers>): Turn<Draft> {
  return { kind: 'chosen', value: { ...draft, answers: { ...draft.answers, ...answers } } };
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Names of the corpora for a title. */
export function corporaText(corpora: readonly Uri[]): string {
  const [first] = corpora;
  if (!first) return '';
  return corpora.length === 1 ? baseName(first) : `${baseName(first)} and ${corpora.length - 1} more`;
}
