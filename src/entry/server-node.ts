import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { tokenizerFiles } from '../platform/node/tokenizer-data.ts';
import { startServer } from '../server/start-server.ts';

// The language server as a Node process; `--stdio`, `--node-ipc` or `--socket` on the command line choose the transport.
startServer(createConnection(ProposedFeatures.all), {
  tokenizers: tokenizerFiles(join(import.meta.dirname, 'ranks')),
  yield: () => new Promise((resolve) => setImmediate(resolve)),
  now: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
});
