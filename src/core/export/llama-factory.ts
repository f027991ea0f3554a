import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';
import { messagesOf } from './chat-checks.ts';
import type { FieldCheck } from './checks.ts';
import type { ChatMessage } from './messages.ts';
import type { ExportJob, ExtraFile, WrittenFile } from './types.ts';

/** Entry of `dataset_info.json` for rows with instruction, input and output alone; more fields of a row are not read. */
export const ALPACA_ENTRY: JsonObject = {
  formatting: 'alpaca',
  columns: { prompt: 'instruction', query: 'input', response: 'output' },
};

/** A turn in LLaMA-Factory's ShareGPT layout. */
export type ShareGptTurn = { readonly from: 'human' | 'gpt'; readonly value: string };

/** Why a chat has no place in LLaMA-Factory: its loader drops such rows. */
export const NO_TURNS = 'The turns of the chat do not alternate, as LLaMA-Factory wants them.';

/** System prompt (empty for none) and turns; null when user and assistant do not take turns, the user first. */
export function shareGptOf(
  messages: readonly ChatMessage[],
): { readonly system: string; readonly turns: readonly ShareGptTurn[] } | null {
  const system = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n\n');
  const turns = messages.flatMap(({ role, content }): readonly ShareGptTurn[] =>
    role === 'system' ? [] : [{ from: role === 'user' ? 'human' : 'gpt', value: content }],
  );
  return alternate(turns) ? { system, turns } : null;
}

function alternate(turns: readonly JsonValue[]): boolean {
  return turns.every((turn, index) => isJsonObject(turn) && turn.from === (index % 2 === 0 ? 'human' : 'gpt'));
}

/** Turns as LLaMA-Factory's converter reads them: human and gpt in turn, the last one by whom it has to be. */
export function turnsEndingWith(last: 'human' | 'gpt'): FieldCheck {
  const list = messagesOf({ roles: ['human', 'gpt'], last, keys: { role: 'from', content: 'value' } });
  return (value, key) => {
    const wrong = list(value, key);
    if (wrong !== null) return wrong;
    return alternate(value as readonly JsonValue[]) ? null : `the turns of "${key}" do not alternate, human first`;
  };
}

/**
 * `dataset_info.json` with an entry a file, named after data set and split. The loader sets every column that an entry with
 * `columns` does not name to none, so `entry` has to name them all.
 */
export function datasetInfo(job: ExportJob, written: readonly WrittenFile[], entry: JsonObject): readonly ExtraFile[] {
  const entries = written.map(({ split, path }) => [`${job.name}_${split}`, { file_name: path, ...entry }]);
  return [{ path: 'dataset_info.json', text: `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n` }];
}
