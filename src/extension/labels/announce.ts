import { ProgressLocation, window, workspace } from 'vscode';
import { isEmptyLabel, labelText } from '../../core/annotations/step-state.ts';
import type { LabelChange } from './history.ts';

/** How long the notification stands, in ms: it is there to be read out. */
const STANDS_MS = 1500;

/**
 * Has a screen reader say what became of labels: what is drawn beside a step has no voice of its own. Extensions can speak only
 * through a notification, so one is shown for a moment.
 */
export function announce(changes: readonly LabelChange[]): void {
  const [first] = changes;
  if (!first || !isWanted()) return;
  const said = isEmptyLabel(first.after) ? 'no label' : labelText(first.after);
  const steps = changes.length === 1 ? `Step ${first.step.index + 1}` : `${changes.length} steps`;
  void window.withProgress(
    { location: ProgressLocation.Notification, title: `${steps}: ${said}` },
    () => new Promise<void>((done) => setTimeout(done, STANDS_MS)),
  );
}

function isWanted(): boolean {
  const wish = workspace.getConfiguration('cotLens.annotation').get<'auto' | 'on' | 'off'>('announce', 'auto');
  if (wish !== 'auto') return wish === 'on';
  return workspace.getConfiguration('editor').get('accessibilitySupport') === 'on';
}
