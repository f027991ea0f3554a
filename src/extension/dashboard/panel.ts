import { type Disposable, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import { agentFigures } from '../../core/analysis/agents.ts';
import { agentText, efficiencyText, fileEfficiencyText } from '../../core/analysis/wording.ts';
import { parseDocument } from '../../core/document/parse.ts';
import type { DashboardState, FromDashboard, ToDashboard } from '../../protocol/dashboard.ts';
import type { AnalysisReply } from '../../protocol/lsp.ts';
import type { LanguageServer } from '../language-client.ts';
import { revealStep } from '../steps.ts';
import { dashboardPage } from './page.ts';

const EXCERPT_LENGTH = 160;

/** The dashboard: tokens per step of the trace that was last active. One panel; it follows the active trace document. */
export class Dashboard implements Disposable {
  readonly #extensionUri: Uri;
  readonly #server: LanguageServer;
  #panel: WebviewPanel | null = null;
  #shown: Uri | null = null;

  constructor(extensionUri: Uri, server: LanguageServer) {
    this.#extensionUri = extensionUri;
    this.#server = server;
    server.onTraceSummary((summary) => {
      if (this.#panel && summary.uri === this.#shown?.toString()) void this.#update();
    });
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  /** Shows the dashboard for a trace document; with null the panel says how to open one. */
  show(trace: Uri | null): void {
    this.#shown = trace ?? this.#shown;
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      void this.#update();
      return;
    }
    const root = Uri.joinPath(this.#extensionUri, 'dist', 'webview');
    const media = Uri.joinPath(this.#extensionUri, 'media');
    const panel = window.createWebviewPanel(
      'cotLens.dashboard',
      'CoT Lens Dashboard',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [root, media] },
    );
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = null;
    });
    panel.webview.onDidReceiveMessage((message: FromDashboard) => this.#receive(message));
    panel.webview.html = dashboardPage(panel.webview, {
      script: Uri.joinPath(root, 'dashboard.js'),
      style: Uri.joinPath(media, 'dashboard.css'),
    });
  }

  /** Follows the active editor while the panel is open. */
  follow(trace: Uri): void {
    if (!this.#panel) return;
    this.#shown = trace;
    void this.#update();
  }

  #receive(message: FromDashboard): void {
    if (message.kind === 'ready') void this.#update();
    else if (this.#shown) void revealStep(this.#shown, message.step);
  }

  async #update(): Promise<void> {
    const uri = this.#shown;
    const document = uri && workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const reply = document ? await this.#server.analyze({ kind: 'document', uri: document.uri.toString() }) : null;
    const state = document && reply ? stateOf(document.fileName, document.getText(), reply) : null;
    const message: ToDashboard = { kind: 'state', state };
    await this.#panel?.webview.postMessage(message);
  }
}

function stateOf(fileName: string, text: string, reply: AnalysisReply): DashboardState {
  const reasoning = parseDocument(text).reasoning;
  const { analysis } = reply;
  return {
    title: fileName.split('/').at(-1) ?? fileName,
    tokenizer: analysis.tokenizer,
    tokensExact: analysis.tokensExact,
    reasoningTokens: analysis.tokens.reasoning,
    flaggedTokens: analysis.tokens.flagged,
    efficiency: efficiencyOf(reply),
    agents: agentFigures(analysis.steps).map((agent) => agentText(agent, analysis.tokensExact)),
    steps: analysis.steps.map((step) => ({
      index: step.index,
      kind: step.kind,
      tokens: step.tokens,
      flagged: step.flagged,
      reason: step.flagged ? (step.findings[0]?.message ?? '') : '',
      excerpt: reasoning.slice(step.start, step.end).slice(0, EXCERPT_LENGTH),
    })),
  };
}

function efficiencyOf({ analysis: { efficiency }, fileEfficiency }: AnalysisReply): readonly string[] {
  const own = efficiency ? [`${efficiencyText(efficiency)}.`] : [];
  return fileEfficiency ? [...own, `${fileEfficiencyText(fileEfficiency)}.`] : own;
}
