import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver/node';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';

const ROOT = join(import.meta.dirname, '../..');
const SOURCE = join(ROOT, 'src/entry/server-node.ts');
const BUNDLE = join(ROOT, 'dist/server.cjs');
const URI = 'untitled:trace.cot';

/** Runs the server as editors do, opens a trace, and gives the first lens. */
async function firstLens(file: string): Promise<string | undefined> {
  const server = spawn(process.execPath, [file, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<number | null>((resolve) => server.on('exit', resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  try {
    // A server that dies at once must fail the test, not let it wait.
    const died = exited.then((code) => Promise.reject(new Error(`the server ended with ${code} before it answered`)));
    died.catch(() => undefined);
    await Promise.race([
      died,
      connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} }),
    ]);
    await connection.sendNotification('initialized', {});
    const textDocument = {
      uri: URI,
      languageId: 'cot-trace',
      version: 1,
      text: '━━━ Reasoning · lines ━━━\none\ntwo\n',
    };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    const lenses = await connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: URI } });
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await exited).toBe(0);
    return lenses[0]?.command?.title;
  } finally {
    server.kill();
    connection.dispose();
  }
}

describe('the server as a process', () => {
  it('runs over standard streams; without rank data it estimates', async () => {
    expect(await firstLens(SOURCE)).toMatch(/^2 steps · ~\d+ tok \(estimate\)/);
  });

  it.skipIf(!existsSync(BUNDLE))(
    'runs as the bundle with the rank data beside it (dist/ has to be built)',
    async () => {
      expect(await firstLens(BUNDLE)).toMatch(/^2 steps · \d+ tok \(o200k_base\)/);
    },
  );
});
