import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AnalysisPool, analystHere } from '../../../src/app/analyst.ts';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import type { Trace } from '../../../src/core/model/trace.ts';
import { estimate } from '../../../src/core/tokens/estimate.ts';
import { analysisPool } from '../../../src/platform/node/analysis-pool.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const CHOICES = { segmenter: 'auto', segmenterPattern: '', preset: 'balanced', disabledPasses: [] } as const;
const open: AnalysisPool[] = [];

afterEach(async () => {
  for (const pool of open.splice(0)) await pool.close();
});

function poolOf(script: string, threads: number): AnalysisPool {
  const pool = analysisPool({ script: join(ROOT, script), threads, ranks: join(ROOT, 'no-such-folder') });
  open.push(pool);
  return pool;
}

const real = (threads: number): AnalysisPool => poolOf('src/entry/analysis-worker.ts', threads);
const odd = (threads: number) => poolOf('test/unit/platform/odd-worker.ts', threads).under(CHOICES, 'estimate');

async function sampleTraces(): Promise<readonly Trace[]> {
  const bytes = readFileSync(join(ROOT, 'samples/long-thinking.jsonl'));
  const read = async (start: number, end: number) => bytes.subarray(start, end);
  const corpus = await openCorpus({ sizeBytes: bytes.length, version: '1', read });
  const traces: Trace[] = [];
  for (let at = 0; at < corpus.count; at += 1) traces.push(...((await corpus.entry(at))?.traces ?? []));
  return traces;
}

function traceOf(question: string): Trace {
  return {
    id: question,
    index: 0,
    question: { text: question, source: null },
    reasoning: { text: '1 + 1 = 2', source: null },
    answer: null,
    referenceAnswer: null,
  } as Trace;
}

describe('a pool of threads that analyse', () => {
  it('gives each trace the analysis that it has in this thread', async () => {
    const here = analystHere(CHOICES, await estimate.create());
    const there = real(3).under(CHOICES, 'estimate');
    const traces = await sampleTraces();
    expect(traces.length).toBeGreaterThan(3);
    const made = await Promise.all(traces.map((trace) => there.analyze(trace)));
    expect(made).toEqual(await Promise.all(traces.map((trace) => here.analyze(trace))));
  });

  it('says why an analysis failed and goes on with the others', async () => {
    const pool = real(1);
    const [trace = traceOf('none')] = await sampleTraces();
    const failing = pool.under(CHOICES, 'cl100k_base').analyze(trace);
    const fine = pool.under(CHOICES, 'estimate').analyze(trace);
    await expect(failing).rejects.toThrow(/A trace could not be analysed: ENOENT.*no-such-folder/);
    expect((await fine).analysis.tokenizer).toBe('estimate');
  });

  it.each([
    ['throw', /its thread was lost: the thread had an error/],
    ['end', /its thread was lost: it ended with code 3/],
  ])('replaces a thread that is lost (%s) and fails only the trace that it had', async (question, message) => {
    const analyst = odd(1);
    const before = await analyst.analyze(traceOf('fine'));
    const lost = analyst.analyze(traceOf(question));
    const after = analyst.analyze(traceOf('fine'));
    await expect(lost).rejects.toThrow(message);
    expect((await after).analysis.tokens.answer).not.toBe(before.analysis.tokens.answer);
  });

  it('says that its program is not there', async () => {
    const analyst = poolOf('no-such-worker.cjs', 1).under(CHOICES, 'estimate');
    await expect(analyst.analyze(traceOf('fine'))).rejects.toThrow(/its thread was lost: Cannot find module/);
  });

  it('ends a running analysis that is stopped, however long it would take', async () => {
    const analyst = odd(1);
    await analyst.analyze(traceOf('fine'));
    const stop = new AbortController();
    const hanging = analyst.analyze(traceOf('hang'), { signal: stop.signal });
    const next = analyst.analyze(traceOf('fine'));
    stop.abort(new Error('stopped'));
    await expect(hanging).rejects.toThrow('stopped');
    expect((await next).analysis.tokens.reasoning).toBe(1);
  });

  it('does not begin what was stopped while it waited', async () => {
    const analyst = odd(1);
    const stop = new AbortController();
    const first = analyst.analyze(traceOf('fine'));
    const stopped = analyst.analyze(traceOf('fine'), { signal: stop.signal });
    const last = analyst.analyze(traceOf('fine'));
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    expect((await first).analysis.tokens.reasoning).toBe(1);
    expect((await last).analysis.tokens.reasoning).toBe(2);
    await expect(analyst.analyze(traceOf('fine'), { signal: stop.signal })).rejects.toThrow('stopped');
  });

  it('takes what somebody looks at before what waits, the newest first', async () => {
    const analyst = odd(1);
    const order: string[] = [];
    const named = (name: string, urgent: boolean) =>
      analyst.analyze(traceOf(name), { urgent }).then(() => order.push(name));
    await Promise.all([named('a', false), named('b', false), named('seen', true), named('seen later', true)]);
    expect(order).toEqual(['a', 'seen later', 'seen', 'b']);
  });

  it('works with all its threads at the same time', async () => {
    const analyst = odd(2);
    const stop = new AbortController();
    const hanging = analyst.analyze(traceOf('hang'), { signal: stop.signal });
    await analyst.analyze(traceOf('fine'));
    stop.abort(new Error('stopped'));
    await expect(hanging).rejects.toThrow('stopped');
  });

  it('rejects what waits and what runs when it is closed', async () => {
    const pool = poolOf('test/unit/platform/odd-worker.ts', 1);
    const analyst = pool.under(CHOICES, 'estimate');
    const made = [analyst.analyze(traceOf('hang')), analyst.analyze(traceOf('fine'))];
    const outcomes = Promise.allSettled(made);
    await pool.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(analyst.analyze(traceOf('fine'))).rejects.toThrow('closed');
  });
});
