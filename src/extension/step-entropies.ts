import { type Disposable, type TextDocument, workspace } from 'vscode';
import { stepEntropies } from '../core/analysis/entropy.ts';
import { parseDocument } from '../core/document/parse.ts';
import { stepHash } from '../core/document/step-hash.ts';
import type { HashedEntropy } from '../protocol/lsp.ts';
import { LANGUAGE_ID, TRACE_SCHEME } from '../protocol/names.ts';
import type { Corpora } from './corpora.ts';
import type { LanguageServer } from './language-client.ts';
import { readTrace } from './trace-fs/read-trace.ts';
import { parseTraceUri } from './trace-fs/uris.ts';

/** Tells the server the step entropies of trace documents whose record carries logprobs, when one is opened or read anew. */
export class LoggedSteps implements Disposable {
  readonly #corpora: Corpora;
  readonly #server: LanguageServer;
  /** Documents that the server knows entropies of. */
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
    const tokens = entry?.traces[ref.traceIndex]?.loggedTokens;
    if (!tokens && !this.#told.has(key)) return;
    this.#told.add(key);
    const steps = tokens ? await this.#stepsOf(ref, tokens) : [];
    await this.#server.stepEntropies(uri, steps);
  }

  async #stepsOf(
    ref: Parameters<typeof readTrace>[1],
    tokens: Parameters<typeof stepEntropies>[1],
  ): Promise<readonly HashedEntropy[]> {
    const { reasoning, steps } = parseDocument((await readTrace(this.#corpora, ref)).text);
    return stepEntropies(steps, tokens).map((entropy, index) => ({
      hash: stepHash(reasoning.slice(steps[index]?.start, steps[index]?.end)),
      entropy: entropy.tokens === 0 ? null : entropy,
    }));
  }
}
