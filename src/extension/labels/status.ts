import { type Disposable, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import type { LabelSession, Progress } from './session.ts';

/** One item while labelling: how many steps and traces are labelled. A click shows the keys. */
export class LabelStatusBar implements Disposable {
  readonly #item: StatusBarItem;
  readonly #subscription: Disposable;

  constructor(session: LabelSession) {
    this.#item = window.createStatusBarItem('cotLens.labels', StatusBarAlignment.Left, 10);
    this.#item.name = 'CoT Lens: labelling';
    this.#item.command = 'cotLens.label.help';
    this.#subscription = session.onDidProgress((progress) => this.#show(progress));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(progress: Progress | null): void {
    if (!progress) {
      this.#item.hide();
      return;
    }
    const { title, labelled, steps, done, total } = progress;
    const number = (value: number) => value.toLocaleString('en');
    this.#item.text = `$(tag) ${number(labelled)}/${number(steps)} steps · ${number(done)}/${number(total)} traces`;
    this.#item.tooltip = `Labelling ${title}: ${labelled} of ${steps} steps of this trace have a label or a rating, ${done} of ${total} traces are done. The document is read-only until you stop (Escape). Click for the keys (?).`;
    this.#item.accessibilityInformation = {
      label: `Labelling: ${labelled} of ${steps} steps, ${done} of ${total} traces done`,
    };
    this.#item.show();
  }
}
