import type { LogOutputChannel, Uri } from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import type { CompressOptions } from '../core/compress/types.ts';
import { CLIENT_COMMANDS } from '../protocol/commands.ts';
import {
  ANALYZE,
  type AnalysisReply,
  COMPRESS,
  type CompressReply,
  type InitializationOptions,
  KEEP_STEPS,
  type ServerStatus,
  STATUS,
  TRACE_SUMMARY,
  type TraceSummary,
  type TraceTarget,
} from '../protocol/lsp.ts';
import { LANGUAGE_ID, TRACE_SCHEME, VARIANT_SCHEME } from '../protocol/names.ts';
import { FINISH_REWRITE, PREPARE_REWRITE, type PrepareReply, type RewriteParams } from '../protocol/rewrite.ts';

/** The language server in a process of its own, and the typed questions that the extension asks it. */
export class LanguageServer {
  readonly #client: LanguageClient;
  readonly #started: Promise<void>;

  constructor(serverModule: string, log: LogOutputChannel) {
    const run = { module: serverModule, transport: TransportKind.ipc };
    const serverOptions: ServerOptions = { run, debug: run };
    const initializationOptions: InitializationOptions = { clientCommands: CLIENT_COMMANDS };
    const clientOptions: LanguageClientOptions = {
      documentSelector: [
        { scheme: TRACE_SCHEME, language: LANGUAGE_ID },
        { scheme: VARIANT_SCHEME, language: LANGUAGE_ID },
        { scheme: 'file', language: LANGUAGE_ID },
        { scheme: 'untitled', language: LANGUAGE_ID },
        { scheme: 'file', language: 'jsonl' },
        { scheme: 'vscode-vfs', language: 'jsonl' },
        { scheme: 'file', language: 'json' },
      ],
      initializationOptions,
      synchronize: { configurationSection: 'cotLens' },
      outputChannel: log,
      // Trace text is data: nothing that the server sends may become a trusted command link.
      markdown: { isTrusted: false, supportHtml: false },
    };
    this.#client = new LanguageClient('cotLens', 'CoT Lens', serverOptions, clientOptions);
    this.#started = this.#client.start();
  }

  /** Resolves when the server answers; rejects with the reason when it could not start. */
  get started(): Promise<void> {
    return this.#started;
  }

  async analyze(target: TraceTarget): Promise<AnalysisReply | null> {
    await this.#started;
    return this.#client.sendRequest<AnalysisReply | null>(ANALYZE.method, target);
  }

  async compress(target: TraceTarget, strategy: string, options: CompressOptions): Promise<CompressReply> {
    await this.#started;
    return this.#client.sendRequest<CompressReply>(COMPRESS.method, { target, strategy, options });
  }

  async prepareRewrite(params: RewriteParams): Promise<PrepareReply> {
    await this.#started;
    return this.#client.sendRequest<PrepareReply>(PREPARE_REWRITE.method, params);
  }

  async finishRewrite(params: RewriteParams & { readonly reply: string }): Promise<CompressReply> {
    await this.#started;
    return this.#client.sendRequest<CompressReply>(FINISH_REWRITE.method, params);
  }

  async keepSteps(uri: Uri, hashes: readonly string[]): Promise<void> {
    await this.#started;
    await this.#client.sendNotification(KEEP_STEPS.method, { uri: uri.toString(), hashes });
  }

  onTraceSummary(listener: (summary: TraceSummary) => void): void {
    this.#client.onNotification(TRACE_SUMMARY.method, listener);
  }

  onStatus(listener: (status: ServerStatus) => void): void {
    this.#client.onNotification(STATUS.method, listener);
  }

  async dispose(): Promise<void> {
    await this.#client.dispose();
  }
}
