import { renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type MochaClass from 'mocha';

/** One finished test, as scripts/host-tests.mjs reads it. */
interface HostResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

/** Runs the bundled specs and writes the report. The runner gives mocha's place and the report's by the environment. */
export async function activate(): Promise<void> {
  const { COT_LENS_MOCHA: mochaPath, COT_LENS_HOST_REPORT: reportPath } = process.env;
  if (!mochaPath || !reportPath) return;
  const results: HostResult[] = [];
  try {
    const load = createRequire(join(__dirname, 'extension.cjs'));
    const Mocha = load(mochaPath) as typeof MochaClass;
    const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: 'min' });
    mocha.addFile(join(__dirname, 'specs.cjs'));
    await new Promise<void>((done) => {
      mocha
        .run(() => done())
        .on('pass', (test) => results.push({ name: test.fullTitle(), passed: true, output: '' }))
        .on('fail', (test, error: Error) =>
          results.push({ name: test.fullTitle(), passed: false, output: error.stack ?? error.message }),
        );
    });
  } catch (error) {
    const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
    results.push({ name: 'the host suite loads', passed: false, output });
  }
  writeFileSync(`${reportPath}.part`, JSON.stringify(results));
  renameSync(`${reportPath}.part`, reportPath);
}
