import { FileType, Uri, window, workspace } from 'vscode';
import { isPromptFile, type OwnPrompts, promptsOf, readPromptFiles } from '../../app/prompt-files.ts';
import type { CompressionStrategy, CompressOptions } from '../../core/compress/types.ts';
import type { Notifier } from '../notify.ts';
import { isRestricted, uriOfSetting } from '../setting-path.ts';

/** A larger file is no prompt. */
const MOST_BYTES = 200_000;

/** A file of the prompts folder. */
export interface NamedFile {
  readonly name: string;
  readonly uri: Uri;
  readonly text: string;
}

/** The folder with a person's own prompts, and how strategies get them. */
export class PromptFolder {
  readonly #own: Uri;
  readonly #notify: Notifier;

  /** `own` is the folder that counts when the setting names none. */
  constructor(own: Uri, notify: Notifier) {
    this.#own = own;
    this.#notify = notify;
  }

  /**
   * The folder that the setting names, else the extension's own. In Restricted Mode a folder inside the workspace does not
   * count, whoever named it; null then.
   */
  folder(): Uri | null {
    const path = workspace.getConfiguration('cotLens').get('promptsFolder', '').trim();
    if (path === '') return this.#own;
    const uri = uriOfSetting(path);
    if (!uri) return this.#own;
    return isRestricted(uri) ? null : uri;
  }

  /** The prompt files there; none when the folder is not there. Rejects when it cannot be read. */
  async files(): Promise<readonly NamedFile[]> {
    const folder = this.folder();
    if (folder === null) return [];
    const entries = await workspace.fs.readDirectory(folder).then(undefined, async (error: unknown) => {
      if (await exists(folder)) throw error;
      return [];
    });
    const names = entries.filter(([name, type]) => (type & FileType.File) !== 0 && isPromptFile(name));
    return Promise.all(names.map(([name]) => this.#read(name, Uri.joinPath(folder, name))));
  }

  async #read(name: string, uri: Uri): Promise<NamedFile> {
    const { size } = await workspace.fs.stat(uri);
    const bytes = size > MOST_BYTES ? new Uint8Array() : await workspace.fs.readFile(uri);
    return { name, uri, text: new TextDecoder().decode(bytes) };
  }

  /**
   * The options with the person's own prompts for that strategy. Where a file has a fault the person decides, because a
   * model's replies to the wrong prompt may cost money; undefined when they rather stop.
   */
  async into(strategy: CompressionStrategy, options: CompressOptions): Promise<CompressOptions | undefined> {
    if (strategy.needs === 'none') return options;
    const files = await this.files();
    const own = readPromptFiles(files);
    if (own.problems.length > 0 && !(await this.#goesOn(own, files))) return undefined;
    const prompts = promptsOf(strategy, own);
    return Object.keys(prompts).length === 0 ? options : { ...options, prompts };
  }

  async #goesOn({ problems }: OwnPrompts, files: readonly NamedFile[]): Promise<boolean> {
    const [first = ''] = problems;
    const more = problems.length > 1 ? ` ${problems.length - 1} more such problems.` : '';
    const message = `A prompt file of yours cannot be used as it is. ${first}${more} Nothing was sent yet.`;
    const answer = await this.#notify.warn(message, 'Open File', 'Go On Without');
    if (answer === 'Open File') {
      const file = files.find(({ name }) => first.startsWith(`${name}:`));
      if (file) await window.showTextDocument(file.uri);
    }
    return answer === 'Go On Without';
  }
}

async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
