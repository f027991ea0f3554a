import type { CodeLens } from 'vscode-languageserver';
import { roleOf, settingsScope } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { handler } from '../handler.ts';
import { recordLenses, resolveRecordLens } from '../lenses/record-lenses.ts';
import { traceLenses } from '../lenses/trace-lenses.ts';
import type { Server } from '../server.ts';

/** Lenses of trace documents (one group a step) and of corpora (one group a record, titled when it comes into view). */
export const codeLens: Feature = {
  id: 'code-lens',
  capabilities: () => ({ codeLensProvider: { resolveProvider: true } }),
  register(server) {
    const { connection } = server;
    connection.onCodeLens(handler(server, 'The lenses', [], (params) => lensesOf(server, params.textDocument.uri)));
    connection.onCodeLensResolve((lens, token) =>
      handler(server, 'A lens', lens, (each: CodeLens) => resolveRecordLens(server, each))(lens, token),
    );
    server.onRefresh(() => {
      if (server.client().refreshesLenses)
        void connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
    });
  },
};

async function lensesOf(server: Server, uri: string): Promise<CodeLens[]> {
  const document = server.documents.get(uri);
  if (!document) return [];
  const { settings } = await server.settings.get(settingsScope(uri));
  if (roleOf(document) !== 'trace') return settings.lens.records ? recordLenses(server, uri) : [];
  const trace = await server.traces.analyzed(uri);
  return trace ? traceLenses(trace, server.client().commands, server.labels.get(uri).labelling) : [];
}
