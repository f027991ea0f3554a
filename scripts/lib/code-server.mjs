// The real VS Code workbench: the npm package code-server, installed once per machine into a cache outside the clone.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './paths.mjs';
import { runNpm, Trouble } from './processes.mjs';

export const CODE_SERVER = '4.139.1';
const DONE = 'complete';

/** The script that starts code-server; installs it first where needed. Throws a `Trouble` that says what failed. */
export async function codeServerEntry() {
  const home = join(cacheDir(), `code-server-${CODE_SERVER}`);
  if (!existsSync(join(home, DONE))) await install(home);
  return join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
}

/** Installs into a folder of its own and renames it, so that a cut install is never taken for a whole one. */
async function install(/** @type {string} */ home) {
  const cache = cacheDir();
  mkdirSync(cache, { recursive: true });
  removeLeftovers(cache);
  const work = join(cache, `installing-${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  writeFileSync(join(work, 'package.json'), JSON.stringify({ name: 'cot-lens-workbench', private: true }));
  console.log(`Installing the VS Code workbench (code-server ${CODE_SERVER}, 0.6 GB) into ${cache} ...`);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const lib = join(work, 'node_modules', 'code-server', 'lib', 'vscode');
  await npmStep(work, ['install', `code-server@${CODE_SERVER}`, ...quiet]);
  await npmStep(lib, ['install', '--omit=dev', ...quiet]);
  await npmStep(join(lib, 'extensions'), ['install', '--omit=dev', ...quiet]);
  writeFileSync(join(work, DONE), `${new Date().toISOString()}\n`);
  try {
    if (!existsSync(join(home, DONE))) rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    // Another script may have finished the same install in the meantime.
    if (!existsSync(join(home, DONE))) throw error;
  }
}

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
async function npmStep(cwd, args) {
  const { code, output } = await runNpm(args, { cwd, quiet: true });
  if (code === 0) return;
  throw new Trouble(
    [
      `The VS Code workbench could not be installed: npm ${args.slice(0, 2).join(' ')} failed (exit ${code}):`,
      output.trim().split('\n').slice(-8).join('\n'),
      'Still works without it: npm run build, npm run check, npm test -- --only types,lint,unit,package, the command line,',
      'and the extension in an installed VS Code (npm start -- --desktop).',
    ].join('\n'),
  );
}

/** Removes the folders of installs whose process is gone. */
function removeLeftovers(/** @type {string} */ cache) {
  for (const name of readdirSync(cache)) {
    const pid = /^installing-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !alive(Number(pid))) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function alive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
