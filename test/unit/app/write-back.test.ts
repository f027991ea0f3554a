import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Corpus, openCorpus } from '../../../src/app/open-corpus.ts';
import { traceEdits } from '../../../src/app/trace-edits.ts';
import { planWriteBack, type WritePlan } from '../../../src/app/write-back.ts';
import { parseDocument } from '../../../src/core/document/parse.ts';
import { renderDocument } from '../../../src/core/document/render.ts';
import type { DocumentContent } from '../../../src/core/document/types.ts';
import type { Trace } from '../../../src/core/model/trace.ts';
import { bytesSource, spliced, textSource } from './memory-files.ts';

const MAPPING = { reasoning: ['cot'], question: ['q'] } as const;
const text = fc.string({ unit: 'binary', maxLength: 30 });
const record = fc.record({ q: text, cot: text, extra: fc.jsonValue({ maxDepth: 2 }) });
const lineEnd = fc.constantFrom('\n', '\r\n', '\n\n', '\n  \n');

async function open(source: string | Uint8Array): Promise<Corpus> {
  return openCorpus(typeof source === 'string' ? textSource(source) : bytesSource(source), { mapping: MAPPING });
}

async function base(corpus: Corpus, position: number): Promise<{ number: number; hash: string; trace: Trace }> {
  const entry = await corpus.entry(position);
  const trace = entry?.traces[0];
  if (!entry || !trace) throw new Error(`no trace at ${position}`);
  return { number: entry.record.number, hash: entry.hash, trace };
}

/** Saves another reasoning text into a record, as the editor does it. */
async function save(
  now: Corpus,
  shown: { number: number; hash: string; trace: Trace },
  reasoning: string,
): Promise<WritePlan> {
  const { trace } = shown;
  const content: DocumentContent = {
    question: trace.question?.text ?? null,
    reasoning,
    answer: trace.answer?.text ?? null,
    referenceAnswer: trace.referenceAnswer?.text ?? null,
    steps: [],
  };
  const wanted = traceEdits(trace, parseDocument(renderDocument(content)));
  if (!wanted.ok) throw new Error(wanted.message);
  return planWriteBack(now, shown, wanted.edits);
}

const line = (cot: string, q = 'q'): string => JSON.stringify({ q, cot });

describe('a write-back', () => {
  it('changes one string of one record and no other byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(record, lineEnd), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        text,
        fc.boolean(),
        async (rows, pick, newText, marked) => {
          const chosen = pick % rows.length;
          const source = `${marked ? '\ufeff' : ''}${rows.map(([value, end]) => JSON.stringify(value) + end).join('')}`;
          const bytes = new TextEncoder().encode(source);
          const corpus = await open(bytes);
          const old = rows[chosen]?.[0];
          // Without a reasoning text there is no trace to save; equal records are told apart by their number.
          fc.pre(old !== undefined && (await corpus.entry(chosen))?.traces.length === 1);
          const plan = await save(corpus, await base(corpus, chosen), newText);
          if (!plan.ok) throw new Error(JSON.stringify(plan.refusal));
          const result = spliced(bytes, plan.patch);
          const span = corpus.span(chosen);
          expect([plan.patch.startByte, plan.patch.endByte]).toEqual([span?.start, span?.end]);
          const after = await open(result);
          expect(after.count).toBe(rows.length);
          for (const [index, [value]] of rows.entries()) {
            const expected = index === chosen ? { ...value, cot: newText } : value;
            // JSON.stringify is what wrote them, so the same words mean the same bytes.
            expect((await after.entry(index))?.record.value).toEqual(JSON.parse(JSON.stringify(expected)));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leaves the spelling of everything else in the record as it was', async () => {
    const odd = '{ "q" :"\\u0041\\/b",\t"cot":"old", "n": 1.0e+2, "cot2":"\\ud83d" }';
    const corpus = await open(odd);
    const plan = await save(corpus, await base(corpus, 0), 'new');
    expect(plan.ok && plan.patch.recordText).toBe(odd.replace('"old"', '"new"'));
  });

  it('writes nothing when nothing changed', async () => {
    const corpus = await open(line('as it was'));
    const { trace } = await base(corpus, 0);
    const content = { question: 'q', reasoning: 'as it was', answer: null, referenceAnswer: null, steps: [] };
    expect(traceEdits(trace, parseDocument(renderDocument(content)))).toMatchObject({ ok: true, edits: [] });
  });

  it('finds a record that moved, and says under which number it stands now', async () => {
    const before = await open([line('a'), line('b')].join('\n'));
    const shown = await base(before, 1);
    const moved = [line('x'), line('y'), line('a'), line('b'), ''].join('\n');
    const plan = await save(await open(moved), shown, 'B');
    expect(plan).toMatchObject({ ok: true, patch: { recordNumber: 4 } });
    expect(plan.ok && Buffer.from(spliced(Buffer.from(moved), plan.patch)).toString()).toBe(
      moved.replace('"b"', '"B"'),
    );
  });

  it('writes to the record at its own place even when another has the same words', async () => {
    const twins = [line('same'), line('same')].join('\n');
    const corpus = await open(twins);
    const plan = await save(corpus, await base(corpus, 1), 'other');
    expect(plan.ok && Buffer.from(spliced(Buffer.from(twins), plan.patch)).toString()).toBe(
      [line('same'), line('other')].join('\n'),
    );
  });

  it.each([
    ['the record changed', [line('changed'), line('b')], 'changed'],
    ['the record moved and stands there twice', [line('x'), line('a'), line('a')], 'changed'],
    ['the file got shorter', [], 'gone'],
  ] as const)('is refused when %s', async (_name, now, kind) => {
    const shown = await base(await open([line('a'), line('b')].join('\n')), 0);
    expect(await save(await open(now.join('\n')), shown, 'A')).toEqual({ ok: false, refusal: { kind } });
  });

  it('is refused for a record with bytes that are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"q":"'), Buffer.from([0xff, 0xc3]), Buffer.from('","cot":"old"}')]);
    const corpus = await open(bytes);
    expect((await corpus.entry(0))?.writable).toBe(false);
    expect(await save(corpus, await base(corpus, 0), 'new')).toEqual({ ok: false, refusal: { kind: 'not-utf8' } });
  });

  it('is refused when the edit does not fit the record', async () => {
    const corpus = await open(line('old'));
    const source = { kind: 'text', path: ['cot'], start: 0, end: 3 } as const;
    const plan = await planWriteBack(corpus, await base(corpus, 0), [{ source, oldText: 'odl', newText: 'new' }]);
    expect(plan).toEqual({ ok: false, refusal: { kind: 'patch', reason: 'changed' } });
  });

  it('looks for a moved record in blocks, not with a read of the file for each record', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => line(`cot ${i}`));
    const shown = await base(await open(lines.join('\n')), 0);
    const moved = textSource(`${line('x')}\n${lines.join('\n')}`);
    let reads = 0;
    const counted = await openCorpus(
      {
        ...moved,
        read: (start, end) => {
          reads += 1;
          return moved.read(start, end);
        },
      },
      { mapping: MAPPING },
    );
    reads = 0;
    expect(await save(counted, shown, 'new')).toMatchObject({ ok: true, patch: { recordNumber: 2 } });
    expect(reads).toBeLessThan(10);
  });
});
