import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Server } from './server.ts';

/**
 * Wraps a request handler: a cancelled request is answered as cancelled and does no work, and an unexpected error is
 * logged, told to the client as the feature's trouble, and answered with `empty`, so that the other features go on.
 */
export function handler<Params, Result>(
  server: Server,
  feature: string,
  empty: Result,
  run: (params: Params, token: CancellationToken) => Promise<Result> | Result,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
  return async (params, token) => {
    // Let a cancellation that is already waiting in.
    await server.runtime.yield();
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await run(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      reportFailure(server, feature, error);
      return empty;
    }
  };
}

/** Logs an unexpected error with its stack and tells the client which feature failed. Trace text is never logged. */
export function reportFailure(server: Server, feature: string, error: unknown): void {
  server.connection.console.error(
    `${feature}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  server.trouble(`${feature} failed; the rest of CoT Lens still works. The log has the details.`);
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled');
}
