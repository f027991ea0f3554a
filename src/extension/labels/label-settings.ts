import { ConfigurationTarget, Uri, window, workspace } from 'vscode';
import type { JsonValue } from '../../base/json.ts';
import { BUILT_IN_LABELS, LABELS_FILE, type LabelSet, readLabelSet } from '../../core/annotations/label-set.ts';

const SECTION = 'cotLens.annotation';

/** When a label or a rating takes the person to the next step. */
export type AdvanceOn = 'either' | 'label' | 'rating' | 'both' | 'never';

export interface LabelSettings {
  /** Empty when none is set. */
  readonly annotator: string;
  readonly hideOthers: boolean;
  readonly advance: AdvanceOn;
  readonly recordTime: boolean;
  readonly suggestions: boolean;
}

/** The settings of labelling for a corpus. */
export function labelSettings(corpus?: Uri): LabelSettings {
  const settings = workspace.getConfiguration(SECTION, corpus);
  return {
    annotator: settings.get('annotator', '').trim(),
    hideOthers: settings.get('hideOthers', false),
    advance: settings.get<AdvanceOn>('advance', 'either'),
    recordTime: settings.get('recordTime', false),
    suggestions: settings.get('suggestions', true),
  };
}

/** The name under which labels are stored; asked for once and kept in the user's settings. Undefined when it was not given. */
export async function annotatorName(): Promise<string | undefined> {
  const known = labelSettings().annotator;
  if (known !== '') return known;
  const given = await window.showInputBox({
    title: 'Your Name as Annotator',
    prompt: 'Stands beside each label in the annotations file, so that several people can label one corpus.',
    value: typeof process === 'undefined' ? '' : (process.env.USER ?? process.env.USERNAME ?? ''),
    validateInput: (text) => (text.trim() === '' ? 'A name' : undefined),
  });
  if (given === undefined) return undefined;
  await workspace.getConfiguration(SECTION).update('annotator', given.trim(), ConfigurationTarget.Global);
  return given.trim();
}

/** The labels for a corpus: the built-in ones and those of the workspace folder's settings file. */
export async function labelSetOf(corpus: Uri): Promise<LabelSet> {
  const folder = workspace.getWorkspaceFolder(corpus);
  if (!folder) return { labels: BUILT_IN_LABELS, problems: [] };
  let text: string;
  try {
    text = new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder.uri, LABELS_FILE)));
  } catch {
    return { labels: BUILT_IN_LABELS, problems: [] };
  }
  try {
    return readLabelSet(JSON.parse(text) as JsonValue);
  } catch {
    return { labels: BUILT_IN_LABELS, problems: ['It is not JSON, so only the built-in labels are there.'] };
  }
}
