import { type Uri, workspace } from 'vscode';
import { passes } from '../core/analysis/registry.ts';
import { readers } from '../core/readers/registry.ts';
import { segmenters } from '../core/segment/registry.ts';
import { countersOnce, TOKENIZERS } from '../core/tokens/registry.ts';
import type { TokenCounter, TokenizerData } from '../core/tokens/types.ts';
import { parseSettings, SETTING_DEFAULTS, type Settings } from '../protocol/settings.ts';
import { tokenizerFileOf } from './tokenizer-setting.ts';
import { weightsNow } from './weights-setting.ts';

/** How the settings of a corpus have traces cut, judged and counted. */
export function settingsOf(corpus: Uri | undefined): Settings {
  const section = workspace.getConfiguration('cotLens', corpus ?? null);
  const raw = {
    ...Object.fromEntries(Object.keys(SETTING_DEFAULTS).map((key) => [key, section.get(key)])),
    tokenizerFile: tokenizerFileOf(corpus),
    weights: weightsNow(),
  };
  const ids = (units: readonly { readonly id: string }[]) => units.map(({ id }) => id);
  const known = {
    tokenizers: ids(TOKENIZERS),
    segmenters: ids(segmenters),
    passes: ids(passes),
    readers: ids(readers),
  };
  return parseSettings(raw, known).settings;
}

/** Counters of this process, by where their data comes from: views ask for the same one again and again. */
const opened = new WeakMap<TokenizerData, ReturnType<typeof countersOnce>>();

function counterOf(choice: string, data: TokenizerData): Promise<TokenCounter> {
  const counters = opened.get(data) ?? countersOnce(data);
  opened.set(data, counters);
  return counters(choice);
}

/** The counter that the settings name. Rejects when its data cannot be had: an export does not guess. */
export async function counterFor(corpora: readonly Uri[], data: TokenizerData): Promise<TokenCounter> {
  const { tokenizer } = settingsOf(corpora[0]);
  try {
    return await counterOf(tokenizer, data);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The tokenizer ${tokenizer} cannot be loaded: ${reason}. "Choose Tokenizer" takes another.`);
  }
}
