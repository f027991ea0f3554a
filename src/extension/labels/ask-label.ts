import { type QuickPickItem, type Uri, window } from 'vscode';
import { NO_LABEL } from '../../core/annotations/step-state.ts';
import type { StepRating } from '../../core/model/annotation.ts';
import type { Notifier } from '../notify.ts';
import { labelSetOf } from './label-settings.ts';
import type { LabelEdit } from './session.ts';

/** Gives a step a label; the same label again takes it away. */
export function toLabel(label: string): LabelEdit {
  return (before) => ({ ...before, label: before.label === label ? null : label });
}

/** Rates a step; the same rating again takes it away. */
export function toRating(rating: StepRating): LabelEdit {
  return (before) => ({ ...before, rating: before.rating === rating ? null : rating });
}

interface LabelItem extends QuickPickItem {
  readonly edit: LabelEdit | 'note';
}

/** Asks for a label, a rating or a note; undefined when the person left. */
export async function askLabel(corpus: Uri, title: string, notify: Notifier): Promise<LabelEdit | undefined> {
  const { labels, problems } = await labelSetOf(corpus);
  if (problems.length > 0) void notify.warn(`.cot-lens/labels.json: ${problems.join(' ')}`);
  const items: LabelItem[] = labels.map(({ id, title: label, description }, index) => ({
    label,
    description: [index < 9 ? `key ${index + 1}` : '', description].filter((part) => part !== '').join(' · '),
    edit: toLabel(id),
  }));
  items.push(
    { label: '+1', description: 'right and gets on', edit: toRating(1) },
    { label: '0', description: 'not wrong, but of no use', edit: toRating(0) },
    { label: '−1', description: 'wrong', edit: toRating(-1) },
    { label: '$(flag) Second Look', edit: (before) => ({ ...before, flagged: !before.flagged }) },
    { label: '$(note) Note...', edit: 'note' },
    { label: '$(discard) Clear', edit: () => NO_LABEL },
  );
  const chosen = await window.showQuickPick(items, { title, matchOnDescription: true });
  if (chosen?.edit !== 'note') return chosen?.edit;
  return askNote(title, '');
}

/** Asks for a note; an empty one takes it away. */
export async function askNote(title: string, value: string): Promise<LabelEdit | undefined> {
  const note = await window.showInputBox({ title, prompt: 'Note', value });
  return note === undefined ? undefined : (before) => ({ ...before, note: note.trim() });
}

/** The id of the label that a digit stands for; undefined when the set has fewer. */
export async function labelOfDigit(corpus: Uri, digit: number): Promise<string | undefined> {
  return (await labelSetOf(corpus)).labels[digit - 1]?.id;
}
