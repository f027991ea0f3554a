import type { LogOutputChannel, Uri } from 'vscode';
import type { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
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
  readonly #client: Promise<LanguageClient>;
  readonly #attach: ((client: LanguageClient) => void)[] = [];
  readonly #summaryListeners: ((summary: TraceSummary) => void)[] = [];

  constructor(serverModule: string, log: LogOutputChannel) {
    this.#client = this.#start(serverModule, log);
  }

  /** Resolves when the server answers; rejects with the reason when it could not start. */
  get started(): Promise<unknown> {
    return this.#client;
  }

  async #start(serverModule: string, log: LogOutputChannel): Promise<LanguageClient> {
    // The client is the larger part of the bundle: it is read after the activation, which then takes half the time.
    await new Promise((done) => setTimeout(done, 0));
    const { LanguageClient: Client, TransportKind } = await import('vscode-languageclient/node');
    const run = { module: serverModule, transport: TransportKind.ipc };
    const serverOptions: ServerOptions = { run, debug: run };
    const client = new Client('cotLens', 'CoT Lens', serverOptions, clientOptions(log));
    // A client keeps one handler per method: a second one would silently replace the first.
    client.onNotification(TRACE_SUMMARY.method, (summary: TraceSummary) => {
      for (const listener of this.#summaryListeners) listener(summary);
    });
    for (const attach of this.#attach) attach(client);
    await client.start();
    return client;
  }

  async analyze(target: TraceTarget): Promise<AnalysisReply | null> {
    return (await this.#client).sendRequest<AnalysisReply | null>(ANALYZE.method, target);
  }

  async compress(target: TraceTarget, strategy: string, options: CompressOptions): Promise<CompressReply> {
    return (await this.#client).sendRequest<CompressReply>(COMPRESS.method, { target, strategy, options });
  }

  async prepareRewrite(params: RewriteParams): Promise<PrepareReply> {
    return (await this.#client).sendRequest<PrepareReply>(PREPARE_REWRITE.method, params);
  }

  async finishRewrite(params: RewriteParams & { readonly reply: string }): Promise<CompressReply> {
    return (await this.#client).sendRequest<CompressReply>(FINISH_REWRITE.method, params);
  }

  async keepSteps(uri: Uri, hashes: readonly string[]): Promise<void> {
    await (await this.#client).sendNotification(KEEP_STEPS.method, { uri: uri.toString(), hashes });
  }

  onTraceSummary(listener: (summary: TraceSummary) => void): void {
    this.#summaryListeners.push(listener);
  }

  /** The one listener; it has to be added before the server starts, that is while the extension is activated. */
  onStatus(listener: (status: ServerStatus) => void): void {
    this.#attach.push((client) => client.onNotification(STATUS.method, listener));
  }

  async dispose(): Promise<void> {
    await (await this.#client).dispose();
  }
}

function clientOptions(log: LogOutputChannel): LanguageClientOptions {
  const initializationOptions: InitializationOptions = { clientCommands: CLIENT_COMMANDS };
  return {
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
}
