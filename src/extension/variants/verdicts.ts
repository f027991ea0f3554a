import {
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  type Diagnostic as EditorDiagnostic,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { optionsOf } from '../../app/variant-row.ts';
import type { Compressed, GuardResult } from '../../core/compress/types.ts';
import { parseDocument } from '../../core/document/parse.ts';
import { VARIANT_SCHEME } from '../../protocol/names.ts';
import type { LanguageServer } from '../language-client.ts';
import { traceUri } from '../trace-fs/uris.ts';
import type { Variant, Variants } from './variants.ts';

/** How long a person has to pause before an edited variant is judged again, in ms. */
const PAUSE_MS = 250;

/** What the guards say of a variant as it stands in its document. */
export interface Verdict {
  readonly variant: Variant;
  readonly compressed: Compressed;
}

/**
 * Judges the variants that are open: at first by what their compression said, after every edit anew. Failed guards become
 * problems at their place in the document.
 */
export class Verdicts implements Disposable {
  readonly #variants: Variants;
  readonly #server: LanguageServer;
  readonly #problems = languages.createDiagnosticCollection('cotLens.guards');
  readonly #known = new Map<string, { readonly version: number; readonly verdict: Verdict }>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #changed = new EventEmitter<Uri>();
  /** A variant has a new verdict. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly Disposable[];

  constructor(variants: Variants, server: LanguageServer) {
    this.#variants = variants;
    this.#server = server;
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => this.#later(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.#later(document, PAUSE_MS)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document.uri)),
    ];
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#problems.dispose();
    this.#changed.dispose();
  }

  /** The last verdict of an open variant, at once; undefined when there is none yet. */
  last(uri: Uri): Verdict | undefined {
    return this.#known.get(uri.toString())?.verdict;
  }

  /** The verdict of a variant with that document text. Undefined when it was discarded; rejects when the guards cannot run. */
  async of(uri: Uri, text: string): Promise<Verdict | undefined> {
    const variant = await this.#variants.find(uri);
    if (!variant) return undefined;
    const { row } = variant;
    const given = {
      target: { kind: 'document', uri: traceUri(variant.ref).toString() } as const,
      variant: text,
      strategy: { id: row.strategy, version: row.strategyVersion },
      plan: row.plan,
      options: optionsOf(row.options),
    };
    // The server judges against the open original: a diff may show it without its document being read yet.
    await workspace.openTextDocument(traceUri(variant.ref));
    const reply = text === variant.text ? madeBefore(variant) : await this.#server.judge(given);
    if (reply.kind === 'failed') throw new Error(reply.message);
    return { variant, compressed: reply.compressed };
  }

  #later(document: TextDocument, pause: number): void {
    if (document.uri.scheme !== VARIANT_SCHEME) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => void this.#judge(document), pause),
    );
  }

  async #judge(document: TextDocument): Promise<void> {
    const { uri, version } = document;
    const verdict = await this.of(uri, document.getText()).catch(() => undefined);
    if (!verdict || document.isClosed || document.version !== version) return;
    this.#known.set(uri.toString(), { version, verdict });
    this.#problems.set(uri, problemsOf(document, verdict.compressed));
    this.#changed.fire(uri);
  }

  #forget(uri: Uri): void {
    if (uri.scheme !== VARIANT_SCHEME) return;
    clearTimeout(this.#timers.get(uri.toString()));
    this.#timers.delete(uri.toString());
    this.#known.delete(uri.toString());
    this.#problems.delete(uri);
  }
}

/** The verdict of the compression itself, which stands in the row. */
function madeBefore({ row }: Variant): { readonly kind: 'done'; readonly compressed: Compressed } {
  const { before, after } = row.tokens;
  const compressed = {
    ...row,
    kept: row.plan && keptOf(row.plan.actions),
    ratio: before === 0 ? 1 : after / before,
  };
  return { kind: 'done', compressed };
}

function keptOf(actions: readonly { readonly kind: string }[]): readonly number[] {
  return actions.flatMap(({ kind }, index) => (kind === 'drop' ? [] : [index]));
}

function problemsOf(document: TextDocument, compressed: Compressed): EditorDiagnostic[] {
  const parsed = parseDocument(document.getText());
  const header = parsed.sections.find(({ name }) => name === 'reasoning')?.header ?? { start: 0, end: 0 };
  return compressed.guards.flatMap((guard) => {
    if (guard.passed) return [];
    const span = guard.span && {
      start: parsed.toDocument(guard.span.start),
      end: parsed.toDocumentEnd(guard.span.end),
    };
    const { start, end } = span ?? header;
    const range = new Range(document.positionAt(start), document.positionAt(Math.max(start, end)));
    const problem = new Diagnostic(range, messageOf(guard), severityOf(guard));
    problem.source = 'CoT Lens guard';
    problem.code = guard.id;
    return [problem];
  });
}

function messageOf({ title, detail }: GuardResult): string {
  return detail === undefined ? title : `${title}: ${detail}`;
}

function severityOf({ required }: GuardResult): DiagnosticSeverity {
  return required ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
}
