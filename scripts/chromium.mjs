// Finds a Chromium-family browser for the tests, or installs one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { NODE_MODULES } from './lib/paths.mjs';
import { isMain, run, runMain, Trouble } from './lib/processes.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const STILL_WORKS = [
  'Still works without a browser: npm run build, npm run check, npm test -- --only types,lint,unit,package,',
  'the command line (node dist/cli.js) and the packaged extension.',
  'Or name a browser that is there: COT_LENS_CHROMIUM=/path/to/chrome',
].join('\n');

/** Launch arguments for tests: quiet, no network of its own, and able to run as root in a container. */
export function chromiumArgs() {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    ...asRoot,
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ];
}

/**
 * The path of a browser that starts; installs one where there is none.
 * Throws a `Trouble` that says what was tried and what still works.
 */
export async function chromium() {
  const named = process.env.COT_LENS_CHROMIUM;
  if (named) {
    if (await starts(named)) return named;
    throw new Trouble(`COT_LENS_CHROMIUM names ${named}, which does not start.\n${STILL_WORKS}`);
  }
  const found = await findChromium();
  if (found) return found;
  const tried = [];
  if (isDebian() && process.getuid?.() === 0) {
    tried.push(await installDebian());
    const installed = await findChromium();
    if (installed) return installed;
  }
  tried.push(await installPlaywright());
  const installed = await findChromium();
  if (installed) return installed;
  throw new Trouble(
    `No Chromium, Chrome or Edge was found and none could be installed:\n${tried.join('\n')}\n${STILL_WORKS}`,
  );
}

/** @returns {Promise<string | undefined>} */
async function findChromium() {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const path of [...onPath, ...PLACES, ...playwrightPaths()]) {
    if (existsSync(path) && (await starts(path))) return path;
  }
  return undefined;
}

/** Browsers that any version of Playwright has downloaded for this user. */
function playwrightPaths() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), ...playwrightCache());
  if (!existsSync(cache)) return [];
  const inside = [
    ['chrome-linux', 'chrome'],
    ['chrome-linux64', 'chrome'],
    ['chrome-win', 'chrome.exe'],
    ['chrome-win64', 'chrome.exe'],
    ['chrome-mac', 'Chromium.app', 'Contents', 'MacOS', 'Chromium'],
  ];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .flatMap((name) => inside.map((parts) => join(cache, name, ...parts)));
}

function playwrightCache() {
  if (process.platform === 'darwin') return ['Library', 'Caches', 'ms-playwright'];
  if (process.platform === 'win32') return ['AppData', 'Local', 'ms-playwright'];
  return ['.cache', 'ms-playwright'];
}

/** A snap stub is on the PATH and does not start: ask for the version. Elsewhere `--version` would open a window. */
async function starts(/** @type {string} */ path) {
  if (process.platform !== 'linux') return existsSync(path);
  return (await run(path, ['--version'], { quiet: true })).code === 0;
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @returns {Promise<string>} what happened, for the message of a failure */
async function installDebian() {
  console.log("Installing Debian's chromium (apt-get) ...");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update'], { quiet: true, env });
  const install = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { quiet: true, env });
  if (install.code === 0) return '- apt-get install chromium: done, but the browser does not start';
  const said = install.output.trim() || update.output.trim();
  return `- apt-get install chromium: exit ${install.code}: ${said.split('\n').slice(-3).join(' / ')}`;
}

/** @returns {Promise<string>} what happened, for the message of a failure */
async function installPlaywright() {
  console.log("Downloading Playwright's Chromium ...");
  const cli = join(NODE_MODULES, 'playwright-core', 'cli.js');
  const { code, output } = await run(process.execPath, [cli, 'install', 'chromium'], { quiet: true });
  if (code === 0) return '- playwright install chromium: done, but the browser does not start (its system libraries?)';
  return `- playwright install chromium: exit ${code}: ${output.trim().split('\n').slice(-3).join(' / ')}`;
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    await bootstrap();
    console.log(await chromium());
  });
}
