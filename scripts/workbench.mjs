// Starts a real VS Code workbench on a free port of this machine. Library, and a small command line.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { readArgs } from './lib/args.mjs';
import { codeServerEntry } from './lib/code-server.mjs';
import { projectNode } from './lib/paths.mjs';
import { childEnv, exitOnSignals, isMain, run, runMain, spawnGroup, stopGroup, Trouble } from './lib/processes.mjs';

const USAGE = 'node scripts/workbench.mjs [--folder DIR] [--open FILE] [--vsix FILE]... [--trust] [--install-only]';
const START_LIMIT_MS = 60_000;

/** User settings that keep a workbench quiet for tests and demos. */
export const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  // The desktop's default; the browser's is to save by itself.
  'files.autoSave': 'off',
};

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} [home] folder for profile and extensions; without it a new one that `stop` removes. Keep its path short: sockets live there.
 * @property {string} [extensionsDir] extensions folder, to share one between workbenches
 * @property {readonly string[]} [vsix] packaged extensions to install first
 * @property {Readonly<Record<string, unknown>>} [settings] user settings on top of the quiet ones
 * @property {boolean} [trust] true: workspace trust is on, as in a user's editor, so a new folder opens in Restricted Mode
 * @property {Readonly<Record<string, string>>} [env] more environment for the server and its extension host
 * @property {boolean} [log] print what the server prints
 */

/**
 * @typedef {object} Workbench
 * @property {string} url address without folder, no slash at its end
 * @property {number} port
 * @property {string} home folder of profile, extensions and logs
 * @property {(target: { folder: string, openFile?: string }) => string} address page address that opens a folder, and a file in it
 * @property {(settings: Readonly<Record<string, unknown>>) => void} writeSettings replaces the user settings (the quiet ones stay); applied live
 * @property {() => string} output what the server has printed so far
 * @property {Promise<void>} ended resolves when the server has ended, by `stop` or by itself
 * @property {() => Promise<void>} stop ends the server with its extension hosts
 */

/**
 * Starts a workbench and resolves when it answers requests. Throws a `Trouble` when it cannot be installed or started.
 * @param {WorkbenchOptions} [options]
 * @returns {Promise<Workbench>}
 */
export async function startWorkbench(options = {}) {
  const entry = await codeServerEntry();
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'cot-lens-'));
  const removeHome = () => {
    if (options.home === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  };
  // Ctrl+C ends the script without `stop`.
  process.on('exit', removeHome);
  const userData = join(home, 'data');
  const extensions = options.extensionsDir ?? join(home, 'ext');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const writeSettings = (/** @type {Readonly<Record<string, unknown>>} */ settings) =>
    writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
  writeSettings(options.settings ?? {});
  for (const vsix of options.vsix ?? []) await installExtension({ vsix, extensionsDir: extensions, home });
  const args = [entry, '--auth', 'none', '--bind-addr', '127.0.0.1:0', ...profileArgs(home, extensions)];
  args.push('--disable-telemetry', '--disable-update-check', '--disable-getting-started-override');
  if (!options.trust) args.push('--disable-workspace-trust');
  const child = spawnGroup(projectNode(), args, { env: childEnv(options.env), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', () => done(undefined)));
  const { url, output } = await ready(child, options.log ?? false);
  const port = Number(new URL(url).port);
  return {
    url,
    port,
    home,
    address: (target) => address(url, target),
    writeSettings,
    output,
    ended,
    stop: async () => {
      await stopGroup(child);
      removeHome();
      process.off('exit', removeHome);
    },
  };
}

/**
 * Installs a packaged extension. Throws a `Trouble` with the workbench's own words when it is refused.
 * @param {{ vsix: string, extensionsDir: string, home: string }} what home: a folder for the profile
 */
export async function installExtension({ vsix, extensionsDir, home }) {
  const entry = await codeServerEntry();
  const args = [entry, ...profileArgs(home, extensionsDir), '--install-extension', resolve(vsix), '--force'];
  const { code, output } = await run(projectNode(), args, { quiet: true });
  if (code !== 0 || !/successfully installed/.test(output)) {
    throw new Trouble(`The workbench refused ${vsix} (exit ${code}):\n${output.trim()}`);
  }
}

/**
 * @param {string} home
 * @param {string} extensions
 */
function profileArgs(home, extensions) {
  return [
    '--config',
    join(home, 'config.yaml'),
    '--user-data-dir',
    join(home, 'data'),
    '--extensions-dir',
    extensions,
    '--session-socket',
    join(home, 's.sock'),
  ];
}

/**
 * Resolves when the server has named its address and answers there.
 * @param {import('node:child_process').ChildProcess} child
 * @param {boolean} log
 * @returns {Promise<{ url: string, output: () => string }>}
 */
async function ready(child, log) {
  let text = '';
  /** @type {string} */
  const url = await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Trouble(`The workbench did not start in time:\n${text}`)), START_LIMIT_MS);
    const listen = (/** @type {Buffer} */ chunk) => {
      text += chunk;
      if (log) process.stderr.write(chunk);
      const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      done(found);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', (error) => fail(new Trouble(`The workbench could not be started: ${error.message}`)));
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Trouble(`The workbench ended with code ${code} while starting:\n${text}`));
    });
  });
  const health = await fetch(`${url}/healthz`);
  if (!health.ok) throw new Trouble(`The workbench answers ${health.status} at ${url}/healthz:\n${text}`);
  return { url, output: () => text };
}

/**
 * @param {string} url
 * @param {{ folder: string, openFile?: string }} target
 */
function address(url, { folder, openFile }) {
  const query = new URLSearchParams({ folder: resolve(folder) });
  if (openFile) {
    query.set('payload', JSON.stringify([['openFile', `vscode-remote://${new URL(url).host}${resolve(openFile)}`]]));
  }
  return `${url}/?${query}`;
}

async function main() {
  const { values } = readArgs(
    {
      folder: { type: 'string' },
      open: { type: 'string' },
      vsix: { type: 'string', multiple: true },
      trust: { type: 'boolean' },
      'install-only': { type: 'boolean' },
    },
    USAGE,
  );
  exitOnSignals();
  await bootstrap();
  await codeServerEntry();
  if (values['install-only']) return;
  const workbench = await startWorkbench({ vsix: values.vsix ?? [], trust: values.trust ?? false });
  const openFile = values.open ? { openFile: values.open } : {};
  console.log(workbench.address({ folder: values.folder ?? process.cwd(), ...openFile }));
  console.log('Ctrl+C ends it.');
}

if (isMain(import.meta.url)) await runMain(main);
