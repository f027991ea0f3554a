import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDecisions } from '../../../src/core/compress/read-decisions.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const LABELS = ['KEEP', 'DELETE', 'REWRITE', 'MERGE'];
const read = (reply: string) => readDecisions(reply, LABELS).map(({ step, label, text }) => [step, label, text]);

describe('decisions in lines', () => {
  test('in the spellings that models use', () => {
    const reply = [
      'Here are my decisions:',
      '[1] KEEP',
      '2. delete',
      '**[3]** REWRITE: 4 * 6 = 24.',
      'Step 4 - Merge: both',
      'in two lines',
      '- [5]: `DELETE`',
      '[6-8] KEEP',
      '[9] **DELETE** – it repeats step 2',
    ].join('\n');
    expect(read(reply)).toEqual([
      [0, 'KEEP', ''],
      [1, 'DELETE', ''],
      [2, 'REWRITE', '4 * 6 = 24.'],
      [3, 'MERGE', 'both\nin two lines'],
      [4, 'DELETE', ''],
      [5, 'KEEP', ''],
      [6, 'KEEP', ''],
      [7, 'KEEP', ''],
      [8, 'DELETE', 'it repeats step 2'],
    ]);
  });

  test('a text whose lines look like numbers is no decision', () => {
    const reply = '[1] REWRITE:\n1. keep the eggs\n2. 3 + 4 = 7\n[2] KEEP';
    expect(read(reply)).toEqual([
      [0, 'REWRITE', '1. keep the eggs\n2. 3 + 4 = 7'],
      [1, 'KEEP', ''],
    ]);
  });

  test('the first decision on a step counts, unknown labels do not', () => {
    expect(read('[1] DELETE\n[1] KEEP\n[2] PERHAPS\n[0] KEEP')).toEqual([[0, 'DELETE', '']]);
  });

  test('behind thinking and inside a code fence', () => {
    expect(read('<think>[1] DELETE?</think>\n```\n[1] KEEP\n```')).toEqual([[0, 'KEEP', '']]);
    expect(read('<think>[1] DELETE')).toEqual([]);
  });
});

describe('decisions in JSON', () => {
  test('a list, and a list inside an object', () => {
    const list = [{ step: 1, action: 'delete' }, { step: 2, action: 'REWRITE', text: ' x ' }, { step: 'a' }, 3];
    const expected = [
      [0, 'DELETE', ''],
      [1, 'REWRITE', 'x'],
    ];
    expect(read(JSON.stringify(list))).toEqual(expected);
    expect(read(`Sure:\n\`\`\`json\n${JSON.stringify({ steps: list }, null, 2)}\n\`\`\``)).toEqual(expected);
  });

  test('a broken list is read as lines, that is as nothing', () => {
    expect(read('[{"step": 1, "action": "DELETE"')).toEqual([]);
  });
});

test('no reply throws, and every step is named once', () => {
  const piece = fc.constantFrom(
    '[1]',
    ' KEEP',
    ':',
    '\n',
    '{"step":',
    '2',
    '[',
    ']',
    '}',
    '<think>',
    '</think>',
    '```',
    'MERGE',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
      const steps = readDecisions(parts.join(''), LABELS).map(({ step }) => step);
      expect(new Set(steps).size).toBe(steps.length);
    }),
  );
});

test.each(['[', '[1] ', ' ', '1', '*', '[1] KEEP:', '{"', '-', '[{'])('100 kB of %j are read in time', (unit) => {
  const start = cpuTime();
  readDecisions(unit.repeat(100_000 / unit.length), LABELS);
  expect(cpuTime() - start).toBeLessThan(3000);
});
