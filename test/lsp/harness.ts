import { PassThrough } from 'node:stream';
import ranks from 'js-tiktoken/ranks/o200k_base';
import {
  type CodeAction,
  type CodeLens,
  createConnection,
  type Diagnostic,
  ProposedFeatures,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { createMessageConnection, type MessageConnection } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { RankLoader, TokenizerData } from '../../src/core/tokens/types.ts';
import { CLIENT_COMMANDS, type ClientCommandId } from '../../src/protocol/commands.ts';
import { LANGUAGE_ID } from '../../src/protocol/names.ts';
import { startServer } from '../../src/server/start-server.ts';

/** Test doubles are only the transport and the editor's half; the server is the real one. */
export interface EditorOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly clientCommands?: readonly ClientCommandId[] | null;
  readonly resolvesEdits?: boolean;
  readonly tokenizers?: TokenizerData;
}

interface Published {
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A small editor: holds documents, answers the server's requests, and applies its edits. */
export class Editor {
  readonly connection: MessageConnection;
  readonly documents = new Map<string, TextDocument>();
  readonly published = new Map<string, Published>();
  readonly notifications: { readonly method: string; readonly params: unknown }[] = [];
  readonly messages: string[] = [];
  refreshes = 0;
  settings: Readonly<Record<string, unknown>>;
  #waiting: (() => void)[] = [];

  constructor(connection: MessageConnection, settings: Readonly<Record<string, unknown>>) {
    this.connection = connection;
    this.settings = settings;
    connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string } & Published) => {
      this.published.set(params.uri, params);
      this.#wake();
    });
    connection.onNotification((method, params) => {
      this.notifications.push({ method, params });
      this.#wake();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => this.settings),
    );
    connection.onRequest('workspace/codeLens/refresh', () => {
      this.refreshes += 1;
      this.#wake();
      return null;
    });
    connection.onRequest('workspace/inlayHint/refresh', () => null);
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => ({ applied: this.apply(edit) }));
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
      this.messages.push(message);
      this.#wake();
    });
    connection.listen();
  }

  open(uri: string, text: string, languageId: string = LANGUAGE_ID): void {
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    void this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  text(uri: string): string {
    return this.documents.get(uri)?.getText() ?? '';
  }

  /** Replaces a range, or the whole text, and tells the server. */
  change(uri: string, text: string, range?: Range): void {
    const before = this.documents.get(uri);
    if (!before) throw new Error(`${uri} is not open`);
    const change = range ? { range, text } : { text };
    const document = TextDocument.update(before, [change], before.version + 1);
    void this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges: [change],
    });
  }

  close(uri: string): void {
    this.documents.delete(uri);
    void this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Applies an edit if its version is that of the document, as editors do. */
  apply(edit: WorkspaceEdit): boolean {
    for (const change of (edit.documentChanges ?? []) as TextDocumentEdit[]) {
      const document = this.documents.get(change.textDocument.uri);
      if (!document || document.version !== change.textDocument.version) return false;
      const edits = change.edits.filter((each) => 'newText' in each);
      this.change(change.textDocument.uri, TextDocument.applyEdits(document, edits));
    }
    return true;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  async lenses(uri: string): Promise<CodeLens[]> {
    const lenses = await this.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    return Promise.all(lenses.map((lens) => (lens.command ? lens : this.request<CodeLens>('codeLens/resolve', lens))));
  }

  /** Titles of the lenses by line (0-based). */
  async lensTitles(uri: string): Promise<Record<number, string[]>> {
    const byLine: Record<number, string[]> = {};
    for (const { range, command } of await this.lenses(uri)) {
      byLine[range.start.line] = [...(byLine[range.start.line] ?? []), command?.title ?? ''];
    }
    return byLine;
  }

  async actions(uri: string, line: number, endLine: number = line): Promise<CodeAction[]> {
    const range = { start: { line, character: 0 }, end: { line: endLine, character: 0 } };
    const diagnostics = (this.published.get(uri)?.diagnostics ?? []).filter((each) => each.range.start.line === line);
    return this.request('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics } });
  }

  /** Resolves when `isTrue` holds; it is asked again whenever the server sends something. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The diagnostics of the document's newest version. */
  async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
    const version = this.documents.get(uri)?.version;
    await this.until(() => this.published.get(uri)?.version === version);
    return this.published.get(uri)?.diagnostics ?? [];
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

const loadRanks: RankLoader = async (encoding) => {
  if (encoding !== 'o200k_base') throw new Error(`no ranks for ${encoding} in tests`);
  return ranks;
};

/** Starts the real server and an editor over paired streams. */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server, {
    tokenizers: options.tokenizers ?? {
      ranks: loadRanks,
      file: (path) => Promise.reject(new Error(`no ${path} in tests`)),
    },
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => performance.now(),
    after: (milliseconds, action) => {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  const connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const editor = new Editor(connection, options.settings ?? {});
  const clientCommands = options.clientCommands === undefined ? CLIENT_COMMANDS : options.clientCommands;
  await editor.request('initialize', {
    processId: null,
    rootUri: null,
    initializationOptions: clientCommands === null ? undefined : { clientCommands },
    capabilities: {
      workspace: {
        configuration: true,
        applyEdit: true,
        didChangeConfiguration: { dynamicRegistration: true },
        codeLens: { refreshSupport: true },
        inlayHint: { refreshSupport: true },
      },
      textDocument: {
        codeAction: options.resolvesEdits ? { dataSupport: true, resolveSupport: { properties: ['edit'] } } : {},
      },
    },
  });
  await connection.sendNotification('initialized', {});
  return editor;
}
