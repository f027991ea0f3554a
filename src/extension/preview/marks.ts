import {
  type Disposable,
  OverviewRulerLane,
  Range,
  type TextEditorDecorationType,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';
import type { MarkKind, PreviewMark } from '../../core/preview/types.ts';

/** Draws the marks of a preview in the editors of one trace document. Each kind has a form of its own beside its colour. */
export class PreviewMarks implements Disposable {
  readonly #types: Readonly<Record<MarkKind, TextEditorDecorationType>> = {
    gone: window.createTextEditorDecorationType({
      textDecoration: 'line-through',
      opacity: '0.5',
      overviewRulerColor: new ThemeColor('disabledForeground'),
      overviewRulerLane: OverviewRulerLane.Left,
    }),
    fading: window.createTextEditorDecorationType({
      border: '0 dashed',
      borderColor: new ThemeColor('editorWarning.foreground'),
      textDecoration: 'underline dashed',
    }),
    chosen: window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor('editor.wordHighlightStrongBackground'),
      border: '1px solid',
      borderColor: new ThemeColor('editor.wordHighlightStrongBorder'),
    }),
  };

  dispose(): void {
    for (const type of Object.values(this.#types)) type.dispose();
  }

  /** Draws marks, UTF-16 offsets into the document; nothing when its version is another one by now. */
  show(uri: Uri, version: number, marks: readonly PreviewMark[]): void {
    for (const editor of window.visibleTextEditors) {
      const { document } = editor;
      if (document.uri.toString() !== uri.toString() || document.version !== version) continue;
      for (const kind of Object.keys(this.#types) as MarkKind[]) {
        const ranges = marks
          .filter((mark) => mark.kind === kind)
          .map(({ start, end }) => new Range(document.positionAt(start), document.positionAt(end)));
        editor.setDecorations(this.#types[kind], ranges);
      }
    }
  }

  /** Takes all marks away. */
  clear(): void {
    for (const editor of window.visibleTextEditors) {
      for (const type of Object.values(this.#types)) editor.setDecorations(type, []);
    }
  }
}
