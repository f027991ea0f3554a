import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { icot } from '../../../src/core/export/exporters/icot.ts';
import { icotLine, onOneLine, readIcotLine } from '../../../src/core/export/icot-line.ts';
import { r50kBase } from '../../../src/core/tokens/r50k_base.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { exportTrace, faultsOf, jobOf, type TraceWish } from '../../helpers/export-units.ts';

const GSM: TraceWish = {
  question: 'How many clips did Natalia sell?',
  reasoning: 'In May she sold 48/2 = <<48/2=24>>24 clips.\nAltogether 48+24 = <<48+24=72>>72 clips.',
  tail: '\n#### 72',
  answer: '72',
  reference: '72',
};
/** Only where the real traces lie beside the repository. */
const OFFICIAL = resolve(import.meta.dirname, '../../../../shared/traces/internalize_cot/gsm8k_valid_first200.txt');

function made(wish: TraceWish, options: Readonly<Record<string, string | number | boolean>> = {}) {
  return icot.start({ ...jobOf(icot, options), splits: ['train', 'valid'] }).rows(exportTrace(wish));
}

function lines(wish: TraceWish, options: Readonly<Record<string, string | number | boolean>> = {}) {
  return made(wish, options).rows.map(({ row }) => row);
}

test('equations only is the form of the official GSM8K files', () => {
  expect(lines(GSM, { cot: 'equations' })).toEqual([
    'How many clips did Natalia sell?||<<48/2=24>> <<48+24=72>> #### 72',
  ]);
});

test('the whole text is put on one line, and marks in it are told', () => {
  const { rows, warnings } = made(GSM);
  expect(rows[0]?.row).toBe(
    'How many clips did Natalia sell?||In May she sold 48/2 = <<48/2=24>>24 clips. Altogether 48+24 = <<48+24=72>>72 clips. #### 72',
  );
  expect(warnings?.join()).toContain('cot=equations');
  expect(faultsOf(icot, rows)).toEqual([]);
});

test('a right answer is written as the reference writes it, because answers are compared as strings', () => {
  expect(lines({ answer: '\\$10.00', reference: '10' })[0]).toMatch(/ #### 10$/);
  expect(lines({ answer: '10 clips', reference: null, verdict: 'unknown' }, { ungraded: true })[0]).toMatch(
    / #### 10 clips$/,
  );
});

test('thousands separators go from the answer, and only they', () => {
  expect(lines({ answer: '1,234,567', reference: null })[0]).toMatch(/ #### 1234567$/);
  expect(lines({ answer: '$1,400', reference: null })[0]).toMatch(/ #### \$1400$/);
  for (const answer of ['(3,4)', '1,2,3', '(1,234)', '12,34'])
    expect(made({ answer, reference: null }).skipped).toEqual([
      'A comma in the answer is no thousands separator, and the trainer deletes it.',
    ]);
});

test.each<readonly [TraceWish, string]>([
  [{ question: null }, 'No question.'],
  [{ verdict: 'wrong' }, 'The answer is wrong.'],
  [{ verdict: 'unknown' }, 'Nobody knows whether the answer is right.'],
  [{ answer: null, reference: null }, 'No final answer.'],
  [{ reasoning: '' }, 'No reasoning.'],
  [{ reasoning: 'a || b' }, 'A text holds "||", which parts question and reasoning.'],
  [{ question: 'How much is |x| || 3?' }, 'A text holds "||", which parts question and reasoning.'],
  [{ question: 'How much is |x|' }, 'The line would be read as another question, reasoning or answer.'],
  [{ reasoning: '#### Step 1\n\n6 + 4 = 10' }, 'A text holds "####", which parts reasoning and answer.'],
  [{ reasoning: 'so</s> 10' }, 'A text holds an end-of-text token, by which the trainer finds the parts.'],
])('%j is left out with the reason', (wish, why) => {
  expect(made(wish)).toEqual({ rows: [], skipped: [why] });
});

test('a trace without marks has no equations', () => {
  expect(made({ reasoning: '6 + 4 = 10' }, { cot: 'equations' }).skipped).toEqual(['No <<...>> equations.']);
});

test('ungraded traces come on request', () => {
  expect(lines({ verdict: 'unknown' }, { ungraded: true })).toHaveLength(1);
  expect(lines({ verdict: 'wrong' }, { ungraded: true })).toHaveLength(0);
});

test('fixed stages remove from the left; beyond the threshold everything', () => {
  const reasoning = '1 2 3 4 5 6 7 8 9 10';
  const options = { stages: '8', 'stages-up-to': 24, 'remove-all-beyond': 16 };
  const { rows, warnings } = made({ question: 'q', reasoning, answer: '5', reference: '5' }, options);
  expect(rows).toEqual([
    { file: 'lines', row: 'q||1 2 3 4 5 6 7 8 9 10 #### 5' },
    { file: 'removed-8', row: 'q||9 10 #### 5' },
    { file: 'removed-16', row: 'q||#### 5' },
    { file: 'removed-24', row: 'q||#### 5' },
  ]);
  expect(faultsOf(icot, rows)).toEqual([]);
  expect(warnings).toEqual(['Fixed stages remove pieces between white space, not tokens: an approximation.']);
});

test('with a tokenizer that knows places stages cut at its tokens, the blank before the reasoning counted in', async () => {
  const ranks = (await import('js-tiktoken/ranks/r50k_base')).default;
  const counter = await r50kBase.create(async () => ranks);
  const job = {
    ...jobOf(icot, { stages: '8', 'stages-up-to': 16, cot: 'equations' }),
    tokenizer: counter.id,
    countTokens: (text: string) => counter.count(text),
    tokenEnds: (text: string) => counter.tokenEnds?.(text) ?? [],
  };
  const run = icot.start(job);
  const { rows, warnings } = run.rows(exportTrace(GSM));
  // " <<" "48" "/" "2" "=" "24" ">>" " <<" | "48" "+" "24" "=" "72" ">>"
  expect(rows.map(({ row }) => String(row).split('||')[1])).toEqual([
    '<<48/2=24>> <<48+24=72>> #### 72',
    '48+24=72>> #### 72',
    '#### 72',
  ]);
  const exact =
    'Fixed stages remove tokens of r50k_base: exact only for models that have this tokenizer (GPT-2 has r50k_base).';
  expect(warnings).toContain(exact);
  const written = [{ kind: 'removed-8', split: 'train', path: 'stages/removed-8/train.txt', rows: 1 }] as const;
  const [extra] = run.extras?.(written) ?? [];
  expect(extra?.path).toBe('stages/stages.json');
  expect(JSON.parse(extra?.text ?? '')).toMatchObject({
    unit: exact,
    stages: [
      { removed: 8, files: [{ path: 'stages/removed-8/train.txt', rows: 1 }] },
      { removed: 16, files: [] },
    ],
  });
});

test('a missing valid split and long rows are told, the first once', () => {
  const run = icot.start(jobOf(icot));
  const long = 'word '.repeat(160);
  expect(run.rows(exportTrace({ reasoning: long })).warnings).toEqual([
    'Longer than 150 tokens: with --max_len_train 150 its whole batch is passed over.',
    'The trainer needs a valid.txt; there is no valid split.',
  ]);
  expect(run.rows(exportTrace({})).warnings).toEqual([]);
  expect(made({ reasoning: 'word '.repeat(1100) }).warnings).toEqual([
    'Longer than 1024 tokens: GPT-2 cannot read the row.',
  ]);
});

test.each([
  [3, 'the row is no line of text'],
  [' ', 'the line is empty, and the loader passes over it'],
  ['q cot #### 5', 'the line has 0 "||" instead of 1, and the loader passes over it'],
  ['q||a||b #### 5', 'the line has 2 "||" instead of 1, and the loader passes over it'],
  ['q||cot', 'there is no "####" behind "||", and the loader stops'],
  ['q||a #### 4 #### 5', 'there is more than one "####"'],
  ['q||a #### 1,000', 'the answer has a comma, which the loader deletes'],
  ['q||a ####', 'there is no answer behind "####"'],
  ['||a #### 5', 'there is no question before "||"'],
  ['q||a <|endoftext|> #### 5', 'the line holds an end-of-text token, by which the trainer finds the parts'],
])('the check refuses %j', (row, why) => {
  expect(faultsOf(icot, [{ file: 'lines', row }])).toEqual([why]);
});

test('whatever is written is read again as the same row', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '1', ' ', '\n', '|', '#', ',', '\u2028', '.'), maxLength: 20 });
  fc.assert(
    fc.property(text, text, text, (question, cot, answer) => {
      const line = icotLine({ question, cot, answer });
      if ('why' in line) return;
      expect(line.line).not.toMatch(/[\r\n\u2028]/);
      expect(readIcotLine(line.line)).toEqual({
        question: onOneLine(question),
        cot: onOneLine(cot),
        answer: onOneLine(answer).replaceAll(',', ''),
      });
    }),
  );
});

test('hostile texts take no long', () => {
  const start = cpuTime();
  for (const unit of [' ', '1', '1,', '<', '<<1', '|', '#', '\n'])
    made({ question: unit.repeat(100_000), reasoning: unit.repeat(100_000), answer: unit.repeat(100_000) });
  expect(cpuTime() - start).toBeLessThan(4000);
});

test.skipIf(!existsSync(OFFICIAL))(
  'the check reads the official validation file, where one answer loses its comma',
  () => {
    const rows = readFileSync(OFFICIAL, 'utf8').trimEnd().split('\n');
    expect(rows).toHaveLength(200);
    const faults = faultsOf(
      icot,
      rows.map((row) => ({ file: 'lines', row })),
    );
    expect(faults).toEqual(['the answer has a comma, which the loader deletes']);
  },
);
