import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorSteps, anchorsOf, type PresentStep } from '../../../src/core/annotations/anchor.ts';
import { stepStates } from '../../../src/core/annotations/trace-annotations.ts';
import { stepHash } from '../../../src/core/document/step-hash.ts';
import type { StepAnchor, StepLabelRow } from '../../../src/core/model/annotation.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const stepsOf = (texts: readonly string[]): PresentStep[] => texts.map((text) => ({ text, hash: stepHash(text) }));

function anchors(texts: readonly string[], indices: readonly number[]): StepAnchor[] {
  let end = 0;
  const spans = texts.map((text) => {
    const start = end;
    end += text.length;
    return { start, end };
  });
  const all = anchorsOf(texts.join(''), spans, texts.map(stepHash));
  return indices.flatMap((index) => all[index] ?? []);
}

const LONG = [
  'There are 3 boxes with 4 pens each, so 3 * 4 = 12 pens.',
  'He buys 5 more of them in the shop next door.',
  'Together that makes 12 + 5 = 17 pens in all.',
  'Wait, let me check that sum again.',
];

describe('labels of steps', () => {
  it('follow their words when steps are put in, removed or moved elsewhere', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,9}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(words, words, fc.infiniteStream(fc.nat()), (before, others, random) => {
        const now = [...before, ...others.filter((each) => !before.includes(each))];
        for (let i = now.length - 1; i > 0; i -= 1) {
          const j = (random.next().value ?? 0) % (i + 1);
          [now[i], now[j]] = [now[j] ?? '', now[i] ?? ''];
        }
        const all = before.map((_text, index) => index);
        const places = anchorSteps(anchors(before, all), stepsOf(now));
        expect(places).toEqual(before.map((text) => ({ index: now.indexOf(text), stale: false })));
      }),
    );
  });

  it('stay at their own one among equal steps when one is put in before them', () => {
    const before = ['a', 'Wait.', 'b', 'Wait.', 'c', 'Wait.'];
    expect(anchorSteps(anchors(before, [3, 5]), stepsOf(['new', ...before])).map((place) => place?.index)).toEqual([
      4, 6,
    ]);
    expect(anchorSteps(anchors(before, [1]), stepsOf(before))).toEqual([{ index: 1, stale: false }]);
  });

  it('are stale on a step whose words changed, found by their likeness', () => {
    const now = LONG.map((text, index) => (index === 2 ? text.replace('17', '18') : text));
    expect(anchorSteps(anchors(LONG, [1, 2]), stepsOf(now))).toEqual([
      { index: 1, stale: false },
      { index: 2, stale: true },
    ]);
  });

  it('have no place when their step is gone', () => {
    const now = LONG.filter((_text, index) => index !== 1);
    expect(anchorSteps(anchors(LONG, [0, 1, 3]), stepsOf(now))).toEqual([
      { index: 0, stale: false },
      null,
      { index: 2, stale: false },
    ]);
    expect(anchorSteps(anchors(LONG, [1]), [])).toEqual([null]);
  });
});

function row(
  annotator: string,
  index: number,
  label: string | null,
  time: string,
  more: Partial<StepLabelRow> = {},
): StepLabelRow {
  const [step] = anchors(LONG, [index]);
  if (!step) throw new Error('no step');
  const made = { time, toolVersion: 'test', id: `${annotator}${index}${label}${time}` };
  const trace = { record: 1, traceIndex: 0, traceId: 'x', sourceHash: 'h' };
  const said = { label, rating: null, flagged: false, note: '' };
  return { v: 1, kind: 'step', ...made, ...trace, annotator, step, ...said, origin: 'person', ...more };
}

describe('what people say of steps', () => {
  const labels = (rows: readonly StepLabelRow[], now = LONG) =>
    stepStates(rows, stepsOf(now)).steps.map((states) => states.map(({ annotator, label }) => `${annotator}:${label}`));

  it('is the last that each of them said, in whatever order the rows stand', () => {
    const rows = [
      row('ann', 0, 'skip', '1'),
      row('bob', 0, 'keep', '2'),
      row('ann', 0, 'merge', '3'),
      row('ann', 2, 'skip', '1'),
    ];
    for (const order of [rows, [...rows].reverse()]) {
      expect(labels(order)).toEqual([['ann:merge', 'bob:keep'], [], ['ann:skip'], []]);
    }
  });

  it('is nothing any more when it was taken back', () => {
    expect(labels([row('ann', 0, 'skip', '1'), row('ann', 0, null, '2')])).toEqual([[], [], [], []]);
  });

  it('is marked where the step changed, gives way to a newer label there, and is listed apart where the step is gone', () => {
    const now = [...LONG.slice(0, 2), (LONG[2] ?? '').replace('17', '18')];
    const rows = [row('ann', 2, 'skip', '1'), row('ann', 3, 'skip', '1')];
    const states = stepStates(rows, stepsOf(now));
    expect(states.steps[2]).toMatchObject([{ label: 'skip', stale: true, labelledText: LONG[2] }]);
    expect(states.lost.map(({ step }) => step.index)).toEqual([3]);
    const step = { index: 2, start: 0, end: 9, hash: stepHash(now[2] ?? ''), text: now[2] ?? '' };
    const again = stepStates(
      [...rows, row('ann', 2, 'keep', '0', { step, sourceHash: 'other', id: 'z' })],
      stepsOf(now),
    );
    expect(again.steps[2]).toMatchObject([{ label: 'keep', stale: false }]);
  });

  it('is found fast in a long trace with many rows, whether its steps are the same, changed, or others', () => {
    const word = (index: number, end: string) =>
      `Step ${index}: add ${index * 7}${end} and note that the sum is right.`;
    const before = Array.from({ length: 2_000 }, (_, index) => word(index, ''));
    const steps = anchors(before, [...before.keys()]);
    const rows = ['ann', 'bob', 'cy', 'di', 'ed'].flatMap((name) =>
      steps.map((step) => row(name, 0, 'keep', '1', { step, id: `${name}${step.index}` })),
    );
    const took = (now: readonly string[]) => {
      const present = stepsOf(now);
      const began = cpuTime();
      const { steps, lost } = stepStates(rows, present);
      expect(cpuTime() - began).toBeLessThan(4000);
      return { labelled: steps.filter((states) => states.length === 5).length, lost: lost.length };
    };
    expect(took(before)).toEqual({ labelled: 2_000, lost: 0 });
    expect(took(before.map((_text, index) => word(index, ' again'))).lost).toBe(0);
    expect(took(before.map((_text, index) => `${index}`))).toEqual({ labelled: 0, lost: 10_000 });
  });
});
