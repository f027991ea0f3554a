import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from '../cli/main.ts';

const distFolder = dirname(fileURLToPath(import.meta.url));

function packageVersion(): string {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(distFolder, '..', 'package.json'), 'utf8'));
    const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version;
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  distFolder,
  version: packageVersion(),
  onInterrupt: (action) => {
    process.on('SIGINT', action);
    process.on('SIGTERM', action);
  },
  onExit: (action) => {
    process.on('exit', action);
  },
  exit: (code) => process.exit(code),
});
