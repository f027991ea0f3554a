import { type Disposable, QuickInputButtons, type QuickPickItem, QuickPickItemKind, window } from 'vscode';

/** How a person left a step: with a value, to the step before, or altogether. */
export type Turn<T> =
  | { readonly kind: 'chosen'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'left' };

/** What stands above a step. Without numbers it is no step of its own but part of one. */
export interface StepHead {
  readonly title: string;
  readonly step?: number;
  readonly totalSteps?: number;
  readonly canGoBack: boolean;
  readonly placeholder?: string;
}

/** Asks for one of the items; `active` is where the choice begins. */
export function pickOne<T extends QuickPickItem>(head: StepHead, items: readonly T[], active?: T): Promise<Turn<T>> {
  return new Promise((resolve) => {
    const pick = window.createQuickPick<T>();
    setHead(pick, head);
    pick.placeholder = head.placeholder;
    pick.items = items;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.ignoreFocusOut = true;
    if (active) pick.activeItems = [active];
    settle(pick, resolve, () => {
      const [item] = pick.selectedItems;
      return item && item.kind !== QuickPickItemKind.Separator ? { kind: 'chosen', value: item } : null;
    });
  });
}

/** Asks for any number of the items. */
export function pickMany<T extends QuickPickItem>(
  head: StepHead,
  items: readonly T[],
  chosen: readonly T[],
): Promise<Turn<readonly T[]>> {
  return new Promise((resolve) => {
    const pick = window.createQuickPick<T>();
    setHead(pick, head);
    pick.placeholder = head.placeholder;
    pick.items = items;
    pick.canSelectMany = true;
    pick.matchOnDescription = true;
    pick.ignoreFocusOut = true;
    pick.selectedItems = chosen;
    settle(pick, resolve, () => ({ kind: 'chosen', value: pick.selectedItems }));
  });
}

/** Asks for a text; `wrong` says what is not right about one, null when it can be taken. */
export function askText(
  head: StepHead & { readonly prompt: string; readonly value: string },
  wrong: (text: string) => string | null,
): Promise<Turn<string>> {
  return new Promise((resolve) => {
    const box = window.createInputBox();
    setHead(box, head);
    box.prompt = head.prompt;
    box.value = head.value;
    box.placeholder = head.placeholder;
    box.ignoreFocusOut = true;
    const check = () => {
      box.validationMessage = wrong(box.value) ?? undefined;
    };
    box.onDidChangeValue(check);
    settle(box, resolve, () => (wrong(box.value) === null ? { kind: 'chosen', value: box.value } : null));
  });
}

type Settable = Pick<ReturnType<typeof window.createInputBox>, 'title' | 'step' | 'totalSteps' | 'buttons'>;

function setHead(input: Settable, { title, step, totalSteps, canGoBack }: StepHead): void {
  input.title = title;
  input.step = step;
  input.totalSteps = totalSteps;
  input.buttons = canGoBack ? [QuickInputButtons.Back] : [];
}

type Events = Pick<
  ReturnType<typeof window.createInputBox>,
  'onDidAccept' | 'onDidTriggerButton' | 'onDidHide' | 'show'
>;

/** Shows the input; the first way in which it is left counts. */
function settle<T>(input: Events & Disposable, resolve: (turn: Turn<T>) => void, accepted: () => Turn<T> | null): void {
  const end = (turn: Turn<T>) => {
    resolve(turn);
    input.dispose();
  };
  input.onDidAccept(() => {
    const turn = accepted();
    if (turn) end(turn);
  });
  input.onDidTriggerButton((button) => {
    if (button === QuickInputButtons.Back) end({ kind: 'back' });
  });
  input.onDidHide(() => end({ kind: 'left' }));
  input.show();
}
