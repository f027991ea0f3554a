import { type CancellationToken, type LogOutputChannel, Uri } from 'vscode';
import type {
  ConfigurationRequest,
  LanguageClient,
  LanguageClientOptions,
  ServerOptions,
} from 'vscode-languageclient/node';
import { type ModelAnswer, questionModel } from '../core/compress/model-questions.ts';
import type { StrategyModel } from '../core/compress/types.ts';
import { CLIENT_COMMANDS } from '../protocol/commands.ts';
import {
  ANALYZE,
  type AnalysisReply,
  ASK_MODEL,
  COMPRESS,
  COUNT_TOKENS,
  type CompressParams,
  type CompressReply,
  type InitializationOptions,
  JUDGE,
  type JudgeParams,
  KEEP_STEPS,
  type NotificationName,
  type ParamsOf,
  PREVIEW,
  type PreviewParams,
  type PreviewReply,
  RECORD_STEPS,
  type ServerStatus,
  STATUS,
  STEP_LABELS,
  type StepLabelText,
  type TokenCounts,
  TRACE_SUMMARY,
  type TraceSummary,
  type TraceTarget,
} from '../protocol/lsp.ts';
import { LANGUAGE_ID, PREFIX, TRACE_SCHEME, VARIANT_SCHEME } from '../protocol/names.ts';
import { tokenizerFileOf } from './tokenizer-setting.ts';
import { weightsNow, weightsRead } from './weights-setting.ts';

/** Facts that are kept for a server that has to be started anew; those of documents told of longest ago go first. */
const MOST_FACTS = 1000;

/** The language server in a process of its own, and the typed questions that the extension asks it. */
export class LanguageServer {
  readonly #client: Promise<LanguageClient>;
  readonly #attach: ((client: LanguageClient) => void)[] = [];
  readonly #summaryListeners: ((summary: TraceSummary) => void)[] = [];
  /** Models of the compressions under way, by run. */
  readonly #models = new Map<string, StrategyModel>();
  /** What was told of documents, the latest last, by method and address. */
  readonly #facts = new Map<string, { readonly method: string; readonly params: object }>();
  #runs = 0;

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
    const { LanguageClient: Client, State, TransportKind } = await import('vscode-languageclient/node');
    const run = { module: serverModule, transport: TransportKind.ipc };
    const serverOptions: ServerOptions = { run, debug: run };
    const client = new Client('cotLens', 'CoT Lens', serverOptions, clientOptions(log));
    // A client keeps one handler per method: a second one would silently replace the first.
    client.onNotification(TRACE_SUMMARY.method, (summary: TraceSummary) => {
      for (const listener of this.#summaryListeners) listener(summary);
    });
    client.onRequest<ModelAnswer | null, unknown>(ASK_MODEL.method, async (asked: ParamsOf<typeof ASK_MODEL>) => {
      const model = this.#models.get(asked.run);
      // A stop makes the model reject; the server ends the strategy then.
      return model ? questionModel(model, asked.question).catch(() => null) : null;
    });
    for (const attach of this.#attach) attach(client);
    await client.start();
    client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      for (const { method, params } of this.#facts.values()) void client.sendNotification(method, params);
    });
    return client;
  }

  async analyze(target: TraceTarget): Promise<AnalysisReply | null> {
    return (await this.#client).sendRequest<AnalysisReply | null>(ANALYZE.method, target);
  }

  /** Compresses a trace; a strategy that asks a model asks `model`. Rejects when the token is cancelled. */
  async compress(
    params: Omit<CompressParams, 'run'>,
    token: CancellationToken,
    model?: StrategyModel,
  ): Promise<CompressReply> {
    const client = await this.#client;
    if (!model) return client.sendRequest<CompressReply>(COMPRESS.method, params, token);
    this.#runs += 1;
    const run = String(this.#runs);
    this.#models.set(run, model);
    try {
      return await client.sendRequest<CompressReply>(COMPRESS.method, { ...params, run }, token);
    } finally {
      this.#models.delete(run);
    }
  }

  async countTokens(corpus: Uri, texts: readonly string[]): Promise<TokenCounts | null> {
    const params = { corpus: corpus.toString(), texts };
    return (await this.#client).sendRequest<TokenCounts | null>(COUNT_TOKENS.method, params);
  }

  async judge(params: JudgeParams): Promise<CompressReply> {
    return (await this.#client).sendRequest<CompressReply>(JUDGE.method, params);
  }

  async preview(params: PreviewParams): Promise<PreviewReply | null> {
    return (await this.#client).sendRequest<PreviewReply | null>(PREVIEW.method, params);
  }

  async keepSteps(uri: Uri, hashes: readonly string[]): Promise<void> {
    await this.#tell(KEEP_STEPS, { uri: uri.toString(), hashes });
  }

  async recordSteps(uri: Uri, facts: Omit<ParamsOf<typeof RECORD_STEPS>, 'uri'>): Promise<void> {
    await this.#tell(RECORD_STEPS, { uri: uri.toString(), ...facts });
  }

  async stepLabels(uri: Uri, labels: readonly StepLabelText[], labelling: boolean): Promise<void> {
    await this.#tell(STEP_LABELS, { uri: uri.toString(), labels, labelling });
  }

  /** Tells a fact of a document, and tells it again to a server that was started anew. */
  async #tell<Params extends { readonly uri: string }>(
    { method }: NotificationName<Params>,
    params: Params,
  ): Promise<void> {
    const key = `${method} ${params.uri}`;
    this.#facts.delete(key);
    this.#facts.set(key, { method, params });
    const oldest = this.#facts.keys().next().value;
    if (this.#facts.size > MOST_FACTS && oldest !== undefined) this.#facts.delete(oldest);
    await (await this.#client).sendNotification(method, params);
  }

  /** Has the server ask for the settings anew, when a file that they name has changed. */
  async settingsChanged(): Promise<void> {
    await (await this.#client).sendNotification('workspace/didChangeConfiguration', { settings: null });
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

/**
 * The settings as the server asks for them, with what they name: absolute paths and the weights that a file holds. The server
 * knows neither workspace folders nor trust.
 */
const withNamedFiles: ConfigurationRequest.MiddlewareSignature = async (params, token, next) => {
  const values = await next(params, token);
  await weightsRead();
  if (!Array.isArray(values)) return values;
  return values.map((value: unknown, index) => {
    const { section, scopeUri } = params.items[index] ?? {};
    if (section !== PREFIX || typeof value !== 'object' || value === null) return value;
    return {
      ...value,
      tokenizerFile: tokenizerFileOf(scopeUri === undefined ? undefined : Uri.parse(scopeUri, true)),
      weights: weightsNow(),
    };
  });
};

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
    middleware: { workspace: { configuration: withNamedFiles } },
  };
}
