// npm test: installs what is missing and runs everything; closes with "N passed, N failed".
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { readArgs } from './lib/args.mjs';
import { lint, types } from './lib/checks.mjs';
import { BIN, RESULTS, ROOT, SHARED } from './lib/paths.mjs';
import { exitOnSignals, run, runMain, Trouble, underProjectNode } from './lib/processes.mjs';
import { packageExtension } from './package.mjs';

/** @typedef {import('./lib/checks.mjs').Result} Result */

const PARTS = ['types', 'lint', 'unit', 'package', 'host', 'e2e'];
const USAGE = `npm test [-- --only ${PARTS.join(',')}]`;

await runMain(async () => {
  const { values } = readArgs({ only: { type: 'string' } }, USAGE);
  const chosen = values.only?.split(',') ?? PARTS;
  const unknown = chosen.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Trouble(`There is no part ${unknown.join(', ')}.\n\n${USAGE}`);
  exitOnSignals();
  await bootstrap();
  await underProjectNode();
  if (!existsSync(SHARED)) console.log('../shared is not there: tests on its traces and labelled chains are skipped.');
  mkdirSync(RESULTS, { recursive: true });
  /** @type {Result[]} */
  const results = [];
  for (const part of PARTS.filter((each) => chosen.includes(each))) {
    const started = Date.now();
    const made = await runPart(part);
    results.push(...made);
    const failed = made.filter((result) => !result.passed);
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${part}: ${made.length - failed.length} passed, ${failed.length} failed (${seconds} s)`);
    for (const result of failed) console.log(`  FAILED ${result.name}\n${indented(result.output)}`);
  }
  const failed = results.filter((result) => !result.passed).length;
  console.log(`\n${results.length - failed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
});

/** A part that cannot run counts as one failed test with its reason. */
async function runPart(/** @type {string} */ part) {
  try {
    if (part === 'types') return await types();
    if (part === 'lint') return await lint();
    if (part === 'unit') return await unit();
    if (part === 'package') return await packaged();
    if (part === 'host') return await (await import('./host-tests.mjs')).hostTests(await packageExtension());
    return await (await import('./e2e.mjs')).endToEndTests(await packageExtension());
  } catch (error) {
    const reason =
      error instanceof Trouble ? error.message : error instanceof Error ? (error.stack ?? '') : String(error);
    return [{ name: `${part} could not run`, passed: false, output: reason }];
  }
}

/** Everything that runs under vitest; the command line's tests and others need the bundles. */
async function unit() {
  await build({ quiet: true });
  const report = join(RESULTS, 'vitest.json');
  rmSync(report, { force: true });
  const args = ['run', '--reporter=json', `--outputFile=${report}`];
  const { code, output } = await run(join(BIN, 'vitest'), args, { cwd: ROOT, quiet: true });
  if (!existsSync(report)) throw new Trouble(`vitest wrote no report:\n${output.slice(-4000)}`);
  const results = vitestResults(JSON.parse(readFileSync(report, 'utf8')));
  // An error outside every test, such as a promise nobody awaited, shows in the exit code alone.
  if (code === 0 || results.some((result) => !result.passed)) return results;
  return [...results, { name: `vitest ended with code ${code}`, passed: false, output: output.slice(-4000) }];
}

/**
 * @param {{ testResults: { name: string, status: string, message: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }[] }} report
 * @returns {Result[]}
 */
function vitestResults(report) {
  return report.testResults.flatMap((file) => {
    const name = relative(ROOT, file.name);
    const tests = file.assertionResults
      .filter((test) => test.status === 'passed' || test.status === 'failed')
      .map((test) => ({
        name: `${name}: ${test.fullName}`,
        passed: test.status === 'passed',
        output: test.failureMessages.join('\n'),
      }));
    const broken = file.status === 'failed' && tests.every((test) => test.passed);
    return broken ? [...tests, { name, passed: false, output: file.message }] : tests;
  });
}

/** The package is made without a warning; what it holds is tested in test/cli/package-contents.test.ts. */
async function packaged() {
  await build({ quiet: true });
  const vsix = await packageExtension();
  return [{ name: `vsce packages ${relative(ROOT, vsix)} without a warning`, passed: true, output: '' }];
}

function indented(/** @type {string} */ text) {
  return text
    .split('\n')
    .slice(0, 40)
    .map((line) => `    ${line}`)
    .join('\n');
}
