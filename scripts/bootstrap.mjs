// Makes node_modules match package-lock.json. Runs on any Node >= 20 without dependencies.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, readIfThere } from './lib/hash.mjs';
import { NODE_MODULES, projectNode, ROOT } from './lib/paths.mjs';
import { isMain, run, runMain, runNpm, Trouble } from './lib/processes.mjs';

const STAMP = join(NODE_MODULES, '.cot-lens-stamp');

/** Installs the locked dependencies unless they are there already. Throws a `Trouble` that says what failed. */
export async function bootstrap() {
  const lock = readIfThere(join(ROOT, 'package-lock.json'));
  if (lock === undefined) throw new Trouble('package-lock.json is missing: this is no complete clone.');
  const key = hashOf(lock);
  if (readIfThere(STAMP) === key) return;
  if (!installedMatches(lock)) await install();
  await proveNode();
  writeFileSync(STAMP, key);
}

async function install() {
  console.log('Installing the dependencies (npm ci) ...');
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund'], { cwd: ROOT });
  if (code === 0) return;
  throw new Trouble(
    [
      `npm ci failed (exit ${code}); its messages are above.`,
      'Needed: the npm registry (or a mirror: npm config set registry URL). Try again when it can be reached.',
      'Still works without it: a packaged extension (code --install-extension dist/cot-lens.vsix) and an already built dist/cli.js.',
    ].join('\n'),
  );
}

async function proveNode() {
  const { code, output } = await run(projectNode(), ['--version'], { quiet: true });
  if (code === 0) return;
  throw new Trouble(
    [
      `The project's Node 24 does not start (${output.trim()}).`,
      'Its package is downloaded by an install script: allow install scripts (npm config get ignore-scripts) and run npm ci.',
    ].join('\n'),
  );
}

/**
 * Whether npm's own record of node_modules holds every package of the lock (those for other platforms aside).
 * It spares an `npm ci` after a developer's `npm install`.
 * @param {string} lock
 */
function installedMatches(lock) {
  const record = readIfThere(join(NODE_MODULES, '.package-lock.json'));
  if (record === undefined) return false;
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const installed = JSON.parse(record).packages ?? {};
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const wanted = JSON.parse(lock).packages ?? {};
  return Object.entries(wanted).every(
    ([path, want]) =>
      path === '' || installed[path]?.version === want.version || (want.optional && installed[path] === undefined),
  );
}

if (isMain(import.meta.url)) await runMain(bootstrap);
