// npm start: installs what is missing, builds, packages, and opens samples/ in a real VS Code with the first trace.
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { readArgs } from './lib/args.mjs';
import { RESULTS, SAMPLES } from './lib/paths.mjs';
import { exitOnSignals, run, runMain, Trouble, underProjectNode } from './lib/processes.mjs';
import { packageExtension } from './package.mjs';
import { startWorkbench } from './workbench.mjs';

const USAGE = `npm start              opens samples/ in VS Code in the browser
npm start -- --desktop  opens desktop VS Code instead
npm start -- --check    without a window: checks that a trace shows its lenses and faded steps, and exits`;

const FIRST = join(SAMPLES, 'long-thinking.jsonl');

await runMain(async () => {
  const { values } = readArgs({ desktop: { type: 'boolean' }, check: { type: 'boolean' } }, USAGE);
  exitOnSignals();
  await bootstrap();
  await underProjectNode();
  await build({ quiet: true });
  const vsix = await packageExtension();
  if (values.check) await check(vsix);
  else if (values.desktop) await desktop(vsix);
  else await browser(vsix);
});

/** The address of the first trace's document, as the extension makes it (src/extension/trace-fs/uris.ts). */
function firstTrace() {
  const { uri, name } = { uri: `file://${FIRST}`, name: 'long-thinking-1.cot' };
  const query = `corpus=${encodeURIComponent(uri)}&record=1&trace=0`;
  return `cot-trace:${FIRST}/${name}?${encodeURIComponent(query)}`;
}

/** The page that shows samples/ with the first trace open. */
function pageAddress(/** @type {string} */ url) {
  const payload = JSON.stringify([['openFile', firstTrace()]]);
  return `${url}/?${new URLSearchParams({ folder: SAMPLES, payload })}`;
}

async function browser(/** @type {string} */ vsix) {
  const workbench = await startWorkbench({ vsix: [vsix] });
  const address = pageAddress(workbench.url);
  console.log(`\nCoT Lens is open at\n\n  ${address}\n\nCtrl+C ends it.`);
  await openBrowser(address);
  await workbench.ended;
  throw new Trouble(`The workbench ended by itself:\n${workbench.output().slice(-2000)}`);
}

/** Opens the address where there is a browser with a screen; the printed address serves elsewhere. */
async function openBrowser(/** @type {string} */ address) {
  if (process.env.CI || process.env.COT_LENS_NO_BROWSER) return;
  if (process.platform === 'darwin') await run('open', [address], { quiet: true });
  else if (process.platform === 'win32')
    await run('cmd', ['/c', 'start', '', address.replaceAll('&', '^&')], { quiet: true });
  else if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) await run('xdg-open', [address], { quiet: true });
}

async function desktop(/** @type {string} */ vsix) {
  const code = await desktopCode();
  const home = mkdtempSync(join(tmpdir(), 'cot-lens-desktop-'));
  const profile = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'ext')];
  mkdirSync(join(home, 'data', 'User'), { recursive: true });
  writeFileSync(join(home, 'data', 'User', 'settings.json'), JSON.stringify({ 'workbench.startupEditor': 'none' }));
  const installed = await run(code, [...profile, '--install-extension', vsix, '--force'], { quiet: true });
  if (installed.code !== 0) throw new Trouble(`${code} did not install the extension:\n${installed.output.trim()}`);
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  console.log('Opening desktop VS Code with a profile of its own; close it to end.');
  const opened = await run(
    code,
    [...profile, ...asRoot, '--wait', '--new-window', SAMPLES, '--file-uri', firstTrace()],
    {},
  );
  if (opened.code !== 0)
    throw new Trouble(`Desktop VS Code ended with code ${opened.code}. npm start opens it in the browser instead.`);
}

/** An installed VS Code, else the download of @vscode/test-electron. */
async function desktopCode() {
  for (const name of ['code', 'codium', 'code-insiders']) {
    if ((await run(name, ['--version'], { quiet: true })).code === 0) return name;
  }
  console.log('No installed VS Code was found; downloading one ...');
  try {
    const { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath } = await import('@vscode/test-electron');
    return resolveCliPathFromVSCodeExecutablePath(await downloadAndUnzipVSCode());
  } catch (error) {
    throw new Trouble(
      `Desktop VS Code could not be downloaded: ${error instanceof Error ? error.message : error}\n` +
        'Still works: npm start (VS Code in the browser), or install VS Code and run this again.',
    );
  }
}

async function check(/** @type {string} */ vsix) {
  if (!existsSync(FIRST)) throw new Trouble(`${FIRST} is missing: this is no complete clone.`);
  const { startDriver } = await import('../test/workbench/driver.ts');
  const driver = await startDriver({ folder: SAMPLES, inPlace: true, vsix: [vsix], results: RESULTS });
  const missing = [];
  /** @type {[string, () => Promise<unknown>][]} */
  const expected = [
    ['the page that npm start opens', () => driver.page.goto(pageAddress(driver.workbench.url))],
    ['the tab of the trace document', () => driver.waitForTab('long-thinking-1.cot')],
    ['lenses above the steps', () => driver.waitForLens('Step 1 ·')],
    ['tokens in a lens', () => driver.waitForLens('tok')],
    ['the next finding by key', () => goToFinding(driver)],
    ['faded steps', () => driver.waitForFaded()],
  ];
  try {
    for (const [what, look] of expected) {
      try {
        await look();
      } catch (error) {
        missing.push(`- ${what}: ${error instanceof Error ? error.message : error}`);
      }
    }
    console.log(`Picture: ${await driver.screenshot('start-check')}`);
  } finally {
    await driver.stop();
  }
  if (missing.length > 0) throw new Trouble(`The trace document lacks:\n${missing.join('\n')}`);
  console.log('The trace document shows its step lenses and faded steps.');
}

async function goToFinding(/** @type {import('../test/workbench/driver.ts').Driver} */ driver) {
  await driver.focusEditor();
  await driver.pressInEditor('Alt+F8');
  await driver.waitForStatus('can go');
}
