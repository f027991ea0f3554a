import { type QuickPickItem, QuickPickItemKind, type Uri, window } from 'vscode';
import type { JsonPath, JsonValue } from '../../base/json.ts';
import { isJsonObject } from '../../base/json.ts';
import { readers } from '../../core/readers/registry.ts';
import type { ReaderChoice } from '../../core/readers/types.ts';
import type { Corpora } from '../corpora.ts';
import type { Notifier } from '../notify.ts';
import { saveReaderFor } from '../reader-setting.ts';

type ReaderItem = QuickPickItem & { readonly choice?: 'automatic' | 'mapping' | { readonly id: string } };

/** Shows which reader was chosen and why, and lets the user take another one, the automatic choice, or a mapping. */
export async function chooseReader(corpora: Corpora, notify: Notifier, corpus: Uri): Promise<void> {
  const { choice } = (await corpora.get(corpus)).corpus;
  const file = corpus.path.split('/').at(-1) ?? '';
  const picked = await window.showQuickPick(readerItems(choice), {
    title: `Reader of ${file}`,
    placeHolder: choice
      ? `Now: ${choice.reader.title}${choice.chosenByHand ? ' (chosen by hand)' : ''}`
      : 'No reader fits this file',
    matchOnDetail: true,
  });
  if (!picked?.choice) return;
  if (picked.choice === 'mapping') await mapFields(corpora, notify, corpus);
  else await saveReaderFor(corpus, picked.choice === 'automatic' ? undefined : picked.choice.id);
}

function readerItems(choice: ReaderChoice | null): ReaderItem[] {
  const found = choice
    ? [{ id: choice.reader.id, confidence: choice.confidence, reasons: choice.reasons }, ...choice.runnersUp]
    : [];
  const fitting = found.map(({ id, confidence, reasons }): ReaderItem => {
    const reader = readers.find((each) => each.id === id);
    return {
      label: `${id === choice?.reader.id ? '$(check) ' : ''}${reader?.title ?? id}`,
      description: `fits ${Math.round(confidence * 100)} %`,
      detail: reasons.join('; '),
      choice: { id },
    };
  });
  const others = readers
    .filter((reader) => !found.some((each) => each.id === reader.id))
    .map((reader): ReaderItem => ({ label: reader.title, detail: reader.summary, choice: { id: reader.id } }));
  return [
    { label: '$(sparkle) Automatic', detail: 'By evidence, from a sample of the records', choice: 'automatic' },
    {
      label: '$(edit) Map fields by hand...',
      detail: 'Name the fields that hold question, reasoning and answer',
      choice: 'mapping',
    },
    { label: 'Readers that fit', kind: QuickPickItemKind.Separator },
    ...fitting,
    { label: 'Others', kind: QuickPickItemKind.Separator },
    ...others,
  ];
}

interface Field {
  readonly path: JsonPath;
  readonly pointer: string;
  readonly preview: string;
}

const ROLES = [
  { key: 'reasoning', title: 'Which field holds the reasoning?', needed: true },
  { key: 'question', title: 'Which field holds the question?', needed: false },
  { key: 'answer', title: "Which field holds the trace's own answer?", needed: false },
  { key: 'referenceAnswer', title: 'Which field holds the reference answer?', needed: false },
] as const;

/** Asks for the fields of a schema that no reader knows, on the first record that is JSON, and stores the mapping. */
export async function mapFields(corpora: Corpora, notify: Notifier, corpus: Uri): Promise<void> {
  const fields = await sampleFields(corpora, corpus);
  if (fields.length === 0) {
    await notify.warn('No record of this file holds text, so there is nothing to map.');
    return;
  }
  const mapping: Record<string, string> = {};
  for (const role of ROLES) {
    const items = fields.map((field) => ({ label: field.pointer, detail: field.preview, pointer: field.pointer }));
    const none = { label: '$(circle-slash) None', detail: 'The records have no such field', pointer: '' };
    const picked = await window.showQuickPick(role.needed ? items : [none, ...items], {
      title: role.title,
      matchOnDetail: true,
      ignoreFocusOut: true,
    });
    if (!picked) return;
    if (picked.pointer) mapping[role.key] = picked.pointer;
  }
  await saveReaderFor(corpus, mapping);
  await notify.info('The mapping is stored in cotLens.fileReaders and counts for this file.');
}

async function sampleFields(corpora: Corpora, corpus: Uri): Promise<readonly Field[]> {
  const loaded = await corpora.get(corpus);
  for (let position = 0; position < Math.min(loaded.count, 50); position += 1) {
    const { record } = await loaded.read(position);
    if (record.value === undefined) continue;
    const fields = textFields(record.value, []);
    if (fields.length > 0) return fields;
  }
  return [];
}

const MOST_FIELDS = 300;
const PREVIEW_LENGTH = 100;

/** Every string, and every list of strings, in a record, longest first. */
function textFields(value: JsonValue, path: JsonPath): readonly Field[] {
  const found: (Field & { readonly length: number })[] = [];
  const visit = (node: JsonValue | undefined, at: JsonPath): void => {
    if (found.length >= MOST_FIELDS || node === undefined) return;
    if (typeof node === 'string') add(node, at);
    else if (Array.isArray(node)) {
      const list = node as readonly JsonValue[];
      if (list.length > 0 && list.every((item) => typeof item === 'string'))
        add(list.join('\n'), at, `list of ${list.length}: `);
      else for (const [index, item] of list.entries()) visit(item, [...at, index]);
    } else if (isJsonObject(node)) for (const [key, item] of Object.entries(node)) visit(item, [...at, key]);
  };
  const add = (text: string, at: JsonPath, prefix = ''): void => {
    const preview = `${prefix}${text.slice(0, PREVIEW_LENGTH).replaceAll(/\s+/g, ' ')}`;
    found.push({ path: at, pointer: pointerOf(at), preview, length: text.length });
  };
  visit(value, path);
  return found.sort((a, b) => b.length - a.length);
}

function pointerOf(path: JsonPath): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
