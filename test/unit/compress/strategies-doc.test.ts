import { expect, test } from 'vitest';
import { docsText, generatedDocs } from '../../eval/compress/docs.ts';
import { defaultCounter } from '../../helpers/compress-inputs.ts';

test('docs/strategies.md says what the registries and the shipped samples say', async () => {
  const counter = await defaultCounter();
  expect(docsText(), 'run node test/eval/compress.ts --docs').toBe(generatedDocs(docsText(), counter));
});
