import { type Disposable, RelativePattern, Uri, workspace } from 'vscode';
import type { JsonValue } from '../base/json.ts';
import { readWeights } from '../core/analysis/fit/weights-file.ts';
import type { Notifier } from './notify.ts';
import { isRestricted, uriOfSetting } from './setting-path.ts';

const KEY = 'cotLens.weightsFile';

/** The content of the weights file that the setting names, as it was read last; undefined when it names none or a bad one. */
let content: JsonValue | undefined;
let reading: Promise<unknown> = Promise.resolve();

/** The content of the weights file that is in force; undefined for the built-in weights. Known once `weightsRead` resolves. */
export function weightsNow(): JsonValue | undefined {
  return content;
}

/** Resolves as soon as the file that the setting names was read; never rejects. */
export function weightsRead(): Promise<unknown> {
  return reading;
}

/** The file that the setting names; undefined when it names none. In Restricted Mode one inside the workspace does not count. */
function weightsUri(): Uri | undefined {
  const path = workspace.getConfiguration().get(KEY, '').trim();
  const uri = path === '' ? undefined : uriOfSetting(path);
  return uri && !isRestricted(uri) ? uri : undefined;
}

/** Reads the weights now and whenever the setting, the file or the trust changes; tells a change, and once what is wrong with the file. */
export function watchWeights(notify: Notifier, onChange: () => void): Disposable {
  let watcher: Disposable | undefined;
  let told = '';
  const read = async (): Promise<void> => {
    const before = JSON.stringify(content);
    const uri = weightsUri();
    const found = uri && (await readContent(uri));
    content = typeof found === 'string' ? undefined : found?.value;
    const wrong = typeof found === 'string' ? found : '';
    // A file that is written in pieces changes several times at once: what is wrong with it is said once.
    if (wrong !== '' && wrong !== told) void notify.warn(wrong);
    told = wrong;
    if (JSON.stringify(content) !== before) onChange();
  };
  const begin = (): void => {
    watcher?.dispose();
    const uri = weightsUri();
    if (uri) {
      const files = workspace.createFileSystemWatcher(
        new RelativePattern(Uri.joinPath(uri, '..'), uri.path.split('/').at(-1) ?? ''),
      );
      for (const event of [files.onDidChange, files.onDidCreate, files.onDidDelete]) event(again);
      watcher = files;
    }
    again();
  };
  const again = (): void => {
    reading = reading.then(read);
  };
  begin();
  const subscriptions = [
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(KEY)) begin();
    }),
    workspace.onDidGrantWorkspaceTrust(begin),
  ];
  return {
    dispose: () => {
      watcher?.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** The value of the file; a sentence for people where it cannot be used. */
async function readContent(uri: Uri): Promise<{ readonly value: JsonValue } | string> {
  try {
    const value = JSON.parse(new TextDecoder().decode(await workspace.fs.readFile(uri))) as JsonValue;
    const heads = readWeights(value);
    if (typeof heads !== 'string') return { value };
    throw new Error(heads);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The weights in ${uri.fsPath} cannot be used: ${reason} The built-in weights count.`;
  }
}
