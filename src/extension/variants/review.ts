import {
  type Disposable,
  MarkdownString,
  Range,
  StatusBarAlignment,
  TabInputTextDiff,
  type TextEditor,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';
import type { Compressed, StepAction } from '../../core/compress/types.ts';
import { parseDocument } from '../../core/document/parse.ts';
import { VARIANT_SCHEME } from '../../protocol/names.ts';
import { askedText, changeText } from './figures.ts';
import type { Verdict, Verdicts } from './verdicts.ts';

const LONGEST_REASON = 48;

/**
 * What a person sees beside a diff while reviewing: the figures and the guards in the status bar, and behind each step of
 * the original that is gone or changed the reason.
 */
export class Review implements Disposable {
  readonly #verdicts: Verdicts;
  readonly #item = window.createStatusBarItem('cotLens.variant', StatusBarAlignment.Right, 101);
  readonly #reason = window.createTextEditorDecorationType({
    after: { color: new ThemeColor('editorCodeLens.foreground'), fontStyle: 'italic', margin: '0 0 0 2em' },
  });
  readonly #subscriptions: readonly Disposable[];

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
    this.#item.name = 'CoT Lens: variant under review';
    this.#item.command = 'cotLens.showGuards';
    this.#subscriptions = [
      verdicts.onDidChange(() => this.#show()),
      window.onDidChangeActiveTextEditor(() => this.#show()),
      window.onDidChangeVisibleTextEditors(() => this.#show()),
      window.tabGroups.onDidChangeTabs(() => this.#show()),
    ];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    this.#item.dispose();
    this.#reason.dispose();
  }

  #show(): void {
    const shown = shownDiff();
    const verdict = shown && this.#verdicts.last(shown.variant);
    for (const editor of window.visibleTextEditors) {
      const isOriginal = shown?.original.toString() === editor.document.uri.toString();
      editor.setDecorations(this.#reason, verdict && isOriginal ? reasons(editor, verdict.compressed) : []);
    }
    if (!verdict) {
      this.#item.hide();
      return;
    }
    this.#item.text = statusText(verdict);
    this.#item.tooltip = tooltip(verdict);
    this.#item.backgroundColor = verdict.compressed.accepted
      ? undefined
      : new ThemeColor('statusBarItem.errorBackground');
    this.#item.show();
  }
}

/** The diff of a variant in the active tab: the addresses of both sides. Undefined when another editor is active. */
export function shownDiff(): { readonly original: Uri; readonly variant: Uri } | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputTextDiff) || input.modified.scheme !== VARIANT_SCHEME) return undefined;
  return { original: input.original, variant: input.modified };
}

function statusText({ compressed, variant }: Verdict): string {
  const broken = compressed.guards.filter((guard) => !guard.passed);
  const required = broken.filter((guard) => guard.required).length;
  const guards =
    required > 0
      ? `$(error) ${required} guard${required === 1 ? '' : 's'} refuse`
      : broken.length > 0
        ? `$(warning) ${broken.length} guard${broken.length === 1 ? '' : 's'} warn`
        : '$(pass) guards passed';
  return `$(fold) ${changeText(compressed)}${askedText(variant.row.options)} · ${guards}`;
}

function tooltip({ compressed, variant }: Verdict): MarkdownString {
  const { row } = variant;
  const text = new MarkdownString();
  text.appendText(`${row.strategy}: ${changeText(compressed)}\n`);
  if (row.model) text.appendText(`Model: ${row.model.name} at ${row.model.host}\n`);
  for (const { title, passed, detail } of compressed.guards) {
    if (!passed) text.appendText(`${title}: ${detail ?? 'failed'}\n`);
  }
  text.appendText('Click for all guards');
  return text;
}

function reasons(editor: TextEditor, compressed: Compressed) {
  const { plan } = compressed;
  if (!plan) return [];
  const { document } = editor;
  const parsed = parseDocument(document.getText());
  return parsed.parsedSteps.flatMap((step, index) => {
    const words = reasonText(plan.actions[index]);
    if (words === null) return [];
    const end = document.lineAt(document.positionAt(step.document.start)).range.end;
    const hoverMessage = new MarkdownString().appendText(words);
    return [{ range: new Range(end, end), hoverMessage, renderOptions: { after: { contentText: cut(words) } } }];
  });
}

/** The editor does not wrap what stands behind a line, so a long reason is cut; hovering the end of the line shows all. */
function cut(words: string): string {
  return words.length <= LONGEST_REASON ? words : `${words.slice(0, LONGEST_REASON - 1)}…`;
}

function reasonText(action: StepAction | undefined): string | null {
  if (action === undefined || action.kind === 'keep') return null;
  const verb = { drop: 'dropped', merge: 'merged with the step before', rewrite: 'rewritten' }[action.kind];
  return `${verb}: ${action.reason}`;
}
