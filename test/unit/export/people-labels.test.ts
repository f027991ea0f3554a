import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openAnnotations } from '../../../src/app/annotation-store.ts';
import type { ExportSource } from '../../../src/app/export/types.ts';
import { anchorsOf } from '../../../src/core/annotations/anchor.ts';
import { stepHash } from '../../../src/core/document/step-hash.ts';
import { prmStepwise } from '../../../src/core/export/exporters/prm-stepwise.ts';
import { prm800k } from '../../../src/core/export/exporters/prm800k.ts';
import { trlPreference } from '../../../src/core/export/exporters/trl-preference.ts';
import { trlPromptCompletion } from '../../../src/core/export/exporters/trl-prompt-completion.ts';
import type { TraceExporter } from '../../../src/core/export/types.ts';
import type { StepLabel } from '../../../src/core/model/annotation.ts';
import { exported, rowsIn, sourceOf } from '../../helpers/export-runs.ts';
import { faultsOf } from '../../helpers/export-units.ts';
import { memoryFile } from '../app/memory-files.ts';

const STEPS = ['First 2 * 3 = 6.', 'So it goes, on and on.', 'Then 6 + 4 = 10.'];
const RECORD = { question: 'How much is 2 * 3 + 4?', steps: STEPS, answer: '10' };

type Said = Partial<StepLabel> & { readonly step: number; readonly by?: string; readonly words?: string };

/** The record as a source with labels of its steps; `words` are those of a step before it changed. */
async function labelled(said: readonly Said[], record: object = RECORD): Promise<ExportSource> {
  const source = await sourceOf([record]);
  const entry = await source.corpus.entry(0);
  const trace = entry?.traces[0];
  if (!entry || !trace?.givenSteps) throw new Error('no steps');
  const place = { record: entry.record.number, traceIndex: 0, traceId: trace.id, sourceHash: entry.hash };
  const { text } = trace.reasoning;
  const hashes = trace.givenSteps.map(({ start, end }) => stepHash(text.slice(start, end)));
  const anchors = anchorsOf(text, trace.givenSteps, hashes);
  const labels = await openAnnotations(memoryFile());
  for (const { step, by = 'ann', words, ...label } of said) {
    const anchor = anchors[step];
    if (!anchor) throw new Error(`no step ${step}`);
    const then = words === undefined ? anchor : { ...anchor, text: words, hash: stepHash(words) };
    const whole = { label: null, rating: null, flagged: false, note: '', ...label };
    const made = { time: `2026-01-0${step + 1}T00:00:00Z`, toolVersion: '0', annotator: by, origin: 'person' } as const;
    await labels.putStep(place, then, whole, { ...made, seconds: 2 });
  }
  return { ...source, labels };
}

const all = (label: string) => STEPS.map((_step, step) => ({ step, label }));

describe('labels of people in prm-stepwise', () => {
  const rows = async (said: readonly Said[], more = {}) => {
    const { report, folder } = await exported([await labelled(said)], { exporter: prmStepwise, ...more });
    return { row: report.units === 0 ? null : rowsIn(folder, 'train.jsonl')[0], report };
  };

  it('are its ratings, up to the first step that nobody rated', async () => {
    const { row, report } = await rows([
      { step: 0, rating: 1 },
      { step: 1, rating: -1 },
    ]);
    expect(row).toEqual({ prompt: RECORD.question, completions: STEPS.slice(0, 2), labels: [true, false] });
    expect(report.warnings).toEqual([]);
  });

  it('are false for skip where nobody rated, which is told', async () => {
    const { row, report } = await rows([
      ...all('keep').slice(0, 1),
      { step: 1, label: 'skip' },
      { step: 2, label: 'merge' },
    ]);
    expect(row?.labels).toEqual([true, false, true]);
    expect(report.warnings[0]?.[0]).toContain('not needed');
  });

  it('leave out what changed since, and ties, and tell both', async () => {
    const { row, report } = await rows([
      { step: 0, rating: 1 },
      { step: 1, rating: 1, words: 'So it goes on.' },
      { step: 2, rating: 1 },
    ]);
    expect(row?.labels).toEqual([true]);
    expect(report.warnings.map(([why, times]) => `${times} ${why}`)).toEqual([
      '1 A label was left out: its step changed since.',
      '1 A labelled step was left out: one before it is open.',
    ]);
    const tied = await rows([
      { step: 0, rating: 1 },
      { step: 0, rating: -1, by: 'bob' },
    ]);
    expect(tied.row).toBeNull();
    const bob = await rows(
      [
        { step: 0, rating: 1 },
        { step: 0, rating: -1, by: 'bob' },
      ],
      { annotator: 'bob' },
    );
    expect(bob.row?.labels).toEqual([false]);
  });

  it('go before those of the record, which count where nobody said anything', async () => {
    const record = { ...RECORD, mistake_index: 1 };
    const own = await exported([await labelled([], record)], { exporter: prmStepwise });
    expect(rowsIn(own.folder, 'train.jsonl')[0]?.labels).toEqual([true, false]);
    const said = await exported([await labelled([{ step: 0, rating: -1 }], record)], { exporter: prmStepwise });
    expect(rowsIn(said.folder, 'train.jsonl')[0]?.labels).toEqual([false]);
  });
});

describe('prm800k', () => {
  const row = async (said: readonly Said[], record: object = RECORD) => {
    const { report, folder } = await exported([await labelled(said, record)], { exporter: prm800k });
    expect(report.faults).toEqual([]);
    return rowsIn(folder, 'train.jsonl')[0];
  };

  it('writes the record of the data set', async () => {
    const made = await row([
      { step: 0, rating: 1, flagged: true },
      { step: 1, label: 'skip' },
      { step: 2, rating: 1 },
    ]);
    expect(made).toEqual({
      labeler: 'ann',
      timestamp: '2026-01-03T00:00:00Z',
      generation: null,
      is_quality_control_question: false,
      is_initial_screening_question: false,
      question: {
        problem: RECORD.question,
        ground_truth_solution: null,
        ground_truth_answer: null,
        pre_generated_steps: STEPS,
        pre_generated_answer: '10',
        pre_generated_verifier_score: null,
      },
      label: {
        steps: STEPS.map((text, index) => ({
          completions: [{ text, rating: index === 1 ? 0 : 1, flagged: index === 0 }],
          human_completion: null,
          chosen_completion: 0,
        })),
        total_time: 6000,
        finish_reason: 'solution',
      },
    });
  });

  it('ends at the first mistake, and gives up where labels end before', async () => {
    const wrong = await row(all('keep').map((said) => ({ ...said, rating: said.step === 1 ? (-1 as const) : 1 })));
    expect(wrong?.label).toMatchObject({
      steps: [{ chosen_completion: 0 }, { chosen_completion: null, completions: [{ rating: -1 }] }],
      finish_reason: 'found_error',
    });
    expect((await row([{ step: 0, rating: 1 }]))?.label).toMatchObject({ finish_reason: 'give_up' });
    expect(await row([], { ...RECORD, mistake_index: 0 })).toMatchObject({ labeler: 'record' });
  });

  it('refuses rows that the trajectory cannot be read from', async () => {
    const made = await row([{ step: 0, rating: 1 }]);
    const broken = JSON.parse(JSON.stringify(made).replace('"chosen_completion":0', '"chosen_completion":1'));
    expect(faultsOf(prm800k, [{ file: 'rows', row: broken }])).toEqual([
      '"label.steps[0].chosen_completion" is no place in its completions',
    ]);
    const rated = JSON.parse(JSON.stringify(made).replace('"rating":1', '"rating":2'));
    expect(faultsOf(prm800k, [{ file: 'rows', row: rated }])[0]).toContain('rating');
    const more = { ...made, extra: 1 };
    expect(faultsOf(prm800k, [{ file: 'rows', row: JSON.parse(JSON.stringify(more)) }])).toHaveLength(1);
  });
});

describe('ratings that a PRM800K record brings', () => {
  const records = readFileSync(new URL('../../fixtures/readers/prm800k/made-up.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly label: { readonly finish_reason: string } });
  const rowsOf = async (exporter: TraceExporter) => {
    const { report, folder } = await exported([await sourceOf(records)], { exporter, dedupe: false });
    expect(report.faults).toEqual([]);
    return rowsIn(folder, 'train.jsonl');
  };

  it('are the labels of prm-stepwise: of each step that was taken, to the first mistake', async () => {
    expect((await rowsOf(prmStepwise)).map(({ labels }) => labels)).toEqual([
      [true, true, true],
      [true, false],
      [true, true],
    ]);
  });

  it('are those of prm800k again, with who rated and when', async () => {
    const rows = await rowsOf(prm800k);
    expect(rows.map(({ labeler, timestamp }) => [labeler, timestamp])).toEqual(
      records.map((record) => {
        const { labeler, timestamp } = record as unknown as Record<string, string>;
        return [labeler, timestamp];
      }),
    );
    const labels = rows.map(
      ({ label }) => label as { readonly finish_reason: string; readonly steps: readonly unknown[] },
    );
    expect(labels.map(({ finish_reason }) => finish_reason)).toEqual(records.map(({ label }) => label.finish_reason));
    expect(labels.map(({ steps }) => steps.length)).toEqual([3, 2, 2]);
  });
});

describe('the source "labels"', () => {
  const said: readonly Said[] = [...all('keep').slice(0, 1), { step: 1, label: 'skip' }, { step: 2, label: 'rewrite' }];
  const wish = { exporter: trlPromptCompletion, source: 'labels' } as const;

  it('exports the trace without the steps labelled skip', async () => {
    const { folder } = await exported([await labelled(said)], wish);
    const text = JSON.stringify(rowsIn(folder, 'train.jsonl')[0]);
    expect(text).toContain('6 + 4 = 10');
    expect(text).not.toContain('So it goes');
  });

  it('leaves out what a guard refuses, with its reason, and traces that nobody labelled', async () => {
    const needed = all('keep').map((each) => (each.step === 1 ? each : { ...each, label: 'skip' }));
    const refused = await exported([await labelled(needed)], wish);
    expect(refused.report.units).toBe(0);
    expect(refused.report.skipped[0]?.[0]).toMatch(/^The guard ".+" refuses what the labels leave\.$/);
    const none = await exported([await labelled([])], wish);
    expect(none.report.skipped).toEqual([['No step has a label that counts.', 1]]);
  });

  it('stands beside the original for exporters that take pairs', async () => {
    const { folder, report } = await exported([await labelled(said)], {
      exporter: trlPreference,
      source: 'labels',
      options: { pairs: 'variants' },
    });
    expect(report.units).toBe(1);
    const { chosen, rejected } = rowsIn(folder, 'train.jsonl')[0] ?? {};
    expect(JSON.stringify(chosen)).not.toContain('So it goes');
    expect(JSON.stringify(rejected)).toContain('So it goes');
  });
});
