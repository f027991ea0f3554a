// Child processes that never outlive their script and never read the terminal by accident.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { delimiter } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BIN, projectNode } from './paths.mjs';

/** A failure that is told to the user as one message, without a stack. */
export class Trouble extends Error {}

/** @type {Set<import('node:child_process').ChildProcess>} */
const groups = new Set();

process.on('exit', () => {
  for (const child of groups) signalGroup(child, 'SIGKILL');
});

/**
 * Starts a process in its own group that is killed with its children when this script ends.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnGroup(command, args, options) {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  groups.add(child);
  child.once('exit', () => signalGroup(child, 'SIGKILL'));
  return child;
}

/**
 * Ends a process of `spawnGroup` and all its children; resolves when it is gone.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stopGroup(child) {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const gone = new Promise((done) => child.once('exit', done));
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 3000);
    await gone;
    clearTimeout(timer);
  }
  signalGroup(child, 'SIGKILL');
  groups.delete(child);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group has ended already.
  }
}

/** Makes Ctrl+C and SIGTERM end the script through `process.exit`, so that exit handlers run. */
export function exitOnSignals() {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

/** The environment for children: the project's Node 24 first on the PATH, nothing of the npm run around us. */
export function childEnv(/** @type {NodeJS.ProcessEnv} */ extra = {}) {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_(package|lifecycle|config_(local_prefix|global_prefix|prefix|noproxy|node_gyp))/i.test(name)) continue;
    if (/^VSCODE_/.test(name) || name === 'PASSWORD' || name === 'HASHED_PASSWORD') continue;
    env[name] = value;
  }
  return { ...env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`, ...extra };
}

/**
 * Runs a command to its end. Its input is closed. With `quiet` its output is kept and only returned.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, shell?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command could not be started
 */
export function run(command, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? childEnv(),
      shell: options.shell ?? false,
      stdio: ['ignore', options.quiet ? 'pipe' : 'inherit', options.quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      output += chunk;
    });
    child.once('error', (error) => done({ code: 127, output: `${output}${error.message}\n` }));
    child.once('close', (code, signal) => done({ code: code ?? (signal ? 128 : 1), output }));
  });
}

/**
 * Runs npm with the arguments given.
 * @param {readonly string[]} args
 * @param {{ cwd?: string, quiet?: boolean, env?: NodeJS.ProcessEnv }} [options]
 */
export function runNpm(args, options = {}) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('npm-cli.js')) return run(process.execPath, [npm, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/**
 * Runs this script again under the project's Node 24 when it runs under another one; returns where it already does.
 * Call it after the bootstrap.
 */
export async function underProjectNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return;
  const child = spawn(projectNode(), process.argv.slice(1), { stdio: 'inherit', env: childEnv() });
  // The terminal sends Ctrl+C to both; the child decides when to end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exit(
    await new Promise((done) => {
      child.once('error', (error) => {
        console.error(`Cannot start ${projectNode()}: ${error.message}`);
        done(1);
      });
      child.once('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 1)));
    }),
  );
}

/**
 * Runs a script's main function: a `Trouble` is printed as its message, anything else with its stack; both exit 1.
 * @param {() => Promise<unknown>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Trouble ? `\n${error.message}` : error);
    process.exit(1);
  }
}

/** True when the module at this URL is the script that Node was started with. */
export function isMain(/** @type {string} */ url) {
  return process.argv[1] !== undefined && url === pathToFileURL(realpathSync(process.argv[1])).href;
}
