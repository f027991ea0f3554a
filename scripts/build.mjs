// Bundles every entry under src/ into dist/. `--watch` rebuilds on change, `--dev` leaves the output readable.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { readArgs } from './lib/args.mjs';
import { hashOf, readIfThere } from './lib/hash.mjs';
import { noticesOf } from './lib/notices.mjs';
import { DIST, NODE_MODULES, ROOT } from './lib/paths.mjs';
import { exitOnSignals, isMain, runMain, Trouble, underProjectNode } from './lib/processes.mjs';

const USAGE = 'npm run build [-- --watch] [-- --dev]';
const ENCODINGS = ['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base'];

/** Gives bundled CommonJS code the `import.meta` that the same code has as a module. */
const META_BANNER =
  "const __meta = { url: require('node:url').pathToFileURL(__filename).href, dirname: __dirname, filename: __filename };";
/** Lets CommonJS packages inside an ES module bundle call `require`. */
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** @typedef {import('esbuild').BuildOptions & { name: string, entry: string }} Bundle */

/** @returns {Bundle[]} every bundle of the project, whether its entry exists or not */
function bundles() {
  const cjs = /** @type {const} */ ({
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    banner: { js: META_BANNER },
    define: { 'import.meta': '__meta' },
  });
  return [
    { name: 'extension', entry: 'src/entry/extension-node.ts', outfile: 'extension.cjs', external: ['vscode'], ...cjs },
    { name: 'server', entry: 'src/entry/server-node.ts', outfile: 'server.cjs', ...cjs },
    { name: 'analysis-worker', entry: 'src/entry/analysis-worker.ts', outfile: 'analysis-worker.cjs', ...cjs },
    {
      name: 'cli',
      entry: 'src/entry/cli.ts',
      outfile: 'cli.js',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      banner: { js: `#!/usr/bin/env node\n${REQUIRE_BANNER}` },
    },
    ...webviews(),
  ];
}

/** @returns {Bundle[]} */
function webviews() {
  const folder = join(ROOT, 'src', 'webview');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'main.ts')))
    .map((entry) => ({
      name: `webview-${entry.name}`,
      entry: `src/webview/${entry.name}/main.ts`,
      outfile: join('webview', `${entry.name}.js`),
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
    }));
}

/**
 * Writes dist/ from the entries that exist.
 * @param {{ watch?: boolean, dev?: boolean, quiet?: boolean }} [options]
 * @returns {Promise<{ built: string[], missing: string[] }>} names of bundles; throws a `Trouble` on the first error
 */
export async function build(options = {}) {
  const esbuild = await import('esbuild');
  const all = bundles();
  const present = all.filter((bundle) => existsSync(join(ROOT, bundle.entry)));
  const missing = all.filter((bundle) => !present.includes(bundle)).map((bundle) => bundle.name);
  for (const bundle of all.filter((each) => missing.includes(each.name))) {
    rmSync(join(DIST, bundle.outfile ?? ''), { force: true });
    console.log(`build: ${bundle.entry} does not exist yet, skipped`);
  }
  await writeRanks();
  mkdirSync(join(DIST, 'meta'), { recursive: true });
  const contexts = present.map((bundle) => esbuildOptions(bundle, options));
  if (options.watch) {
    for (const each of contexts) await (await esbuild.context({ ...each, logLevel: 'info' })).watch();
    return { built: present.map((bundle) => bundle.name), missing };
  }
  const results = await Promise.allSettled(contexts.map((each) => esbuild.build(each)));
  const failed = present.filter((_, index) => results[index]?.status === 'rejected').map((bundle) => bundle.entry);
  if (failed.length > 0) throw new Trouble(`build: failed for ${failed.join(', ')} (errors above)`);
  const metafiles = results.flatMap((result) =>
    result.status === 'fulfilled' && result.value.metafile ? [result.value.metafile] : [],
  );
  present.forEach((bundle, index) => {
    report(bundle, metafiles[index], options.quiet ?? false);
  });
  writeFileSync(join(DIST, 'THIRD-PARTY-NOTICES.txt'), `${noticesOf(ROOT, metafiles)}\n`);
  return { built: present.map((bundle) => bundle.name), missing };
}

/**
 * @param {Bundle} bundle
 * @param {{ watch?: boolean, dev?: boolean }} options
 * @returns {import('esbuild').BuildOptions}
 */
function esbuildOptions(bundle, options) {
  const { name: _name, entry, outfile, ...rest } = bundle;
  const readable = options.dev || options.watch;
  return {
    ...rest,
    entryPoints: [join(ROOT, entry)],
    outfile: join(DIST, outfile ?? ''),
    absWorkingDir: ROOT,
    bundle: true,
    // Some packages (jsonc-parser) have a CommonJS form that cannot be bundled beside an ES module form that can.
    ...(rest.platform === 'node' ? { mainFields: ['module', 'main'] } : {}),
    minify: !readable,
    // Class and function names appear in error messages that users report.
    keepNames: true,
    sourcemap: readable ? 'inline' : false,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
    // The bundles are pinned to package.json's own choices, not to a tsconfig's.
    tsconfigRaw: '{}',
  };
}

/**
 * @param {Bundle} bundle
 * @param {import('esbuild').Metafile | undefined} metafile
 * @param {boolean} quiet
 */
function report(bundle, metafile, quiet) {
  writeFileSync(join(DIST, 'meta', `${bundle.name}.json`), JSON.stringify(metafile));
  const bytes = Object.values(metafile?.outputs ?? {}).reduce((sum, output) => sum + output.bytes, 0);
  if (!quiet) console.log(`build: dist/${bundle.outfile}  ${Math.ceil(bytes / 1024)} kB`);
}

/** Writes each encoding's merge ranks as data beside the bundles, so that a bundle loads only the one it needs. */
async function writeRanks() {
  const source = join(NODE_MODULES, 'js-tiktoken', 'package.json');
  const key = hashOf(readFileSync(source), ...ENCODINGS);
  const stamp = join(DIST, 'meta', 'ranks.stamp');
  const folder = join(DIST, 'ranks');
  if (readIfThere(stamp) === key && ENCODINGS.every((id) => existsSync(join(folder, `${id}.json`)))) return;
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(DIST, 'meta'), { recursive: true });
  for (const id of ENCODINGS) {
    const { default: ranks } = await import(`js-tiktoken/ranks/${id}`);
    const { pat_str, special_tokens, bpe_ranks } = ranks;
    writeFileSync(join(folder, `${id}.json`), JSON.stringify({ pat_str, special_tokens, bpe_ranks }));
  }
  writeFileSync(stamp, key);
}

async function main() {
  const { values } = readArgs({ watch: { type: 'boolean' }, dev: { type: 'boolean' } }, USAGE);
  exitOnSignals();
  await bootstrap();
  await underProjectNode();
  const { built } = await build({ watch: values.watch ?? false, dev: values.dev ?? false });
  if (values.watch) console.log('build: watching, Ctrl+C ends');
  else if (built.length === 0) console.log('build: nothing to bundle yet');
}

if (isMain(import.meta.url)) await runMain(main);
