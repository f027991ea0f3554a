// Runs test/e2e/*.e2e.ts in the real workbench, one workbench per file.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { chromium } from './chromium.mjs';
import { readArgs } from './lib/args.mjs';
import { RESULTS, ROOT, SAMPLES } from './lib/paths.mjs';
import { exitOnSignals, isMain, runMain, underProjectNode } from './lib/processes.mjs';
import { packageExtension } from './package.mjs';

/** @typedef {import('./lib/checks.mjs').Result} Result */
/** @typedef {import('../test/workbench/driver.ts').Driver} Driver */
/** @typedef {{ name: string, run(driver: Driver): Promise<void> }} EndToEndTest */

const FOLDER = join(ROOT, 'test', 'e2e');

/**
 * Runs every file, or those whose name contains `only`. Each exports `tests`, and `options` for the driver if it needs any.
 * @param {string} vsix
 * @param {string} [only]
 * @returns {Promise<Result[]>}
 */
export async function endToEndTests(vsix, only = '') {
  await chromium();
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.e2e.ts') && file.includes(only));
  /** @type {Result[]} */
  const results = [];
  for (const file of files.sort()) results.push(...(await runFile(file, vsix)));
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'e2e.json'), JSON.stringify(results, null, 2));
  return results;
}

/**
 * @param {string} file
 * @param {string} vsix
 * @returns {Promise<Result[]>}
 */
async function runFile(file, vsix) {
  const { startDriver } = await import('../test/workbench/driver.ts');
  /** @type {readonly EndToEndTest[]} */
  let tests;
  let driver;
  try {
    const module = await import(pathToFileURL(join(FOLDER, file)).href);
    tests = module.tests;
    driver = await startDriver({ folder: SAMPLES, ...module.options, vsix: [vsix] });
  } catch (error) {
    console.log(`  FAILED ${file}: loads and gets its workbench`);
    return [{ name: `${file}: loads and gets its workbench`, passed: false, output: reason(error) }];
  }
  const results = [];
  try {
    for (const test of tests) results.push(await runTest(file, test, driver));
  } finally {
    await driver.stop();
  }
  return results;
}

/**
 * @param {string} file
 * @param {EndToEndTest} test
 * @param {Driver} driver
 * @returns {Promise<Result>}
 */
async function runTest(file, test, driver) {
  const name = `${file}: ${test.name}`;
  const first = await tryTest(name, test, driver);
  if (first.passed) return first;
  // A browser on a busy machine may miss a moment: once more on a page of its own. A real fault fails again.
  console.log(`  again ${name}: ${first.output.slice(0, 400).replaceAll(/\s*\n\s*/g, ' | ')}`);
  await driver.reload().catch(() => undefined);
  const second = await tryTest(name, test, driver);
  if (!second.passed) console.log(`  FAILED ${name}`);
  return second;
}

/**
 * @param {string} name
 * @param {EndToEndTest} test
 * @param {Driver} driver
 * @returns {Promise<Result>}
 */
async function tryTest(name, test, driver) {
  const started = Date.now();
  try {
    await test.run(driver);
    console.log(`  ok ${name} (${Math.round((Date.now() - started) / 100) / 10} s)`);
    return { name, passed: true, output: '' };
  } catch (error) {
    const picture = await driver.screenshot(`failed ${name}`).catch(() => 'no picture could be taken');
    return { name, passed: false, output: `${reason(error)}\nPicture: ${picture}` };
  }
}

function reason(/** @type {unknown} */ error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const { positionals } = readArgs({}, 'node scripts/e2e.mjs [PART OF A FILE NAME]');
    exitOnSignals();
    await bootstrap();
    await underProjectNode();
    await build({ quiet: true });
    const results = await endToEndTests(await packageExtension(), positionals[0] ?? '');
    for (const result of results.filter((each) => !each.passed))
      console.log(`\nFAILED ${result.name}\n${result.output}`);
    const failed = results.filter((result) => !result.passed).length;
    console.log(`\n${results.length - failed} passed, ${failed} failed`);
    process.exit(failed > 0 ? 1 : 0);
  });
}
