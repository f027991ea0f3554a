import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { Grouping, type GroupWish } from '../../../src/core/groups/group.ts';
import { problemId } from '../../../src/core/groups/problem-key.ts';
import type { SampleGroup } from '../../../src/core/groups/types.ts';
import type { CorpusRecord } from '../../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';

function groupsOf(records: readonly JsonValue[], wish: GroupWish = {}): readonly SampleGroup[] {
  const choice = chooseReader(records);
  if (choice === null) throw new Error('No reader fits.');
  const grouping = new Grouping(wish);
  records.forEach((value, position) => {
    const record: CorpusRecord = { number: position + 1, line: position + 1, text: JSON.stringify(value), value };
    const { traces } = readRecord(choice, record).value;
    for (const trace of traces) {
      const tokens = trace.reasoning.text.split(/\s+/).length;
      grouping.add({
        trace,
        record: value,
        tracesOfRecord: traces.length,
        file: 0,
        position,
        line: position + 1,
        tokens,
      });
    }
  });
  return grouping.finish();
}

const verdicts = (group: SampleGroup | undefined) =>
  group?.samples.map(({ grade }) => `${grade.verdict} by ${grade.by}`);

const row = (question: string, answer: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue => ({
  question,
  reasoning: `Let me think about it. It is ${answer}.`,
  answer,
  ...more,
});

describe('samples of one problem', () => {
  it('are found by the question, without regard to case, white space and forms of a character', () => {
    const groups = groupsOf([row('What is 1 + 1?', '2'), row('what  is\n１ + 1?', '2'), row('What is 1 + 2?', '3')]);
    expect(groups.map(({ by, samples }) => [by, samples.map(({ position }) => position)])).toEqual([
      ['question', [0, 1]],
      ['question', [2]],
    ]);
  });

  it('are found by the id of the problem when that is wanted, whatever the prompts', () => {
    const records = [row('Q, in short?', '2', { problem_id: 7 }), row('Q, at length?', '2', { problem_id: 7 })];
    expect(groupsOf(records).length).toBe(2);
    expect(groupsOf(records, { groupBy: 'id' }).map(({ by, samples }) => [by, samples.length])).toEqual([['id', 2]]);
    expect(problemId({ extra_info: { index: 3, question_id: 'a' } })).toBe('question_id a');
    expect(problemId({ question: 'Why?' })).toBeNull();
  });

  it('are found in a list inside a record', () => {
    const solution = (value: number) => ({
      text: `So 3 * 4 = ${value}. The answer is ${value}.`,
      is_correct: value === 12,
    });
    const [group, ...more] = groupsOf([
      { question: 'What is 3 * 4?', samples: [solution(12), solution(7), solution(12)] },
    ]);
    expect(more).toEqual([]);
    expect(group?.samples.map(({ traceIndex }) => traceIndex)).toEqual([0, 1, 2]);
    expect(verdicts(group)).toEqual(['correct by recorded', 'wrong by recorded', 'correct by recorded']);
  });
});

describe('grades', () => {
  it('come from mathematical equality with the reference answer; the rule that found the answer is named', () => {
    const [group] = groupsOf([
      row('Half of 1?', 'It is \\boxed{\\frac{1}{2}}.', { reference_answer: '0.5' }),
      row('Half of 1?', '2', { reference_answer: '0.5' }),
    ]);
    expect(verdicts(group)).toEqual(['correct by reference', 'wrong by reference']);
    expect(group?.samples.map(({ grade }) => grade.rule)).toEqual(['last-boxed', 'field']);
    expect(group?.reference).toBe('0.5');
  });

  it('use the reference answer of another sample of the problem', () => {
    const [group] = groupsOf([row('Half of 1?', '0.5'), row('Half of 1?', '7', { reference_answer: '1/2' })]);
    expect(verdicts(group)).toEqual(['correct by reference', 'wrong by reference']);
  });

  it('come from the record where no answer is found, also from a score that is true or false', () => {
    const long = 'So it goes on and on and never says what comes out of all this. '.repeat(5);
    const cut = (more: Readonly<Record<string, JsonValue>>) => ({
      question: '?',
      reasoning: long,
      answer: long,
      ...more,
    });
    const verdictOf = (more: Readonly<Record<string, JsonValue>>) => verdicts(groupsOf([cut(more)])[0]);
    expect(verdictOf({ score: [true], reference_answer: '5' })).toEqual(['correct by recorded']);
    expect(verdictOf({ is_correct: 0 })).toEqual(['wrong by recorded']);
    expect(verdictOf({ score: 1 })).toEqual(['unknown by nothing']);
    expect(verdictOf({ score: [true, false] })).toEqual(['unknown by nothing']);
  });

  it('come from the vote where nobody knows the answer, and from nothing without a majority', () => {
    const [voted, split] = groupsOf([
      ...['4', '4', '5'].map((answer) => row('2 + 2?', answer)),
      ...['1', '2'].map((answer) => row('Which?', answer)),
    ]);
    expect(verdicts(voted)).toEqual(['correct by vote', 'correct by vote', 'wrong by vote']);
    expect(verdicts(split)).toEqual(['unknown by nothing', 'unknown by nothing']);
    expect(verdicts(groupsOf([row('Alone?', '1')])[0])).toEqual(['unknown by nothing']);
  });

  it('of one solution of the data set are the reference of the samples beside it; of several nobody knows which', () => {
    const gsm = (question: string, answer: string): JsonValue => ({ question, answer: `1 + 1 = 2\n#### ${answer}` });
    expect(groupsOf([gsm('1 + 1?', '2')])[0]).toMatchObject({ reference: '2' });
    const [group] = groupsOf([gsm('1 + 1?', '2'), gsm('1 + 1?', '3'), gsm('1 + 1?', '3')]);
    expect(group?.reference).toBeNull();
    expect(verdicts(group)).toEqual(['wrong by vote', 'correct by vote', 'correct by vote']);
  });

  it('can be overruled by a person', () => {
    const records = [row('Half of 1?', '0.5', { reference_answer: '0.5' })];
    const [group] = groupsOf(records, { verdictOf: ({ traceIndex }) => (traceIndex === 0 ? 'wrong' : undefined) });
    expect(verdicts(group)).toEqual(['wrong by person']);
  });

  it('keep to the answer rule that was asked for, such as the first box of O1-Pruner', () => {
    const records = [row('?', 'First \\boxed{1}, no: \\boxed{2}.', { reference_answer: '2' })];
    expect(verdicts(groupsOf(records)[0])).toEqual(['correct by reference']);
    const [group] = groupsOf(records, { answerRule: 'first-boxed' });
    expect([verdicts(group), group?.samples[0]?.grade.answer]).toEqual([['wrong by reference'], '1']);
  });

  it('are unknown, not wrong, where no answer was found', () => {
    const long = 'So it goes on and on and never says what comes out of all this. '.repeat(5);
    const [group] = groupsOf([{ question: '?', reasoning: long, answer: long, reference_answer: '2' }]);
    expect(verdicts(group)).toEqual(['unknown by nothing']);
  });
});
