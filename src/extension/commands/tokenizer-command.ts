import { ConfigurationTarget, window, workspace } from 'vscode';
import { TOKENIZERS } from '../../core/tokens/registry.ts';

/** Lets the user choose the tokenizer of all counts. */
export async function chooseTokenizer(): Promise<void> {
  const settings = workspace.getConfiguration('cotLens');
  const now = settings.get('tokenizer', 'o200k_base');
  const items = TOKENIZERS.map((each) => ({
    label: `${each.id === now ? '$(check) ' : ''}${each.title}`,
    description: each.exact ? each.id : `${each.id} · an estimate`,
    detail: each.summary,
    id: each.id,
  }));
  const picked = await window.showQuickPick(items, { title: 'Tokenizer', matchOnDetail: true });
  if (!picked) return;
  const inWorkspace = settings.inspect('tokenizer')?.workspaceValue !== undefined;
  await settings.update(
    'tokenizer',
    picked.id,
    inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global,
  );
}
