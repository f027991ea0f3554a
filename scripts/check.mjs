// npm run check: types and lint.
import { bootstrap } from './bootstrap.mjs';
import { lint, types } from './lib/checks.mjs';
import { exitOnSignals, runMain, Trouble } from './lib/processes.mjs';

await runMain(async () => {
  exitOnSignals();
  await bootstrap();
  const failed = [...(await types()), ...(await lint())].filter((result) => !result.passed);
  for (const result of failed) console.error(`${result.name}\n${result.output}\n`);
  if (failed.length > 0) throw new Trouble(`${failed.map((result) => result.name).join(', ')}: failed`);
  console.log('Types and lint are clean.');
});
