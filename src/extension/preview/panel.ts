import { commands, type Disposable, type Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { findMethodPreview, methodPreviews } from '../../core/preview/registry.ts';
import type { PreviewValues, PreviewVariant } from '../../core/preview/types.ts';
import type { PreviewReply } from '../../protocol/lsp.ts';
import type { FromPreview, PreviewState } from '../../protocol/preview.ts';
import type { Corpora } from '../corpora.ts';
import type { LanguageServer } from '../language-client.ts';
import { parseTraceUri, type TraceRef } from '../trace-fs/uris.ts';
import { type StoredVariants, storedVariants } from '../variants/stored.ts';
import { pageOptions, webviewPage } from '../webview-page.ts';
import { PreviewMarks } from './marks.ts';
import { PREVIEW_BODY } from './page.ts';

/** What the panel works with. */
export interface PreviewServices {
  readonly extensionUri: Uri;
  readonly server: LanguageServer;
  readonly corpora: Corpora;
  readonly stored: StoredVariants;
}

/** The method preview: sliders beside a trace, and what the method would do marked in it. One panel; it follows the active trace. */
export class MethodPreviewPanel implements Disposable {
  readonly #services: PreviewServices;
  readonly #marks = new PreviewMarks();
  readonly #listeners: Disposable;
  #panel: WebviewPanel | null = null;
  #shown: Uri | null = null;
  #method = methodPreviews[0]?.id ?? '';
  #values: Record<string, Record<string, number>> = {};
  #variant: string | undefined;
  /** Counts updates, so that an answer which comes late is not shown. */
  #turn = 0;

  constructor(services: PreviewServices) {
    this.#services = services;
    services.server.onTraceSummary(({ uri }) => {
      if (this.#panel && uri === this.#shown?.toString()) void this.#update();
    });
    this.#listeners = window.onDidChangeVisibleTextEditors(() => void this.#update());
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#marks.dispose();
    this.#panel?.dispose();
  }

  /** Shows the panel for a trace document. */
  show(trace: Uri | null): void {
    this.#shown = trace ?? this.#shown;
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      void this.#update();
      return;
    }
    const { extensionUri } = this.#services;
    const panel = window.createWebviewPanel(
      'cotLens.methodPreview',
      'CoT Lens Method Preview',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      pageOptions(extensionUri),
    );
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = null;
      this.#marks.clear();
    });
    panel.webview.onDidReceiveMessage((message: FromPreview) => this.#receive(message));
    panel.webview.html = webviewPage(panel.webview, extensionUri, {
      title: 'CoT Lens Method Preview',
      script: 'preview.js',
      styles: ['preview.css'],
      body: PREVIEW_BODY,
    });
  }

  /** Follows the active editor while the panel is open. */
  follow(trace: Uri): void {
    if (!this.#panel || trace.toString() === this.#shown?.toString()) return;
    this.#marks.clear();
    this.#shown = trace;
    void this.#update();
  }

  #receive(message: FromPreview): void {
    if (message.kind === 'method') this.#method = findMethodPreview(message.id)?.id ?? this.#method;
    if (message.kind === 'value') {
      this.#values = {
        ...this.#values,
        [this.#method]: { ...this.#values[this.#method], [message.id]: message.value },
      };
    }
    if (message.kind === 'openVariant') void this.#openVariant();
    else void this.#update();
  }

  async #openVariant(): Promise<void> {
    const ref = this.#shown && parseTraceUri(this.#shown);
    if (ref && this.#variant !== undefined) await commands.executeCommand('cotLens.showVariant', ref, this.#variant);
  }

  async #update(): Promise<void> {
    if (!this.#panel) return;
    this.#turn += 1;
    const turn = this.#turn;
    const uri = this.#shown;
    const values = this.#values[this.#method] ?? {};
    const reply = uri && (await this.#ask(uri, values));
    if (turn !== this.#turn || !this.#panel) return;
    this.#variant = reply?.kind === 'preview' ? reply.preview.variant : undefined;
    if (uri && reply?.kind === 'preview') this.#marks.show(uri, reply.version, reply.preview.marks);
    else this.#marks.clear();
    await this.#panel.webview.postMessage({ kind: 'state', state: this.#state(uri, reply, values) });
  }

  async #ask(uri: Uri, values: PreviewValues): Promise<PreviewReply | null> {
    const open = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (!open) return null;
    const ref = parseTraceUri(uri);
    const variants = ref ? await this.#variantsOf(ref) : [];
    return this.#services.server.preview({ uri: uri.toString(), method: this.#method, values, variants });
  }

  /** Accepted variants that fit the record as it is; none when they cannot be read. */
  async #variantsOf(ref: TraceRef): Promise<readonly PreviewVariant[]> {
    const stored = await storedVariants(this.#services.corpora, this.#services.stored, ref).catch(() => []);
    return stored.flatMap(({ row, freshness }) => {
      if (!row.accepted || freshness === 'stale') return [];
      const { id, strategy, tokens, plan } = row;
      const kept = plan?.actions.flatMap(({ kind }, index) => (kind === 'drop' ? [] : [index])) ?? null;
      return [{ id, title: strategy, tokens: tokens.after, kept }];
    });
  }

  #state(uri: Uri | null, reply: PreviewReply | null, values: PreviewValues): PreviewState {
    const usable = reply?.kind === 'preview' ? reply : null;
    const none = reply?.kind === 'unusable' ? reply.reason : 'Open a trace document to see what a method does with it.';
    const controls = usable?.controls ?? [];
    return {
      trace: reply === null ? null : (uri?.path.split('/').at(-1) ?? null),
      methods: methodPreviews.map(({ id, title, summary }) => ({ id, title, summary })),
      method: this.#method,
      controls,
      values: Object.fromEntries(controls.map((control) => [control.id, values[control.id] ?? control.default])),
      sentences: usable?.preview.sentences ?? [none],
      hasVariant: this.#variant !== undefined,
    };
  }
}
