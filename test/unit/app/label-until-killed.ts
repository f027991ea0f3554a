import { writeSync } from 'node:fs';
import { openAnnotations } from '../../../src/app/annotation-store.ts';
import { nodeAppendFile } from '../../../src/platform/node/files.ts';
import { labelOf } from './labels-of-kill.ts';

// Labels one step after the other as a quick person would, several of them before the disk has the first; says "done N" when
// label N is acknowledged. Goes on until it is killed.
const AT_ONCE = 12;
const [path = '', from = '0'] = process.argv.slice(2);
const log = await openAnnotations(nodeAppendFile(path));
let next = Number(from);

async function label(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    const { trace, step, said, source } = labelOf(number);
    await log.putStep(trace, step, said, source);
    writeSync(1, `done ${number}\n`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, label));
