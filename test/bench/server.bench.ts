// How soon a trace document shows its lenses, on the real language server over streams. `node test/bench/server.bench.ts`
import { performance } from 'node:perf_hooks';
import { renderDocument } from '../../src/core/document/render.ts';
import { segmentText } from '../../src/core/segment/segment.ts';
import { startEditor } from '../lsp/harness.ts';
import { median, tellRatio } from './ratios.ts';

const ROUNDS = 9;

/** A made-up trace of that many steps, none like another, with numbers that depend on each other. */
function madeUpTrace(steps: number): string {
  const paragraphs = Array.from({ length: steps }, (_, i) => {
    const a = 3 + i;
    return `Box ${i + 1} holds ${a} red and ${a + 2} blue marbles, so it has ${a} + ${a + 2} = ${2 * a + 2} marbles in all.`;
  });
  const reasoning = paragraphs.join('\n\n');
  const { steps: spans } = segmentText(reasoning, 'blank-line');
  return renderDocument({
    question: 'How many marbles?',
    reasoning,
    answer: '42',
    referenceAnswer: null,
    steps: spans,
  });
}

/** The plain scan to compare with: every code unit of the text once. */
function plainScan(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) sum += text.charCodeAt(i);
  return sum;
}

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

const editor = await startEditor();
editor.open('cot-trace:/warm.cot', madeUpTrace(20));
await editor.lenses('cot-trace:/warm.cot');
console.log('steps | open to lenses, ms | edit to lenses, ms | open / plain scan');
for (const steps of [20, 200, 2000]) {
  const text = madeUpTrace(steps);
  const opened: number[] = [];
  const edited: number[] = [];
  const scanned: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const uri = `cot-trace:/${steps}-${round}.cot`;
    const own = `${text}${round}\n`;
    opened.push(
      await timed(async () => {
        editor.open(uri, own);
        await editor.lenses(uri);
      }),
    );
    edited.push(
      await timed(async () => {
        editor.change(uri, 'x', { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } });
        await editor.lenses(uri);
      }),
    );
    scanned.push(await timed(() => plainScan(own)));
    editor.close(uri);
  }
  const row = [
    steps,
    median(opened).toFixed(0),
    median(edited).toFixed(0),
    Math.round(median(opened) / median(scanned)),
  ];
  console.log(row.join(' | '));
  const value = median(opened) / median(scanned);
  tellRatio({ name: `server.open-to-lenses.${steps}-steps`, value, better: 'lower', unit: 'x plain scan' });
}
process.exit(0);
