import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceText } from '../../../src/core/analysis/types.ts';
import { finishEndpoint } from '../../../src/core/compress/compress.ts';
import type { ModelQuestion } from '../../../src/core/compress/model-questions.ts';
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

const STEPS = [
  'Okay, let us see what the question wants from us here.',
  'There are 4 * 6 = 24 eggs in the boxes.',
  'Wait, let me double-check: 4 * 6 = 24, that is right.',
  'So 24 - 5 = 19 eggs are left.',
  'Hmm, maybe counting every single egg would have been another way, but that takes long.',
  'The answer is \\boxed{19}.',
];
const EGGS = traceOf(STEPS.join('\n'), { question: '4 boxes of 6 eggs; 5 are sold. How many are left?', answer: '19' });

async function run(id: string, script: ModelScript, options: CompressOptions = {}, trace: TraceText = EGGS) {
  const strategy = endpointStrategies.find((each) => each.id === id);
  if (strategy === undefined) throw new Error(`no strategy ${id}`);
  const { model, questions } = scriptedModel(script);
  const input = inputOf(trace, counter);
  const reading = await strategy.run(input, options, model);
  return { reading, questions, result: finishEndpoint(strategy, reading, input) };
}

const promptOf = (question: ModelQuestion | undefined): string =>
  question?.kind === 'ask' ? question.messages.map(({ content }) => content).join('\n') : '';
const noteOf = (reading: EndpointReading): string => ('note' in reading ? (reading.note ?? '') : '');
const reasonOf = (reading: EndpointReading): string => ('reason' in reading ? reading.reason : '');
const kindsOf = (reading: EndpointReading): readonly string[] =>
  reading.kind === 'plan' ? reading.plan.actions.map(({ kind }) => kind) : [];

describe('step-edit', () => {
  test('the four actions become a plan', async () => {
    const reply = '[1] DELETE\n[2] REWRITE: 4 * 6 = 24.\n[3] DELETE\n[4] KEEP\n[5] DELETE\n[6] KEEP';
    const { reading, result, questions } = await run('step-edit', { ask: [reply] });
    expect(promptOf(questions[0])).toContain('[3] Wait, let me double-check');
    expect(kindsOf(reading)).toEqual(['drop', 'rewrite', 'drop', 'keep', 'drop', 'keep']);
    expect([result.accepted, result.text]).toEqual([true, `4 * 6 = 24.\n${STEPS[3]}\n${STEPS[5]}`]);
    expect(noteOf(reading)).toBe('The model said 2 keep, 3 delete, 1 rewrite. 3 of 6 steps stay.');
  });

  test('a merge with a text puts one text in place of both steps, and its values count as given', async () => {
    const reply = '[1] DELETE\n[2] KEEP\n[3] DELETE\n[4] MERGE:\n4 * 6 = 24 and 24 - 5 = 19.\n[5] DELETE\n[6] KEEP';
    const { reading, result } = await run('step-edit', { ask: [reply] });
    expect(kindsOf(reading)).toEqual(['drop', 'rewrite', 'drop', 'drop', 'drop', 'keep']);
    expect([result.accepted, result.text]).toEqual([true, `4 * 6 = 24 and 24 - 5 = 19.\n${STEPS[5]}`]);
  });

  test('a merge without a text joins the words; the first step cannot be merged', async () => {
    const { reading } = await run('step-edit', {
      ask: ['[1] MERGE\n[2] MERGE\n[3] KEEP\n[4] KEEP\n[5] KEEP\n[6] KEEP'],
    });
    expect(kindsOf(reading)).toEqual(['keep', 'merge', 'keep', 'keep', 'keep', 'keep']);
  });

  test('missing and unknown lines keep, a longer rewrite keeps, and the note says so', async () => {
    const reply = `[2] REWRITE: ${STEPS[1]} And some more words.\n[3] REMOVE\n[5] DELETE`;
    const { reading } = await run('step-edit', { ask: [reply] });
    expect(kindsOf(reading)).toEqual(['keep', 'keep', 'keep', 'keep', 'drop', 'keep']);
    expect(noteOf(reading)).toContain('The reply says nothing of 4 steps, which stay.');
  });

  test('a needed step that the model would delete comes back', async () => {
    const { reading, result } = await run('step-edit', {
      ask: ['[1] DELETE\n[2] DELETE\n[3] DELETE\n[4] DELETE\n[6] KEEP'],
    });
    expect(result.accepted).toBe(true);
    expect(result.text).toContain('4 * 6 = 24');
    expect(noteOf(reading)).toMatch(/Guards asked steps? [2 ]/);
  });

  test('a rewrite with another number is put back', async () => {
    const { result } = await run('step-edit', { ask: ['[2] REWRITE: 4 * 6 = 26.\n[1] DELETE'] });
    expect(result.accepted).toBe(true);
    expect(result.text).toContain(STEPS[1]);
  });

  test('a reply without actions is refused', async () => {
    expect(reasonOf((await run('step-edit', { ask: ['I like this reasoning.'] })).reading)).toBe(
      'The reply names no action for any step.',
    );
  });

  test('long traces are asked about in windows, and only their own steps count', async () => {
    const trace = traceOf(Array.from({ length: 70 }, (_, i) => `Line number ${i + 1} says nothing.`).join('\n'));
    const all = Array.from({ length: 70 }, (_, i) => `[${i + 1}] DELETE`).join('\n');
    const { questions, reading } = await run(
      'step-edit',
      { ask: (prompt) => (prompt.includes('steps 61 to 70') ? all : '[1] KEEP\n[65] KEEP') },
      {},
      trace,
    );
    expect(questions).toHaveLength(2);
    expect(noteOf(reading)).toContain('The reply says nothing of 59 steps');
  });
});

describe('step-judge', () => {
  test('all but the needed steps go', async () => {
    const reply = '[1] dead-end\n[2] needed\n[3] check\n[4] needed\n[5] repeat\n[6] needed';
    const { reading, result } = await run('step-judge', { ask: [reply] });
    expect([result.accepted, result.kept]).toEqual([true, [1, 3, 5]]);
    expect(noteOf(reading)).toBe('The judge said 3 needed, 1 check, 1 repeat, 1 dead-end. 3 of 6 steps stay.');
  });

  test('other labels are no labels; too few of them refuse the reply', async () => {
    const { reading } = await run('step-judge', { ask: ['[1] useless\n[2] needed\n[3] check\n[4] maybe'] });
    expect(reasonOf(reading)).toBe('The reply labels 2 of 6 steps; at least half are needed.');
  });
});

/** A model that finds the answer where the reasoning has the last calculation. */
const follows: ModelScript = {
  ask: (prompt) =>
    `<answer>${(fencedIn(prompt, 'REASONING') ?? '').includes('24 - 5 = 19') ? '19 eggs' : 'UNKNOWN'}</answer>`,
};

describe('forced-answer', () => {
  test('cuts behind the earliest beginning that gives the answer', async () => {
    const { reading, result, questions } = await run('forced-answer', follows);
    expect(questions.length).toBeLessThanOrEqual(2 + 3);
    expect(kindsOf(reading).slice(0, 4)).toEqual(['keep', 'keep', 'keep', 'keep']);
    expect(kindsOf(reading)[4]).toBe('drop');
    expect(noteOf(reading)).toContain('A model gives the answer from the steps 1 to 4 alone.');
    expect(result.accepted).toBe(true);
  });

  test('a model that knows the answer anyway, or never finds it, shows nothing', async () => {
    expect(reasonOf((await run('forced-answer', { ask: ['<answer>19</answer>'] })).reading)).toContain(
      'without any reasoning',
    );
    expect(reasonOf((await run('forced-answer', { ask: ['<answer>3</answer>'] })).reading)).toContain(
      'does not find the answer',
    );
  });
});

describe('deletion-test', () => {
  test('drops the steps without which the answer stays', async () => {
    const { reading, result } = await run('deletion-test', follows);
    expect(result.accepted).toBe(true);
    expect(result.text).not.toContain('Hmm');
    expect(result.text).toContain('24 - 5 = 19');
    expect(noteOf(reading)).toMatch(
      /groups of steps tested; without \d of them alone and \d together the answer stays/,
    );
  });

  test('goes back to fewer where all together change the answer', async () => {
    // Two of the three talking steps are enough of a reminder.
    const script: ModelScript = {
      ask: (prompt) => {
        const text = fencedIn(prompt, 'REASONING') ?? '';
        const reminders = [STEPS[0], STEPS[2], STEPS[4]].filter((step) => text.includes(step ?? '')).length;
        return `<answer>${reminders >= 2 && text.includes('19') ? '19' : 'UNKNOWN'}</answer>`;
      },
    };
    const { reading, result } = await run('deletion-test', script);
    expect(result.accepted).toBe(true);
    expect(kindsOf(reading).filter((kind) => kind === 'drop')).toHaveLength(1);
  });
});

/** The answer is likely where the last calculation is there, and a little likelier with every check. */
const likes = (bonus: (text: string) => number): ModelScript => ({
  score: (prompt, text) => ({
    kind: 'scored',
    tokens: [{ start: 0, end: 1, logprob: -1 + bonus(`${prompt}${text}`) }],
  }),
});

describe('pir', () => {
  test('removes the functional step whose loss the answer misses least; progressive ones stay', async () => {
    const { reading, result, questions } = await run(
      'pir',
      likes((text) => (text.includes('double-check') ? 0 : 0.1)),
    );
    expect(questions[0]).toMatchObject({ kind: 'score', text: '19' });
    expect(kindsOf(reading)[2]).toBe('drop');
    expect(kindsOf(reading)[1]).toBe('keep');
    expect(result.accepted).toBe(true);
    const dropped = reading.kind === 'plan' ? reading.plan.actions[2] : undefined;
    expect(dropped).toEqual({ kind: 'drop', reason: 'PIR -0.100.' });
  });

  test('the published example: mean -0.2 with all, -0.6 without the step, is 0.4', async () => {
    const { reading } = await run(
      'pir',
      likes((text) => (text.includes('double-check') ? 0.8 : 0.4)),
      { ratio: 0.01 },
    );
    expect(noteOf(reading)).toContain('0.400');
  });

  test('refuses where there is nothing functional', async () => {
    const trace = traceOf('4 * 6 = 24.\n\\boxed{24}', { question: '4 boxes of 6?', answer: '24' });
    expect(
      reasonOf(
        (
          await run(
            'pir',
            likes(() => 0),
            {},
            trace,
          )
        ).reading,
      ),
    ).toContain('PIR removes no others');
  });
});

describe('spirit', () => {
  test('drops what perplexity does not miss, down to the asked length', async () => {
    const needed = (text: string) => (text.includes('= 24') && text.includes('= 19') ? 0.5 : 0);
    const { reading, result } = await run('spirit', likes(needed), { ratio: 0.4 });
    expect(result.accepted).toBe(true);
    expect(result.text).toContain('24 - 5 = 19');
    expect(noteOf(reading)).toMatch(/6 steps scored; \d dropped and 0 merged/);
  });

  test('merges a step with its neighbour where dropping hurts', async () => {
    const script: ModelScript = {
      ...likes((text) => (STEPS.every((step) => text.includes(step)) || text.includes('JOINED') ? 0.5 : 0)),
      ask: ['<compressed>JOINED</compressed>'],
    };
    const { reading, questions } = await run('spirit', script, { ratio: 0.1 });
    expect(questions.some((question) => question.kind === 'ask')).toBe(true);
    expect(noteOf(reading)).toMatch(/[1-9] merged/);
  });
});

describe('a-star-thought', () => {
  test('grows from the likeliest step until the answer comes out', async () => {
    const script: ModelScript = {
      ...likes((text) => (text.includes('= 19') ? 0.5 : 0)),
      ...follows,
    };
    const { reading, result } = await run('a-star-thought', script);
    expect(noteOf(reading)).toMatch(/The answer comes out after \d rounds\. Without embeddings/);
    expect(result.accepted).toBe(true);
    expect(kindsOf(reading)).toContain('drop');
    expect(result.text).toContain('24 - 5 = 19');
  });

  test('gives up when no smaller set gives the answer', async () => {
    const { reading } = await run('a-star-thought', { ...likes(() => 0), ask: ['UNKNOWN'] });
    expect(reasonOf(reading)).toContain('no smaller set of steps');
  });
});

describe('embedding-redundancy', () => {
  const trace = traceOf(
    'The total is 24 eggs.\nIn all there are 24 eggs.\nIn all there are 25 eggs.\nSo \\boxed{24}.',
    {
      question: 'How many?',
      answer: '24',
    },
  );

  test('drops a step like an earlier one with the same numbers, and none with others', async () => {
    const embed: ModelScript['embed'] = (texts) => ({ kind: 'vectors', vectors: texts.map((_, i) => [1, i / 100]) });
    const { reading } = await run('embedding-redundancy', { embed }, {}, trace);
    expect(kindsOf(reading).slice(0, 3)).toEqual(['keep', 'drop', 'keep']);
  });

  test('unlike steps stay, and a wrong number of vectors is refused', async () => {
    const embed: ModelScript['embed'] = (texts) => ({
      kind: 'vectors',
      vectors: texts.map((_, i) => texts.map((__, j) => (i === j ? 1 : 0))),
    });
    expect(kindsOf((await run('embedding-redundancy', { embed }, {}, trace)).reading)).toEqual(Array(4).fill('keep'));
    const none = await run('embedding-redundancy', { embed: () => ({ kind: 'vectors', vectors: [[1]] }) }, {}, trace);
    expect(reasonOf(none.reading)).toBe('The endpoint gave 1 embeddings for 4 steps.');
  });
});

test('of a very long trace a question shows the surroundings of its steps only', async () => {
  const trace = traceOf(Array.from({ length: 400 }, (_, i) => `Line number ${i + 1} says nothing.`).join('\n'));
  for (const id of ['step-edit', 'step-judge']) {
    const { questions } = await run(id, { ask: ['[1] KEEP'] }, {}, trace);
    const last = promptOf(questions.at(-1));
    expect(last).toContain('[400] Line number 400');
    expect(last).not.toContain('[190] Line number 190 ');
    expect(promptOf(questions[0])).not.toContain('[200] Line');
  }
});
