import assert from 'node:assert/strict';
import { extensions } from 'vscode';

describe('the extension in its host', () => {
  it('is installed from the packaged file', () => {
    const extension = extensions.getExtension('cot-lens.cot-lens');
    assert.ok(extension, 'the packaged extension is not installed');
  });

  it('activates without an error', async () => {
    const extension = extensions.getExtension('cot-lens.cot-lens');
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });
});
