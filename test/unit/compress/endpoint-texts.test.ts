import { beforeAll, describe, expect, test } from 'vitest';
import { chunksOf, groupsOf, replaceSpans } from '../../../src/core/compress/chunks.ts';
import { finishEndpoint } from '../../../src/core/compress/compress.ts';
import type { ModelQuestion } from '../../../src/core/compress/model-questions.ts';
import { readAnswer, readReply } from '../../../src/core/compress/read-reply.ts';
import { endpointStrategies } from '../../../src/core/compress/registry.ts';
import type { CompressOptions, EndpointReading } from '../../../src/core/compress/types.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { defaultCounter, inputOf } from '../../helpers/compress-inputs.ts';
import { type ModelScript, scriptedModel } from '../../helpers/scripted-model.ts';
import { fencedIn } from '../../helpers/stand-in-model.ts';
import { traceOf } from './trace-of.ts';

let counter: TokenCounter;
beforeAll(async () => {
  counter = await defaultCounter();
});

const EGGS = traceOf(
  [
    'Okay, let us begin with the number of boxes, of which there are 4 in all, as the question says.',
    'Each box has 6 eggs, so there are 4 * 6 = 24 eggs in the boxes before anything is sold.',
    'Wait, let me check that again to be sure: 4 * 6 = 24, yes, that is right, I am sure of it now.',
    'Of these 5 are sold, and so 24 - 5 = 19 eggs are left in the boxes at the end of the day.',
    'So the answer is \\boxed{19}.',
  ].join('\n'),
  { question: '4 boxes of 6 eggs; 5 eggs are sold. How many are left?', answer: '19' },
);
const SHORT = '4 * 6 = 24\n24 - 5 = 19\n\\boxed{19}';
const tags = (text: string): string => `<compressed>\n${text}\n</compressed>`;

async function run(id: string, script: ModelScript, options: CompressOptions = {}) {
  const strategy = endpointStrategies.find((each) => each.id === id);
  if (strategy === undefined) throw new Error(`no strategy ${id}`);
  const { model, questions } = scriptedModel(script);
  const input = inputOf(EGGS, counter);
  const reading = await strategy.run(input, options, model);
  return { reading, questions, result: finishEndpoint(strategy, reading, input) };
}

const promptOf = (question: ModelQuestion | undefined): string =>
  question?.kind === 'ask' ? question.messages.map(({ content }) => content).join('\n') : '';
const noteOf = (reading: EndpointReading): string => ('note' in reading ? (reading.note ?? '') : '');
const reasonOf = (reading: EndpointReading): string => ('reason' in reading ? reading.reason : '');

describe('reading replies', () => {
  const text = (reply: string) => readReply(reply, []);

  test('thinking, announcements and fences go', () => {
    expect(text('<think>I will use <compressed>x</compressed></think>\n<compressed>a</compressed>')).toEqual({
      text: 'a',
    });
    expect(text('The template ate my tag.</think>\n\na b')).toEqual({ text: 'a b' });
    expect(text('Here is the shortened reasoning:\n\n```\na\n```')).toEqual({ text: 'a' });
    expect(text('Sure, this is it:\na\nb')).toEqual({ text: 'a\nb' });
  });

  test('a plain fence inside the tags goes, one of code stays', () => {
    expect(text('<compressed>\n```text\na\n```\n</compressed>')).toEqual({ text: 'a' });
    expect(text('<compressed>\n```js\na\n```\n</compressed>')).toEqual({ text: '```js\na\n```' });
    expect(text('<compressed>\n```\na\n```\nb\n```\nc\n```\n</compressed>')).toEqual({
      text: '```\na\n```\nb\n```\nc\n```',
    });
  });

  test('a text that only begins like an announcement stays', () => {
    expect(text('So we have:\na')).toEqual({ text: 'So we have:\na' });
    expect(text('Okay, 4 * 6 = 24.\nDone.')).toEqual({ text: 'Okay, 4 * 6 = 24.\nDone.' });
  });

  test('no text: thinking without an end, an apology', () => {
    expect(text('<think>hm')).toEqual({ refused: 'The reply stops inside its thinking.' });
    expect(text("I'm sorry, but I can't help with that.")).toEqual({ refused: 'The model declined to answer.' });
    expect(text('<compressed>Sorry, 3 is wrong; it is 4.</compressed>')).toEqual({
      text: 'Sorry, 3 is wrong; it is 4.',
    });
  });

  test('answers: tags, a boxed or named one, a bare line; else none', () => {
    expect(readAnswer('So <answer>\n19 </answer>')).toBe('19');
    expect(readAnswer('<answer>$\\boxed{19}$</answer>')).toBe('19');
    expect(readAnswer('<answer>19')).toBe('19');
    expect(readAnswer('It follows that \\boxed{7}.')).toBe('7');
    expect(readAnswer('42')).toBe('42');
    expect(readAnswer('<think>9</think>\n8')).toBe('8');
    expect(readAnswer('I cannot say.')).toBeNull();
    expect(readAnswer('a\nb')).toBeNull();
    expect(readAnswer('<answer></answer>')).toBeNull();
  });
});

describe('c3ot', () => {
  test('tells the model its level; 2 when none is given, never outside of 1 to 3', async () => {
    const said = async (level?: number) => {
      const { questions, reading } = await run('c3ot', { ask: [tags(SHORT)] }, level === undefined ? {} : { level });
      return { prompt: promptOf(questions[0]), note: noteOf(reading) };
    };
    expect((await said()).note).toBe('Level 2 of 3.');
    expect((await said(9)).note).toBe('Level 3 of 3.');
    expect((await said(1)).prompt).toContain('Compress lightly');
    expect((await said(3)).prompt).toContain('Compress hard');
  });

  test('a short text that keeps the derivation is accepted', async () => {
    const { result } = await run('c3ot', { ask: [tags(SHORT)] });
    expect([result.accepted, result.text]).toEqual([true, SHORT]);
  });
});

describe('skip-steps', () => {
  const four = tags('[1] 4 boxes.\n[2] 4 * 6 = 24 eggs.\n[3] 24 - 5 = 19.\n[4] \\boxed{19}');
  const three = tags('[1] 4 * 6 = 24 eggs.\n[2] 24 - 5 = 19.\n[3] \\boxed{19}');
  const asked = (replies: Readonly<Record<number, string>>): ModelScript => ({
    ask: (prompt) => replies[Number(/in exactly (\d+) step/.exec(prompt)?.[1])] ?? 'no such question',
  });

  test('asks for one and two steps fewer and takes the shortest', async () => {
    const { reading, questions, result } = await run('skip-steps', asked({ 4: four, 3: three }));
    expect(questions).toHaveLength(2);
    expect(promptOf(questions[0])).toContain('[5] So the answer is');
    expect(result.accepted).toBe(true);
    expect(result.text).toBe('4 * 6 = 24 eggs.\n24 - 5 = 19.\n\\boxed{19}');
    expect(noteOf(reading)).toBe('3 steps of 5.');
  });

  test('says what was rejected: another count, another answer', async () => {
    const wrong = four.replaceAll('19', '18');
    const { reading, result } = await run('skip-steps', asked({ 4: wrong, 3: three }));
    expect(result.accepted).toBe(true);
    expect(noteOf(reading)).toContain('Rejected the text in 4 steps:');
    const none = await run('skip-steps', asked({ 4: three, 3: four.replace('[1]', '[7]') }));
    expect(reasonOf(none.reading)).toBe(
      'Rejected the text in 4 steps: it has 3 steps. Rejected the text in 3 steps: it has no numbered steps.',
    );
  });
});

describe('chain-of-draft', () => {
  test('counts words and takes drafts within the limit at once', async () => {
    const { reading, questions, result } = await run('chain-of-draft', { ask: [tags(SHORT)] });
    expect(questions).toHaveLength(1);
    expect(promptOf(questions[0])).toContain('A step has at most 5 words.');
    expect(noteOf(reading)).toBe('3 of 3 steps within 5 words.');
    expect(result.accepted).toBe(true);
  });

  test('asks once again when a step is far over, and takes the better reply that guards take', async () => {
    const long = `There were four whole boxes with six eggs in each one of them: 4 * 6 = 24\n24 - 5 = 19\n\\boxed{19}`;
    const again = await run('chain-of-draft', { ask: [tags(long), tags(SHORT)] }, { wordsPerStep: 4 });
    expect(again.questions).toHaveLength(2);
    expect(promptOf(again.questions[1])).toContain(
      '1 of 3 steps are longer than asked. The longest step has 13 words.',
    );
    expect([again.result.text, noteOf(again.reading)]).toEqual([
      SHORT,
      '3 of 3 steps within 4 words. Asked again, as steps were far too long.',
    ]);
    const worse = await run('chain-of-draft', { ask: [tags(long), tags('4 * 6 = 25\n\\boxed{20}')] });
    expect(worse.result.text).toBe(long);
    const refused = await run('chain-of-draft', { ask: [tags(long), '<compressed>cut'] });
    expect(refused.result.text).toBe(long);
  });
});

describe('length-target', () => {
  test('measures, says how far off a reply is, and keeps the nearest that guards take', async () => {
    const middle = `There are 4 * 6 = 24 eggs in the boxes. 24 - 5 = 19 eggs are left. \\boxed{19}`;
    const { reading, questions, result } = await run(
      'length-target',
      { ask: [tags(EGGS.reasoning), tags(SHORT), tags(middle)] },
      { budgetTokens: 34 },
    );
    expect(questions).toHaveLength(3);
    expect(promptOf(questions[0])).toContain('Write it in 34 tokens.');
    expect(promptOf(questions[1])).toMatch(
      /Your text has \d+ tokens; 34 were asked. Make it shorter by about \d+ tokens/,
    );
    expect(promptOf(questions[2])).toMatch(/Keep about \d+ tokens more/);
    expect(result.accepted).toBe(true);
    expect(result.text).toBe(middle);
    expect(noteOf(reading)).toBe(`Asked 34 tokens, got ${result.tokens.after}. Nearest of 3 rounds.`);
  });

  test('stops when the length is met; an unreadable reply ends the rounds', async () => {
    const { after } = (await run('c3ot', { ask: [tags(SHORT)] })).result.tokens;
    const met = await run('length-target', { ask: [tags(SHORT)] }, { budgetTokens: after });
    expect([met.questions.length, noteOf(met.reading)]).toEqual([1, `Asked ${after} tokens, got ${after}. One round.`]);
    const cut = await run('length-target', { ask: [tags(SHORT), '<compressed>'] }, { ratio: 0.9 });
    expect(cut.result.text).toBe(SHORT);
    expect(noteOf(cut.reading)).toContain('The reply stops before its end.');
  });

  test('a nearer text that guards refuse is not taken', async () => {
    const wrong = SHORT.replaceAll('19', '18');
    const near = counter.count(wrong);
    const { result } = await run('length-target', { ask: [tags(wrong), tags(EGGS.reasoning)] }, { budgetTokens: near });
    expect([result.accepted, result.text]).toEqual([true, EGGS.reasoning]);
  });
});

describe('chunk-rewrite', () => {
  const brief = (part: string): string =>
    part
      .split('\n')
      .filter((line) => !line.startsWith('Wait') && !line.startsWith('Okay'))
      .map((line) => (/\d+ [*-] \d+ = \d+|.boxed.*\}/.exec(line) ?? [line])[0])
      .join('\n');

  test('three seeded texts a chunk; the likeliest of the short ones is taken', async () => {
    const texts = ['24 - 5 = 19 left', '24 - 5 = 19 remain', `${'long '.repeat(40)}24 - 5 = 19`];
    const { reading, questions, result } = await run('chunk-rewrite', {
      ask: (prompt, index) =>
        tags(`4 * 6 = 24\n${texts[index % 3]}\n${fencedIn(prompt, 'PART') === null ? '' : '\\boxed{19}'}`),
      score: (_, text) => ({
        kind: 'scored',
        tokens: [{ start: 0, end: 1, logprob: text.includes('remain') ? -1 : -2 }],
      }),
    });
    const asked = questions.filter((question) => question.kind === 'ask');
    expect(asked.map((question) => question.options)).toEqual([1, 2, 3].map((seed) => ({ temperature: 0.7, seed })));
    expect(result.accepted).toBe(true);
    expect(result.text).toContain('remain');
    expect(noteOf(reading)).toContain('chosen by their log-probability');
  });

  test('without scoring the numbers decide', async () => {
    const { reading, result } = await run('chunk-rewrite', {
      ask: (prompt, index) => tags(index === 0 ? '24 - 5 = 19\n\\boxed{19}' : brief(fencedIn(prompt, 'PART') ?? '')),
    });
    expect(result.text).toBe(SHORT);
    expect(noteOf(reading)).toContain('as the endpoint does not score');
  });

  test('texts that are longer or make numbers up are not used', async () => {
    const { reading } = await run('chunk-rewrite', {
      ask: [tags(`${EGGS.reasoning} And so on.`), tags('4 * 6 = 24, 77'), '<compressed>'],
    });
    expect(reasonOf(reading)).toBe('No chunk got a text that is shorter and passes the guards.');
  });

  test('chunks cover the steps in order; groups do not reach over gaps', () => {
    const input = inputOf(EGGS, counter);
    const chunks = chunksOf(input, 40);
    expect(chunks.flatMap(({ first, last }) => [first, last])).toEqual([0, 1, 2, 3, 4, 4]);
    expect(
      replaceSpans(
        EGGS.reasoning,
        chunks.map(({ start, end }) => ({ start, end, text: EGGS.reasoning.slice(start, end) })),
      ),
    ).toBe(EGGS.reasoning);
    expect(groupsOf([1, 2, 3, 7, 8], 2)).toEqual([
      [1, 2, 3],
      [7, 8],
    ]);
    expect(groupsOf([1, 2, 3], 9)).toEqual([[1], [2], [3]]);
  });
});

describe('prompt', () => {
  test('an instruction alone is enough; nothing at all is refused', async () => {
    const { questions, result } = await run(
      'prompt',
      { ask: [tags(SHORT)] },
      { instruction: 'Only equations, please.' },
    );
    expect(promptOf(questions[0])).toContain('Only equations, please.\n\nThe question:\n<<<QUESTION-1');
    expect(result.accepted).toBe(true);
    expect(reasonOf((await run('prompt', { ask: ['x'] })).reading)).toContain('Say what to do');
  });

  test('a person’s own texts get the variables', async () => {
    const user =
      'Q {{question}} S {{steps}} A {{answer}} {{ratio}} {{budget}} {{tokens}} {{language}} {{instruction}} {{nothing}}.';
    const options = { ratio: 0.5, prompts: { prompt: { system: 'Mine.', user } } };
    const prompt = promptOf((await run('prompt', { ask: [tags(SHORT)] }, options)).questions[0]);
    expect(prompt).toContain('Mine.\nQ <<<QUESTION-1');
    expect(prompt).toContain('[2] Each box has 6 eggs');
    expect(prompt).toMatch(/ 0\.5 \d+ \d+ Latin {2}\.$/);
  });

  test('a prompt without the trace is refused before anything is asked', async () => {
    const options = { prompts: { prompt: { system: '', user: 'Say {{answer}}.' } } };
    const { reading, questions } = await run('prompt', { ask: ['x'] }, options);
    expect(reasonOf(reading)).toContain('neither {{reasoning}} nor {{steps}}');
    expect(questions).toEqual([]);
  });
});
