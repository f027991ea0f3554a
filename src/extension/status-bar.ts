import { type Disposable, StatusBarAlignment, type StatusBarItem, type TextEditor, type Uri, window } from 'vscode';
import { efficiencyText, fileEfficiencyText } from '../core/analysis/wording.ts';
import type { TraceSummary } from '../protocol/lsp.ts';
import { LANGUAGE_ID } from '../protocol/names.ts';
import type { Corpora } from './corpora.ts';
import type { LanguageServer } from './language-client.ts';
import { parseTraceUri } from './trace-fs/uris.ts';

/** One item: the totals of the active trace and the tokenizer. A click chooses another tokenizer. */
export class TraceStatusBar implements Disposable {
  readonly #item: StatusBarItem;
  readonly #summaries = new Map<string, TraceSummary>();
  readonly #subscription: Disposable;
  readonly #corpora: Corpora;

  constructor(server: LanguageServer, corpora: Corpora) {
    this.#corpora = corpora;
    this.#item = window.createStatusBarItem('cotLens.totals', StatusBarAlignment.Right, 100);
    this.#item.name = 'CoT Lens: trace totals';
    this.#item.command = 'cotLens.chooseTokenizer';
    server.onTraceSummary((summary) => {
      this.#summaries.set(summary.uri, summary);
      this.#show(window.activeTextEditor);
    });
    this.#subscription = window.onDidChangeActiveTextEditor((editor) => this.#show(editor));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(editor: TextEditor | undefined): void {
    const summary =
      editor?.document.languageId === LANGUAGE_ID ? this.#summaries.get(editor.document.uri.toString()) : undefined;
    if (!summary) {
      this.#item.hide();
      return;
    }
    const total = summary.tokens.reasoning;
    const share = Math.round(100 * summary.flaggedShare);
    const estimate = summary.tokensExact ? '' : '~';
    this.#item.text = `${summary.steps} steps · ${estimate}${total.toLocaleString('en')} tok · ${share} % skippable · ${summary.tokenizer}`;
    this.#item.tooltip = tooltip(summary);
    void this.#addReader(editor?.document.uri, tooltip(summary));
    this.#item.show();
  }

  /** Says below the totals which reader was chosen and why, once the corpus is open. */
  async #addReader(uri: Uri | undefined, totals: string): Promise<void> {
    const corpus = uri && parseTraceUri(uri)?.corpus;
    if (!corpus) return;
    const { choice } = (await this.#corpora.get(corpus)).corpus;
    if (!choice || window.activeTextEditor?.document.uri.toString() !== uri.toString()) return;
    const why = choice.chosenByHand ? 'chosen by hand' : choice.reasons.join('; ');
    this.#item.tooltip = `${totals}\nReader: ${choice.reader.id} (${why})`;
  }
}

function tooltip(summary: TraceSummary): string {
  const total = summary.tokens.reasoning.toLocaleString('en');
  return [
    `Reasoning: ${total} tokens${summary.tokensExact ? '' : ' (estimate)'}, answer: ${summary.tokens.answer.toLocaleString('en')}`,
    `${summary.flagged} of ${summary.steps} steps can go: ${summary.tokens.flagged.toLocaleString('en')} tokens`,
    ...(summary.efficiency ? [efficiencyText(summary.efficiency)] : []),
    ...(summary.fileEfficiency ? [fileEfficiencyText(summary.fileEfficiency)] : []),
    'Click to choose another tokenizer',
  ].join('\n');
}
