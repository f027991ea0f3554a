import type { CancellationToken } from 'vscode-languageserver';
import type { RequestName } from '../protocol/lsp.ts';
import { handler } from './handler.ts';
import type { Server } from './server.ts';

/** Answers one of our own requests; `empty` is the answer when the work fails unexpectedly. */
export function answer<Params, Result>(
  server: Server,
  name: RequestName<Params, Result>,
  empty: Result,
  run: (params: Params, token: CancellationToken) => Promise<Result>,
): void {
  const handle = handler(server, name.method, empty, run);
  server.connection.onRequest(
    name.method,
    (params: Params, token: CancellationToken): Promise<unknown> => handle(params, token),
  );
}
