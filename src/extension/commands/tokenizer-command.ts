import { ConfigurationTarget, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { openTokenizer, TOKENIZERS } from '../../core/tokens/registry.ts';
import type { TokenizerData } from '../../core/tokens/types.ts';
import type { Notifier } from '../notify.ts';
import { tokenizerFileOf } from '../tokenizer-setting.ts';

interface Item extends QuickPickItem {
  /** Id of a tokenizer on offer; null for the entry that asks for a file. */
  readonly id: string | null;
}

/** Lets the user choose the tokenizer of all counts: one on offer, or the `tokenizer.json` of a model. */
export async function chooseTokenizer(tokenizers: TokenizerData, notify: Notifier): Promise<void> {
  const file = tokenizerFileOf(undefined);
  const now = file === '' ? workspace.getConfiguration('cotLens').get('tokenizer', 'o200k_base') : null;
  const items: Item[] = TOKENIZERS.map((each) => ({
    label: `${each.id === now ? '$(check) ' : ''}${each.title}`,
    description: each.exact ? each.id : `${each.id} · an estimate`,
    detail: each.summary,
    id: each.id,
  }));
  items.push({
    label: `${now === null ? '$(check) ' : ''}$(file) tokenizer.json of a model...`,
    description: file,
    detail: 'Exact. Qwen, DeepSeek, Llama and others, from a file that you have.',
    id: null,
  });
  const picked = await window.showQuickPick(items, { title: 'Tokenizer', matchOnDetail: true });
  if (!picked) return;
  if (picked.id !== null) {
    await store('tokenizerFile', undefined);
    await store('tokenizer', picked.id);
    return;
  }
  const chosen = await askForFile();
  if (!chosen) return;
  try {
    await openTokenizer(chosen.fsPath, tokenizers);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await notify.error(`${chosen.fsPath} cannot count tokens: ${reason}. The tokenizer stays as it was.`);
    return;
  }
  await store('tokenizerFile', chosen.fsPath);
}

async function askForFile(): Promise<Uri | undefined> {
  const filters = { 'tokenizer.json': ['json'] };
  const found = await window.showOpenDialog({
    title: 'tokenizer.json of a Model',
    openLabel: 'Count With It',
    filters,
  });
  return found?.[0];
}

/** Writes a setting where it counts now; undefined takes it back there. */
async function store(key: 'tokenizer' | 'tokenizerFile', value: string | undefined): Promise<void> {
  const settings = workspace.getConfiguration('cotLens');
  const inWorkspace = settings.inspect(key)?.workspaceValue !== undefined;
  if (value === undefined && settings.get(key) === '') return;
  await settings.update(key, value, inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}
