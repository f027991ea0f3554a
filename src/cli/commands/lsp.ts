import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';

/** `cot-lens lsp --stdio`. */
export const lsp: Command = {
  id: 'lsp',
  usage: 'lsp --stdio',
  summary: 'Runs the language server over stdin and stdout, for any editor that speaks the protocol.',
  details: 'The language ids are "jsonl" (a file of records) and "cot-trace" (one trace).',
  options: {
    stdio: { type: 'boolean', help: 'talk over stdin and stdout' },
    clientProcessId: { type: 'string', value: 'PID', help: 'end when this process ends' },
  },
  async run(args, { host, console }) {
    if (!args.flag('stdio')) return { wrong: ['The language server talks over stdin and stdout: lsp --stdio.'] };
    if (args.positionals.length > 0) return { wrong: ['lsp takes no files.'] };
    const server = join(host.distFolder, 'server.cjs');
    if (!existsSync(server)) {
      console.say(`The language server is missing: ${server}`);
      return EXIT.problems;
    }
    // The server reads --stdio from the command line of this very process and ends it when its client says so.
    await import(pathToFileURL(server).href);
    return new Promise(() => {});
  },
};
