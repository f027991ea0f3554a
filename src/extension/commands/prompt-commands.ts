import { Uri, window, workspace } from 'vscode';
import { defaultPromptFile, promptUses } from '../../app/prompt-files.ts';
import { parsePromptFile } from '../../core/compress/prompts/prompt-file.ts';
import type { NamedFile, PromptFolder } from '../endpoint/own-prompts.ts';
import type { Notifier } from '../notify.ts';

/** What the command needs. */
export interface PromptServices {
  readonly prompts: PromptFolder;
  readonly notify: Notifier;
}

/** Lets a person choose a prompt (or takes the one given) and opens it as a file of their own, which counts from then on. */
export async function customizePrompt({ prompts, notify }: PromptServices, given?: string): Promise<void> {
  const folder = prompts.folder();
  if (folder === null) {
    await notify.info(
      'In Restricted Mode a prompts folder inside the workspace does not count; the built-in prompts are used. Trust the workspace, or name another folder in the setting cotLens.promptsFolder.',
    );
    return;
  }
  const files = await prompts.files();
  const own = ownFiles(files);
  const id = typeof given === 'string' ? given : await pick(own);
  if (id === undefined) return;
  const there = own.get(id);
  if (there) {
    await window.showTextDocument(there);
    return;
  }
  const text = defaultPromptFile(id);
  if (text === undefined) {
    await notify.error(`There is no prompt "${id}".`);
    return;
  }
  const uri = freeName(folder, id, files);
  await workspace.fs.createDirectory(folder);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await window.showTextDocument(uri);
  window.setStatusBarMessage('CoT Lens: this prompt counts once it is saved; delete the file to go back', 8000);
}

/** The prompts that have a file, by id; a file counts by its heading, also when the rest has a fault. */
function ownFiles(files: readonly NamedFile[]): ReadonlyMap<string, Uri> {
  const templates = promptUses().map(({ template }) => template);
  const own = new Map<string, Uri>();
  for (const { text, uri, name } of files) {
    const id = parsePromptFile(text, templates).value?.id ?? name.replace(/\.md$/i, '');
    if (!own.has(id)) own.set(id, uri);
  }
  return own;
}

async function pick(own: ReadonlyMap<string, Uri>): Promise<string | undefined> {
  const items = promptUses().map(({ template, usedBy }) => ({
    label: template.id,
    description: own.has(template.id) ? 'your own' : '',
    detail: usedBy.map(({ title }) => title).join(', '),
  }));
  const options = { title: 'Customize Prompt', matchOnDetail: true, placeHolder: 'Which prompt?' };
  return (await window.showQuickPick(items, options))?.label;
}

/** A name that no file has yet: a file that is no readable prompt must not be written over. */
function freeName(folder: Uri, id: string, files: readonly NamedFile[]): Uri {
  const taken = new Set(files.map(({ name }) => name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${id}.md` : `${id}-${number}.md`;
    if (!taken.has(name)) return Uri.joinPath(folder, name);
  }
}
