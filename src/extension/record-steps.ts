import { type Disposable, type TextDocument, workspace } from 'vscode';
import { stepEntropies } from '../core/analysis/entropy.ts';
import { parseDocument } from '../core/document/parse.ts';
import { stepHash } from '../core/document/step-hash.ts';
import type { Trace } from '../core/model/trace.ts';
import type { RecordStep } from '../protocol/lsp.ts';
import { LANGUAGE_ID, TRACE_SCHEME } from '../protocol/names.ts';
import type { Corpora } from './corpora.ts';
import type { LanguageServer } from './language-client.ts';
import { readTrace } from './trace-fs/read-trace.ts';
import { parseTraceUri, type TraceRef } from './trace-fs/uris.ts';

/**
 * Tells the server what a record says and the document does not show: entropies where it carries logprobs, who wrote each step
 * in a trace of several agents, labels of the record itself, and the tokens of reasoning that the provider reported. When a document is opened or read anew.
 */
export class TellRecordSteps implements Disposable {
  readonly #corpora: Corpora;
  readonly #server: LanguageServer;
  /** Documents whose steps the server knows something of. */
  readonly #told = new Set<string>();
  readonly #subscriptions: readonly Disposable[];

  constructor(corpora: Corpora, server: LanguageServer) {
    this.#corpora = corpora;
    this.#server = server;
    for (const document of workspace.textDocuments) this.#tell(document);
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#tell(document)),
      // A change that leaves nothing unsaved is the record read anew.
      workspace.onDidChangeTextDocument(({ document }) => {
        if (!document.isDirty) this.#tell(document);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #tell(document: TextDocument): void {
    if (document.languageId !== LANGUAGE_ID || document.uri.scheme !== TRACE_SCHEME) return;
    this.#read(document).catch(() => undefined);
  }

  /** Rejects where the trace is not there any more; the document says so itself. */
  async #read({ uri }: TextDocument): Promise<void> {
    const ref = parseTraceUri(uri);
    if (!ref) return;
    const key = uri.toString();
    const entry = await (await this.#corpora.get(ref.corpus)).find(ref.record);
    const trace = entry?.traces[ref.traceIndex];
    const reportedReasoningTokens = trace?.reportedReasoningTokens;
    const saysOfSteps = trace && (trace.loggedTokens || trace.speakers || trace.recordedSteps);
    if (!saysOfSteps && reportedReasoningTokens === undefined && !this.#told.has(key)) return;
    this.#told.add(key);
    const steps = saysOfSteps ? await this.#stepsOf(ref, trace) : [];
    await this.#server.recordSteps(uri, {
      steps,
      ...(reportedReasoningTokens === undefined ? {} : { reportedReasoningTokens }),
    });
  }

  async #stepsOf(ref: TraceRef, { loggedTokens, recordedSteps, speakers }: Trace): Promise<readonly RecordStep[]> {
    const { reasoning, steps } = parseDocument((await readTrace(this.#corpora, ref)).text);
    const entropies = stepEntropies(steps, loggedTokens ?? []);
    return steps.map(({ start, end }, index) => {
      const entropy = entropies[index];
      const speaker = speakers?.[index] ?? null;
      const recorded = recordedSteps?.[index];
      return {
        hash: stepHash(reasoning.slice(start, end)),
        entropy: entropy === undefined || entropy.tokens === 0 ? null : entropy,
        ...(speaker === null ? {} : { speaker }),
        ...(recorded === undefined ? {} : { recorded }),
      };
    });
  }
}
