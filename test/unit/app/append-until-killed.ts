import { writeSync } from 'node:fs';
import { openVariants } from '../../../src/app/variant-store.ts';
import { nodeAppendFile } from '../../../src/platform/node/files.ts';
import { variantRow } from './rows.ts';

// Appends rows for ever; says "begin ID" right before a row is written and "done ID" when it is acknowledged. Rows are so
// large that writing one takes a while, so that a kill can tear it.
const [path = '', round = ''] = process.argv.slice(2);
const inner = nodeAppendFile(path);
let id = '';
const file = {
  ...inner,
  append: (bytes: Uint8Array) => {
    writeSync(1, `begin ${id}\n`);
    return inner.append(bytes);
  },
};
const variants = await openVariants(file);
for (let count = 0; ; count += 1) {
  id = `${round}-${count}`;
  await variants.append(variantRow(id, 'x'.repeat(4_000_000)));
  writeSync(1, `done ${id}\n`);
}
