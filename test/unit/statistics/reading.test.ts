import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TraceAnalyst } from '../../../src/app/analyst.ts';
import type { Work } from '../../../src/app/groups/read-groups.ts';
import { openCorpus } from '../../../src/app/open-corpus.ts';
import { StatisticsReading } from '../../../src/app/report/read-statistics.ts';
import type { StepState } from '../../../src/core/annotations/step-state.ts';
import { corpusCharts } from '../../../src/core/statistics/corpus-charts.ts';
import { LabelStatistics } from '../../../src/core/statistics/label-statistics.ts';
import { estimate } from '../../../src/core/tokens/estimate.ts';
import { analysisPool } from '../../../src/platform/node/analysis-pool.ts';

const RECORDS = 40;

function bytesOf(records: number): Uint8Array {
  const lines = Array.from({ length: records }, (_, at) =>
    JSON.stringify({
      question: `${at % 20} + 1?`,
      reasoning: `First ${at} + 1 = ${at + 1}.\n\nFirst ${at} + 1 = ${at + 1}.\n\nSo the answer is ${at + 1}.`,
      answer: String((at % 20) + (at % 3 === 0 ? 2 : 1)),
      reference_answer: String((at % 20) + 1),
    }),
  );
  return new TextEncoder().encode(lines.join('\n'));
}

const ANALYZE = { segmenter: 'auto', segmenterPattern: '', preset: 'balanced', disabledPasses: [] } as const;
const pool = analysisPool({
  script: resolve(import.meta.dirname, '../../../src/entry/analysis-worker.ts'),
  threads: 3,
  ranks: '',
});
afterAll(() => pool.close());

async function reading(analyst?: TraceAnalyst): Promise<StatisticsReading> {
  const bytes = bytesOf(RECORDS);
  const read = async (start: number, end: number) => bytes.subarray(start, end);
  const corpus = await openCorpus({ sizeBytes: bytes.length, version: '1', read });
  const source = { name: 'x', corpus, variants: null, refused: new Map([['lexical', 2]]), annotations: null };
  const wish = { counter: await estimate.create(), analyze: ANALYZE, grouping: {} };
  return new StatisticsReading([source], analyst ? { ...wish, analyst } : wish);
}

function work(signal: AbortSignal, pause: () => Promise<void> = async () => {}): Work {
  return { signal, pause };
}

function charts(made: StatisticsReading): unknown {
  return corpusCharts(made.figures()).map(({ chart }) => chart);
}

describe('a reading of statistics', () => {
  it('that is stopped anywhere and goes on ends with the same figures', async () => {
    const whole = await reading();
    await whole.run(work(new AbortController().signal));
    for (const stopAfter of [0, 1, 7, RECORDS - 1]) {
      const parts = await reading();
      const controller = new AbortController();
      let pauses = 0;
      if (stopAfter === 0) controller.abort();
      const stopping = work(controller.signal, async () => {
        pauses += 1;
        if (pauses === stopAfter) controller.abort();
      });
      await expect(parts.run(stopping)).rejects.toThrow();
      expect(parts.read).toBe(stopAfter);
      expect(parts.figures().verdicts).toBeNull();
      await parts.run(work(new AbortController().signal));
      expect(charts(parts)).toEqual(charts(whole));
    }
  });

  it('that threads analyse has the same figures, also when it is stopped and goes on', async () => {
    const analyst = pool.under(ANALYZE, 'estimate');
    const alone = await reading();
    await alone.run(work(new AbortController().signal));
    for (const stopAfter of [1, 7, RECORDS]) {
      const threaded = await reading(analyst);
      const controller = new AbortController();
      const stopping = work(controller.signal, async () => {
        if (threaded.read === stopAfter) controller.abort();
      });
      await threaded.run(stopping).catch((error) => expect(controller.signal.aborted, String(error)).toBe(true));
      expect(threaded.read).toBe(stopAfter);
      await threaded.run(work(new AbortController().signal));
      expect(charts(threaded)).toEqual(charts(alone));
    }
  });

  it('says on how many traces its figures rest while it runs', async () => {
    const made = await reading();
    const controller = new AbortController();
    const stopping = work(controller.signal, async () => {
      if (made.read === 10) controller.abort();
    });
    await expect(made.run(stopping)).rejects.toThrow();
    const [first] = corpusCharts(made.figures());
    expect(first?.chart.about).toContain(`10 traces so far, in 10 of ${RECORDS} records.`);
  });

  it('knows the places of what its bars count', async () => {
    const made = await reading();
    await made.run(work(new AbortController().signal));
    for (const { chart, places } of corpusCharts(made.figures())) {
      if (chart.opens === null) continue;
      expect(places, chart.id).toHaveLength(chart.table.rows.length);
    }
    const wrong = corpusCharts(made.figures()).find(({ chart }) => chart.id === 'verdicts');
    const at = wrong?.chart.table.rows.findIndex(([title]) => title === 'Wrong') ?? -1;
    expect(wrong?.places[at]?.().every(({ position }) => position % 3 === 0)).toBe(true);
  });
});

const state = (annotator: string, label: string | null, more: Partial<StepState> = {}): StepState => ({
  annotator,
  label,
  rating: null,
  flagged: false,
  note: '',
  origin: 'person',
  time: '',
  stale: false,
  labelledText: '',
  ...more,
});
const place = (position: number) => ({ file: 0, position, traceIndex: 0 });

describe('statistics of labels', () => {
  it('count progress, labels and stale ones, but no suggestions', () => {
    const labels = new LabelStatistics();
    labels.addTrace(
      { steps: [[state('a', 'skip')], [state('a', null, { rating: -1 })]], isDone: false, lost: 1 },
      place(0),
    );
    labels.addTrace({ steps: [[state('a', 'skip', { stale: true })], []], isDone: false, lost: 0 }, place(1));
    labels.addTrace({ steps: [[state('a', 'skip', { origin: 'analysis' })]], isDone: false, lost: 0 }, place(2));
    labels.addTrace({ steps: [], isDone: true, lost: 0 }, place(3));
    expect(labels.figures()).toMatchObject({ done: 2, begun: 1, untouched: 1, stale: 2, suggested: 1, agreement: [] });
    expect(labels.figures().labels.map(({ label, steps }) => [label, steps])).toEqual([
      ['skip', 2],
      ['rated -1', 1],
    ]);
  });

  it('have the agreement of each two annotators, also merged from parts', () => {
    const parts = [new LabelStatistics(), new LabelStatistics()];
    const both = (a: string, b: string) => [state('ann', a), state('bob', b)];
    parts[0]?.addTrace({ steps: [both('keep', 'keep'), both('skip', 'skip')], isDone: false, lost: 0 }, place(0));
    parts[1]?.addTrace({ steps: [both('keep', 'skip'), both('keep', 'keep')], isDone: false, lost: 0 }, place(1));
    const all = new LabelStatistics();
    for (const part of parts) all.merge(part);
    // Observed 3 of 4; by chance 3/4 * 2/4 + 1/4 * 2/4 = 1/2.
    expect(all.figures().agreement).toEqual([{ annotators: 'ann and bob', steps: 4, equal: 3, kappa: 0.5 }]);
    expect(all.figures().alpha).toBeCloseTo(1 - (2 * 7) / (2 * 5 * 3), 10);
  });
});
