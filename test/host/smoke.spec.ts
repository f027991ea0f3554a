import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { extensions } from 'vscode';

describe('the extension in its host', () => {
  it('is installed from the packaged file', () => {
    const extension = extensions.getExtension('cot-lens.cot-lens');
    assert.ok(extension, 'the packaged extension is not installed');
  });

  it('activates without an error', async () => {
    const extension = extensions.getExtension('cot-lens.cot-lens');
    const wasActive = extension?.isActive;
    const start = performance.now();
    await extension?.activate();
    const took = Math.round(performance.now() - start);
    assert.equal(extension?.isActive, true);
    // A figure for docs/benchmarks.md, not a bound: machines are noisy. Nothing to say when something activated it before.
    const { COT_LENS_HOST_REPORT: report } = process.env;
    if (report && !wasActive) writeFileSync(`${report}.activation`, `${took} ms\n`);
  });
});
