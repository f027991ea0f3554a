// Runs test/host/*.spec.ts inside the extension host of the real workbench, through a second extension.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { build } from './build.mjs';
import { BIN, RESULTS, ROOT, SAMPLES } from './lib/paths.mjs';
import { exitOnSignals, isMain, run, runMain, Trouble, underProjectNode } from './lib/processes.mjs';
import { packageExtension } from './package.mjs';

/** @typedef {import('./lib/checks.mjs').Result} Result */

const FOLDER = join(ROOT, 'test', 'host');
const WORK = join(RESULTS, 'host');
const REPORT = join(WORK, 'report.json');
const LIMIT_MS = 10 * 60_000;

/**
 * @param {string} vsix the packaged extension
 * @returns {Promise<Result[]>}
 */
export async function hostTests(vsix) {
  rmSync(WORK, { recursive: true, force: true });
  const driverVsix = await packageDriver();
  const { startDriver } = await import('../test/workbench/driver.ts');
  const mocha = createRequire(import.meta.url).resolve('mocha');
  const env = { COT_LENS_MOCHA: mocha, COT_LENS_HOST_REPORT: REPORT };
  const driver = await startDriver({ folder: SAMPLES, vsix: [vsix, driverVsix], env });
  try {
    const end = Date.now() + LIMIT_MS;
    await driver.waitFor('the report of the host suite', () => existsSync(REPORT) || Date.now() > end, LIMIT_MS);
  } finally {
    await driver.stop();
  }
  if (!existsSync(REPORT)) throw new Trouble(`The host suite wrote no report within ${LIMIT_MS / 60_000} minutes.`);
  return JSON.parse(readFileSync(REPORT, 'utf8'));
}

/** Bundles the specs with the driver extension and packages both; resolves to the VSIX. */
async function packageDriver() {
  const esbuild = await import('esbuild');
  const folder = join(WORK, 'driver');
  mkdirSync(folder, { recursive: true });
  const specs = readdirSync(FOLDER).filter((file) => file.endsWith('.spec.ts'));
  // First, while nothing has activated the extension yet.
  specs.sort((a, b) => Number(b === 'smoke.spec.ts') - Number(a === 'smoke.spec.ts'));
  writeFileSync(
    join(WORK, 'specs.ts'),
    specs.map((file) => `import ${JSON.stringify(join(FOLDER, file))};`).join('\n'),
  );
  const options = /** @type {const} */ ({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    logLevel: 'warning',
    tsconfigRaw: '{}',
  });
  await esbuild.build({ ...options, entryPoints: [join(WORK, 'specs.ts')], outfile: join(folder, 'specs.cjs') });
  await esbuild.build({
    ...options,
    entryPoints: [join(FOLDER, 'driver', 'extension.ts')],
    outfile: join(folder, 'extension.cjs'),
  });
  cpSync(join(FOLDER, 'driver', 'package.json'), join(folder, 'package.json'));
  const out = join(WORK, 'driver.vsix');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '-o', out];
  const { code, output } = await run(join(BIN, 'vsce'), args, { cwd: folder, quiet: true });
  if (code !== 0) throw new Trouble(`The test driver could not be packaged:\n${output.trim()}`);
  return out;
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    exitOnSignals();
    await bootstrap();
    await underProjectNode();
    await build({ quiet: true });
    const results = await hostTests(await packageExtension());
    for (const result of results)
      console.log(`${result.passed ? 'ok' : 'FAILED'} ${result.name}\n${result.output}`.trimEnd());
    const failed = results.filter((result) => !result.passed).length;
    console.log(`\n${results.length - failed} passed, ${failed} failed`);
    process.exit(failed > 0 ? 1 : 0);
  });
}
