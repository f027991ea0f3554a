// npm run eval: the figures of the analysis and of compression, against the committed ledgers.
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { projectNode, ROOT } from './lib/paths.mjs';
import { exitOnSignals, run, runMain } from './lib/processes.mjs';

await runMain(async () => {
  exitOnSignals();
  await bootstrap();
  const measure = (script, args) => run(projectNode(), [join(ROOT, 'test', 'eval', script), ...args], { cwd: ROOT });
  const analysis = await measure('eval.ts', process.argv.slice(2));
  console.log('\nCompression\n');
  const compression = await measure('compress.ts', process.argv.slice(2));
  process.exit(analysis.code || compression.code);
});
