import { describe, expect, it } from 'vitest';
import { openAnnotations, readAnnotations } from '../../../src/app/annotation-store.ts';
import { stepHash } from '../../../src/core/document/step-hash.ts';
import type { AnnotatedTrace, StepAnchor, StepLabel } from '../../../src/core/model/annotation.ts';
import { memoryFile } from './memory-files.ts';

const TRACE: AnnotatedTrace = { record: 3, traceIndex: 0, traceId: 'a', sourceHash: 'h1' };
const SKIP: StepLabel = { label: 'skip', rating: null, flagged: false, note: '' };
const source = (time: string, annotator = 'ann') =>
  ({ time, toolVersion: 'test', annotator, origin: 'person' }) as const;

function step(index: number): StepAnchor {
  const text = `step ${index}`;
  return { index, start: index, end: index + 1, hash: stepHash(text), text };
}

describe('annotations beside a corpus', () => {
  it('are there again after opening, verdicts of earlier versions too', async () => {
    const old = { v: 1, kind: 'verdict', id: 'o', ...TRACE, verdict: 'wrong', time: '1', toolVersion: '0' };
    const file = memoryFile(Buffer.from(`${JSON.stringify(old)}\n`));
    const log = await openAnnotations(file);
    await log.putStep(TRACE, step(1), SKIP, source('2'));
    await log.putNote(
      TRACE,
      { annotator: 'ann', note: 'odd', flagged: true, done: true },
      { time: '2', toolVersion: 't' },
    );
    const again = await openAnnotations(file);
    expect(again.of('h1', 0)).toBe('wrong');
    expect(again.stepRows(TRACE)).toMatchObject([{ label: 'skip', step: { index: 1 }, annotator: 'ann' }]);
    expect(again.notesOf(TRACE)).toMatchObject([{ note: 'odd', done: true }]);
    expect(again.damaged).toBe(0);
  });

  it('count at once, before they are on the disk', async () => {
    const log = await openAnnotations(memoryFile());
    const stored = log.putStep(TRACE, step(1), SKIP, source('1'));
    expect(log.stepRows(TRACE)).toHaveLength(1);
    await stored;
    expect(log.stepRows(TRACE)).toHaveLength(1);
  });

  it('are taken back and told when they cannot be written', async () => {
    const file = memoryFile();
    const log = await openAnnotations({ ...file, append: () => Promise.reject(new Error('disk full')) });
    await expect(log.putStep(TRACE, step(1), SKIP, source('1'))).rejects.toThrow('disk full');
    expect(log.stepRows(TRACE)).toEqual([]);
  });

  it('are found when the record moved, and when it changed at its place', async () => {
    const log = await openAnnotations(memoryFile());
    await log.putStep(TRACE, step(1), SKIP, source('1'));
    expect(log.stepRows({ ...TRACE, record: 9 })).toHaveLength(1);
    expect(log.stepRows({ ...TRACE, sourceHash: 'h2' })).toHaveLength(1);
    expect(log.stepRows({ ...TRACE, sourceHash: 'h2', record: 9 })).toEqual([]);
    expect(log.stepRows({ ...TRACE, traceIndex: 1 })).toEqual([]);
  });

  it('of two people are merged by putting the rows together, in any order and twice', async () => {
    const [a, b] = [memoryFile(), memoryFile()];
    const [ann, bob] = [await openAnnotations(a), await openAnnotations(b)];
    await ann.putStep(TRACE, step(1), SKIP, source('1'));
    await bob.putStep(TRACE, step(1), { ...SKIP, label: 'keep' }, source('2', 'bob'));
    await ann.put(TRACE, 'correct', { time: '5', toolVersion: 't' });
    await bob.put(TRACE, 'none', { time: '4', toolVersion: 't' });
    expect(await ann.add(await readAnnotations(b))).toBe(2);
    expect(await ann.add(await readAnnotations(b))).toBe(0);
    expect(await bob.add(await readAnnotations(a))).toBe(2);
    for (const log of [ann, bob, await openAnnotations(a), await openAnnotations(b)]) {
      expect(
        log
          .stepRows(TRACE)
          .map(({ annotator, label }) => `${annotator} ${label}`)
          .sort(),
      ).toEqual(['ann skip', 'bob keep']);
      expect(log.of('h1', 0)).toBe('correct');
    }
  });

  it('that are damaged stay in the file and are told of', async () => {
    const bad = ['{"kind":"step"}', '{"v":1,"kind":"step","id":"x"}', 'nonsense'].join('\n');
    const file = memoryFile(Buffer.from(`${bad}\n`));
    const log = await openAnnotations(file);
    expect(log.damaged).toBe(3);
    await log.putStep(TRACE, step(0), SKIP, source('1'));
    expect(Buffer.from(file.bytes).toString().startsWith(`${bad}\n`)).toBe(true);
  });
});
