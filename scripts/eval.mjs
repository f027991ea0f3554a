// npm run eval: the figures of the analysis, against the committed ledger.
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { projectNode, ROOT } from './lib/paths.mjs';
import { exitOnSignals, run, runMain } from './lib/processes.mjs';

await runMain(async () => {
  exitOnSignals();
  await bootstrap();
  const { code } = await run(projectNode(), [join(ROOT, 'test', 'eval', 'eval.ts'), ...process.argv.slice(2)], {
    cwd: ROOT,
  });
  process.exit(code);
});
