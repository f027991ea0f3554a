import { type Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import { type AnnotationLog, annotationsPath, openAnnotations } from '../../app/annotation-store.ts';
import type { Files } from '../files.ts';

/** The annotations files that were opened, kept up with what other windows and people add. */
export class AnnotationLogs implements Disposable {
  readonly #files: Files;
  readonly #open = new Map<string, Promise<AnnotationLog>>();
  readonly #watchers: Disposable[] = [];
  readonly #changed = new EventEmitter<Uri>();
  /** What people say of a corpus changed. */
  readonly onDidChange = this.#changed.event;

  constructor(files: Files) {
    this.#files = files;
  }

  dispose(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#changed.dispose();
  }

  /** What people say of a corpus; rejects when the file cannot be read. */
  async of(corpus: Uri): Promise<AnnotationLog> {
    const key = corpus.toString();
    const known = this.#open.get(key) ?? this.#read(corpus);
    this.#open.set(key, known);
    try {
      return await known;
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
  }

  /** Tells that this window changed something. */
  changed(corpus: Uri): void {
    this.#changed.fire(corpus);
  }

  async #read(corpus: Uri): Promise<AnnotationLog> {
    const uri = corpus.with({ path: annotationsPath(corpus.path) });
    const log = await openAnnotations(this.#files.appendFile(uri));
    const name = uri.path.split('/').at(-1) ?? '';
    const pattern = new RelativePattern(Uri.joinPath(uri, '..'), name.replaceAll(/[[\]{}*?]/g, '[$&]'));
    const watcher = workspace.createFileSystemWatcher(pattern);
    const refresh = () =>
      void log.refresh().then(
        () => this.#changed.fire(corpus),
        () => undefined,
      );
    watcher.onDidChange(refresh);
    watcher.onDidCreate(refresh);
    // A file that was deleted or replaced as a whole is read anew.
    watcher.onDidDelete(() => {
      this.#open.delete(corpus.toString());
      watcher.dispose();
      this.#changed.fire(corpus);
    });
    this.#watchers.push(watcher);
    return log;
  }
}
