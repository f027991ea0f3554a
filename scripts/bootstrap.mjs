// Makes node_modules match package-lock.json. Runs on any Node >= 20 without dependencies.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, readIfThere } from './lib/hash.mjs';
import { NODE_MODULES, projectNode, ROOT } from './lib/paths.mjs';
import { isMain, run, runMain, runNpm, Trouble } from './lib/processes.mjs';

const STAMP = join(NODE_MODULES, '.cot-lens-stamp');

/** Installs the locked dependencies unless they are there already. Throws a `Trouble` that says what failed. */
export async function bootstrap() {
  const lock = lockText();
  const key = hashOf(lock);
  if (readIfThere(STAMP) === key) return;
  if (!installedMatches(lock)) await install();
  await proveNode();
  writeFileSync(STAMP, key);
}

function lockText() {
  const lock = readIfThere(join(ROOT, 'package-lock.json'));
  if (lock === undefined) throw new Trouble('package-lock.json is missing: this is no complete clone.');
  return lock;
}

async function install() {
  console.log('Installing the dependencies (npm ci) ...');
  let { code, output } = await runNpm(['ci', '--no-audit', '--no-fund'], { cwd: ROOT, quiet: true });
  const absent = code === 0 ? [] : onlyOptionalMissing(output);
  if (absent.length > 0) {
    console.log(`The lock leaves out ${absent.length} packages for other platforms; installing with npm install.`);
    ({ code, output } = await runNpm(['install', '--no-save', '--no-audit', '--no-fund'], { cwd: ROOT, quiet: true }));
  }
  if (code === 0 && installedMatches(lockText())) return;
  throw new Trouble(
    [
      output.trim(),
      code === 0 ? 'npm installed something else than package-lock.json names.' : `npm failed (exit ${code}).`,
      'Needed: the npm registry (or a mirror: npm config set registry URL). Try again when it can be reached.',
      'Still works without it: a packaged extension (code --install-extension dist/cot-lens.vsix) and an already built dist/cli.js.',
    ].join('\n'),
  );
}

/**
 * What `npm ci` misses in the lock, if that is nothing but optional parts of locked packages; else nothing.
 * A lock written against a mirror that lacks some platforms' packages leaves them out, and `npm ci` then refuses
 * everywhere, though each package that is needed is locked.
 * @param {string} output of npm ci
 */
function onlyOptionalMissing(output) {
  /** @type {Record<string, { optionalDependencies?: Record<string, string> }>} */
  const locked = JSON.parse(lockText()).packages ?? {};
  const optional = new Set(Object.values(locked).flatMap((each) => Object.keys(each.optionalDependencies ?? {})));
  const faults = [...output.matchAll(/(?:Missing|Invalid): .*/g)].map((match) => match[0]);
  const missing = faults.map((fault) => /^Missing: (.+)@\S* from lock file/.exec(fault)?.[1] ?? '');
  return missing.every((name) => optional.has(name)) ? missing : [];
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
