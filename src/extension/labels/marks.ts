import {
  type DecorationOptions,
  type Disposable,
  Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  Uri,
  window,
} from 'vscode';
import type { ParsedDocument } from '../../core/document/types.ts';

/** The picture of a label in the gutter. Each has a form of its own; its colour adds nothing. */
export type LabelIcon = 'keep' | 'skip' | 'merge' | 'rewrite' | 'own' | 'rated' | 'suggestion' | 'stale' | 'none';

/** What stands beside a step. */
export interface StepMark {
  readonly step: number;
  readonly icon: LabelIcon;
  /** Shown behind the first line of the step. */
  readonly text: string;
}

const ICONS: readonly LabelIcon[] = ['keep', 'skip', 'merge', 'rewrite', 'own', 'rated', 'suggestion', 'stale', 'none'];

/** Draws labels in the gutter and behind the first line of their steps. */
export class LabelMarks implements Disposable {
  readonly #types: ReadonlyMap<LabelIcon, TextEditorDecorationType>;
  readonly #texts = window.createTextEditorDecorationType({});
  readonly #shown = new WeakMap<TextEditor, Shown>();

  constructor(extensionUri: Uri) {
    const made = ICONS.map((icon) => {
      const path = (theme: string) => Uri.joinPath(extensionUri, 'media', 'labels', `${icon}-${theme}.svg`);
      const gutter = (theme: string) =>
        icon === 'none' ? {} : { gutterIconPath: path(theme), gutterIconSize: 'contain' };
      const type = window.createTextEditorDecorationType({ light: gutter('light'), dark: gutter('dark') });
      return [icon, type] as const;
    });
    this.#types = new Map(made);
  }

  dispose(): void {
    for (const type of this.#types.values()) type.dispose();
    this.#texts.dispose();
  }

  /** Replaces the marks of an editor. */
  show(editor: TextEditor, parsed: ParsedDocument, marks: readonly StepMark[]): void {
    const byIcon = new Map<LabelIcon, Range[]>(ICONS.map((icon) => [icon, []]));
    const texts: DecorationOptions[] = [];
    for (const { step, icon, text } of marks) {
      const place = parsed.parsedSteps[step]?.document;
      if (!place) continue;
      const { start, end } = editor.document.lineAt(editor.document.positionAt(place.start)).range;
      // A line that is wrapped has its picture beside its start and its text behind its end.
      byIcon.get(icon)?.push(new Range(start, start));
      texts.push({ range: new Range(end, end), renderOptions: { after: behind(icon, text) } });
    }
    const shown = this.#shownIn(editor);
    for (const [icon, type] of this.#types) {
      const ranges = byIcon.get(icon) ?? [];
      if (shown.isNew(icon, ranges)) editor.setDecorations(type, ranges);
    }
    if (shown.isNew('texts', texts)) editor.setDecorations(this.#texts, texts);
  }

  #shownIn(editor: TextEditor): Shown {
    const shown = this.#shown.get(editor) ?? new Shown();
    this.#shown.set(editor, shown);
    shown.at(editor.document.version);
    return shown;
  }
}

/** What an editor was given. A label changes one picture or two: the others need not go to the editor again. */
class Shown {
  #version = -1;
  readonly #parts = new Map<string, string>();

  /** Marks move with the text, so those of another version do not tell what is shown now. */
  at(version: number): void {
    if (version !== this.#version) this.#parts.clear();
    this.#version = version;
  }

  isNew(part: string, marks: readonly unknown[]): boolean {
    const key = JSON.stringify(marks);
    if (this.#parts.get(part) === key) return false;
    this.#parts.set(part, key);
    return true;
  }
}

function behind(icon: LabelIcon, contentText: string) {
  const isFirm = icon !== 'suggestion' && icon !== 'none';
  return {
    contentText,
    margin: '0 0 0 2em',
    color: new ThemeColor(isFirm ? 'editor.foreground' : 'editorCodeLens.foreground'),
    fontStyle: isFirm ? 'normal' : 'italic',
    ...(isFirm ? { border: '1px solid', borderColor: new ThemeColor('editorWidget.border') } : {}),
  };
}
