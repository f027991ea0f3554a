import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { aStarThought } from '../../../src/core/export/exporters/a-star-thought.ts';
import { chainOfDraft } from '../../../src/core/export/exporters/chain-of-draft.ts';
import { drp } from '../../../src/core/export/exporters/drp.ts';
import { l1 } from '../../../src/core/export/exporters/l1.ts';
import { pir } from '../../../src/core/export/exporters/pir.ts';
import { prmStepwise } from '../../../src/core/export/exporters/prm-stepwise.ts';
import { stepEntropy } from '../../../src/core/export/exporters/step-entropy.ts';
import { tokenskip } from '../../../src/core/export/exporters/tokenskip.ts';
import { verithinker } from '../../../src/core/export/exporters/verithinker.ts';
import type { Exporter, ExportRow, TraceExporter } from '../../../src/core/export/types.ts';
import type { LoggedToken } from '../../../src/core/model/logged-tokens.ts';
import { exportGroup, exportTrace, faultsOf, jobOf, type TraceWish } from '../../helpers/export-units.ts';

type Options = Readonly<Record<string, string | number | boolean>>;

function run(exporter: TraceExporter, wish: TraceWish = {}, options: Options = {}) {
  const made = exporter.start(jobOf(exporter, options)).rows(exportTrace(wish));
  expect(faultsOf(exporter, made.rows)).toEqual([]);
  return made;
}

const rowsOf = (rows: readonly ExportRow[], file: string) =>
  rows.filter((row) => row.file === file).map(({ row }) => row as Readonly<Record<string, JsonValue>>);
const why = (exporter: TraceExporter, wish: TraceWish, options: Options = {}) => run(exporter, wish, options).skipped;
const faults = (exporter: Exporter, file: string, row: JsonValue) => faultsOf(exporter, [{ file, row }]);

const LONG = [
  'First 2 * 3 = 6.',
  'Then 6 + 4 = 10. So the answer is 10.',
  'Wait, let me check that: 2 * 3 = 6 and 6 + 4 = 10. Yes, the answer is 10.',
].join('\n\n');

describe('tokenskip', () => {
  const variants = [0.9, 0.8, 0.7, 0.6, 0.5].map((ratio) => ({
    text: `At ${ratio}.`,
    tokens: Math.round(100 * ratio),
  }));
  const wish = (id: string): TraceWish => ({ id, question: `Question ${id}?`, tokens: 100, variants });

  it('draws one ratio a question, evenly, puts it into the prompt and takes the variant nearest to it', () => {
    const drawn = Array.from({ length: 300 }, (_, index) => {
      const [row] = rowsOf(run(tokenskip, wish(`q${index}`)).rows, 'rows');
      const ratio = /<\|eot_id\|>([\d.]+)<\|eot_id\|>$/.exec(String(row?.input))?.[1] ?? '1';
      if (ratio !== '1') expect(String(row?.output)).toBe(`At ${ratio}.\n\nThe final answer is: $\\boxed{10}$`);
      else expect(row?.input).toBe(`Question q${index}?`);
      expect(row?.instruction).toBe('Please reason step by step, and put your final answer within \\boxed{}.');
      return ratio;
    });
    for (const ratio of ['1', '0.9', '0.8', '0.7', '0.6', '0.5']) {
      expect(drawn.filter((each) => each === ratio).length).toBeGreaterThan(25);
    }
  });

  it('writes the compression at every ratio on wish, with the published fields', () => {
    const { rows } = run(tokenskip, wish('q'), { intermediate: true });
    const files = rows.map(({ file }) => file).filter((file) => file !== 'rows');
    expect(files).toEqual(['ratio-0.9', 'ratio-0.8', 'ratio-0.7', 'ratio-0.6', 'ratio-0.5']);
    expect(rowsOf(rows, 'ratio-0.6')[0]).toMatchObject({
      is_correct: true,
      compressed_cot: 'At 0.6.',
      original_cot_tokens: 100,
      compressed_cot_tokens: 60,
      compression_rate: '60.0%',
    });
  });

  it('takes one sample of a problem, says where the compressor is a stand-in, and where a compression is missing', () => {
    const { rows: make } = tokenskip.start(jobOf(tokenskip));
    const first = exportTrace({ id: 'a', tokens: 100, variants });
    expect(make(first).rows).toHaveLength(1);
    expect(make({ ...first, id: 'b' }).skipped).toEqual(['Another sample of the problem was taken.']);
    const alone = Array.from({ length: 40 }, (_, index) =>
      run(tokenskip, { question: `Q ${index}?`, reasoning: LONG }),
    );
    const warned = alone.flatMap(({ warnings }) => warnings ?? []);
    expect(warned.every((each) => /lexical|more than their share/.test(each))).toBe(true);
    expect(warned.length).toBeGreaterThan(10);
  });

  it('refuses a ratio in another form and an output without the answer', () => {
    const row = { instruction: 'i', input: 'q', output: 'x\n\nThe final answer is: $\\boxed{1}$' };
    expect(faults(tokenskip, 'rows', row)).toEqual([]);
    expect(faults(tokenskip, 'rows', { ...row, input: 'q<|eot_id|>2<|eot_id|>' })).toEqual([
      '"input" does not end in a ratio between its marks',
    ]);
    expect(faults(tokenskip, 'rows', { ...row, output: 'x' })).toEqual(['"output" does not end in the final answer']);
  });

  it('leaves out wrong and long reasoning, and texts that hold the delimiter', () => {
    expect(why(tokenskip, { verdict: 'wrong' })).toEqual(['The answer is not known to be right.']);
    expect(why(tokenskip, { tokens: 501 })).toEqual(['The reasoning is longer than the official code takes.']);
    expect(why(tokenskip, { question: 'A <|eot_id|>?' })).toEqual(['The text holds the delimiter of the ratio.']);
  });
});

describe('step-entropy', () => {
  /** One token a character; each step has one probability. */
  function logged(reasoning: string, logprobs: readonly number[]): readonly LoggedToken[] {
    const step = (at: number) => reasoning.slice(0, at).split('\n\n').length - 1;
    return [...reasoning].map((_char, at) => ({ start: at, end: at + 1, logprob: logprobs[step(at)] ?? 0, top: null }));
  }
  const reasoning = 'aaaa\n\nbbbb\n\ncccc\n\ndddd\n\neeee';
  const traced = (more: TraceWish = {}) => {
    const trace = exportTrace({ reasoning, ...more });
    const loggedTokens = logged(reasoning, [-0.5, -0.001, -0.3, -0.002, -0.7]);
    const steps = [0, 1, 2, 3, 4].map((index) => {
      const entropy = {
        tokens: 4,
        total: null,
        coverage: null,
        score: [0.3, 0.001, 0.2, 0.002, 0.35][index] ?? 0,
        surprisal: 1,
      };
      return {
        index,
        start: index * 6,
        end: index * 6 + 4,
        tokens: 1,
        kind: 'other',
        score: 0,
        flagged: false,
        findings: [],
        gives: [],
        entropy,
      } as const;
    });
    const analysis = { ...trace.analysis(), steps };
    return { ...trace, trace: { ...trace.trace, loggedTokens }, analysis: () => analysis };
  };
  const made = (options: Options = {}, more: TraceWish = {}) => {
    const { rows, skipped } = stepEntropy.start(jobOf(stepEntropy, options)).rows(traced(more));
    expect(faultsOf(stepEntropy, rows)).toEqual([]);
    return { rows, skipped };
  };

  it('masks the share of steps with the lowest entropy and closes the thinking as the official code does', () => {
    const [row] = rowsOf(made({ ratio: 0.4 }).rows, 'masked');
    expect(row).toEqual({
      question: 'How much is 2 * 3 + 4?',
      expected_answer: '10',
      generated_answer: '10',
      'pass@1': 1,
      mask_ratio: 0.4,
      mask_thinking: 'aaaa\n\n[SKIP]\n\ncccc\n\n[SKIP]\n\neeee\n</think>\n\n',
    });
    expect(rowsOf(made().rows, 'masked')[0]?.mask_thinking).toBe(
      '[SKIP]\n\n[SKIP]\n\n[SKIP]\n\n[SKIP]\n\neeee\n</think>\n\n',
    );
  });

  it('writes all steps with their scores, the input, and a chat for right answers only', () => {
    const { rows } = made();
    expect(rowsOf(rows, 'complete')[0]?.step_entropy_dict1).toHaveLength(5);
    expect(rowsOf(rows, 'input')).toEqual([{ question: 'How much is 2 * 3 + 4?', answer: '10' }]);
    expect(rowsOf(rows, 'sft')).toHaveLength(1);
    expect(rowsOf(made({}, { verdict: 'wrong' }).rows, 'sft')).toEqual([]);
  });

  it('refuses masked thinking that is not closed, and a ratio above 1', () => {
    const [row] = rowsOf(made().rows, 'masked');
    expect(faults(stepEntropy, 'masked', { ...row, mask_thinking: 'a' })).toEqual([
      '"mask_thinking" does not end in </think>',
    ]);
    expect(faults(stepEntropy, 'masked', { ...row, mask_ratio: 2 })).toEqual(['"mask_ratio" is not from 0 to 1']);
  });

  it('says why a trace gives nothing', () => {
    expect(why(stepEntropy, {})).toEqual(['The record carries no logprobs.']);
    expect(made({ score: 'paper' }).skipped).toEqual(['No step has an entropy of the wanted kind.']);
    expect(why(stepEntropy, { reference: null, verdict: 'unknown' })).toEqual(['Nobody knows the right answer.']);
  });
});

describe('l1', () => {
  const group = (key: string) =>
    exportGroup([exportTrace({ question: `Question ${key}?` }), exportTrace({ question: `Question ${key}?` })], key);
  const rows = (options: Options, count = 200) => {
    const { rows: make } = l1.start(jobOf(l1, options));
    const all = Array.from({ length: count }, (_, index) => make(group(`p${index}`)).rows).flat();
    expect(faultsOf(l1, all)).toEqual([]);
    return all.map(
      ({ row }) =>
        row as { prompt: { content: string }[]; reward_model: { num_tokens: number }; extra_info: { index: number } },
    );
  };
  const asked = (row: { prompt: { content: string }[] }) => row.prompt[0]?.content ?? '';

  it('asks for a length that is drawn evenly, one row a problem', () => {
    const all = rows({});
    expect(all.map(({ extra_info }) => extra_info.index)).toEqual([...all.keys()]);
    for (const row of all) {
      const tokens = row.reward_model.num_tokens;
      expect(asked(row)).toMatch(new RegExp(`Question p\\d+\\? Let's think .* Think for ${tokens} tokens\\.$`));
      expect(tokens >= 100 && tokens <= 4000).toBe(true);
    }
    const mean = all.reduce((sum, row) => sum + row.reward_model.num_tokens, 0) / all.length;
    expect(mean).toBeGreaterThan(1700);
    expect(mean).toBeLessThan(2400);
  });

  it('marks a most length by a negative number, and none by -1', () => {
    for (const row of rows({ mode: 'max' }, 20)) {
      expect(row.reward_model.num_tokens).toBeLessThan(-99);
      expect(asked(row)).toContain(`Think for maximum ${-row.reward_model.num_tokens} tokens.`);
    }
    const both = rows({ mode: 'both' });
    const most = both.filter((row) => row.reward_model.num_tokens < 0).length;
    expect(most > 60 && most < 140).toBe(true);
    const none = rows({ mode: 'none' }, 3);
    expect(none.map((row) => [row.reward_model.num_tokens, asked(row).includes('Think for')])).toEqual(
      Array(3).fill([-1, false]),
    );
  });

  it('refuses rows whose number is not the length that the prompt asks for', () => {
    const [row] = l1.start(jobOf(l1)).rows(group('p')).rows;
    const made = row?.row as { reward_model: object };
    for (const num_tokens of [0, 5]) {
      expect(faults(l1, 'rows', { ...made, reward_model: { ...made.reward_model, num_tokens } } as never)).toEqual([
        '"num_tokens" is not the length that the prompt asks for',
      ]);
    }
  });

  it('needs a question and a right answer', () => {
    const { rows: make } = l1.start(jobOf(l1));
    expect(make(exportGroup([exportTrace({ question: null })])).skipped).toEqual(['No question.']);
    const unknown = exportGroup([exportTrace({ reference: null, verdict: 'unknown' })]);
    expect(make(unknown).skipped).toEqual(['Nobody knows the right answer.']);
  });
});

describe('verithinker', () => {
  it('asks whether a proposed solution is right, of right and wrong ones', () => {
    const [right] = rowsOf(run(verithinker).rows, 'rows');
    expect(right?.prompt).toContain('Question:\nHow much is 2 * 3 + 4?\n\nProposed solution:\nFirst 2 * 3 = 6.');
    expect(right?.response).toBe('Yes, the solution is right.');
    const [slip] = rowsOf(run(verithinker, { record: { mistake_index: 0 } }).rows, 'rows');
    expect(slip?.response).toBe('No, the solution is wrong.');
    const [wrong] = rowsOf(run(verithinker, { verdict: 'wrong' }, { 'say-answer': true }).rows, 'rows');
    expect(wrong?.response).toBe('No, the solution is wrong. The right answer is 10.');
  });

  it('leaves out what nobody graded, what is long, and what closes the thinking itself', () => {
    expect(why(verithinker, { verdict: 'unknown' })).toEqual(['Nobody knows whether the answer is right.']);
    expect(why(verithinker, {}, { 'most-tokens': 3 })).toEqual(['The solution is longer than wanted.']);
    expect(why(verithinker, { reasoning: 'a </think> b' })).toEqual(['A text holds </think> itself.']);
    expect(faults(verithinker, 'rows', { prompt: 'a', response: 'Yes.</think>' })).toEqual([
      '"response" closes the thinking, as the script does',
    ]);
  });
});

describe('a-star-thought', () => {
  const variants = [{ text: 'Kept.', strategy: 'a-star-thought', tokens: 3 }];

  it('puts kept thoughts and solution between the marks, with the rate', () => {
    const [row] = rowsOf(run(aStarThought, { tokens: 12, variants }).rows, 'rows');
    expect(row).toMatchObject({ rate: 0.25, conversations: [{ from: 'user' }, { from: 'assistant' }] });
    const [, reply] = (row?.conversations ?? []) as { value: string }[];
    expect(reply?.value).toBe(
      '<|begin_of_thought|>\n\nKept.\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\n10\n\n<|end_of_solution|>',
    );
  });

  it('takes variants of the wanted strategies only', () => {
    const other = { variants: [{ text: 'Short.', strategy: 'rewrite' }] };
    expect(why(aStarThought, other)).toEqual(['No accepted variant of the wanted strategies.']);
    expect(run(aStarThought, other, { strategies: '' }).rows).toHaveLength(1);
    expect(why(aStarThought, { variants, answer: null })).toEqual(['No solution behind the thoughts.']);
    expect(why(aStarThought, { variants: [{ text: '<|end_of_thought|>', strategy: 'a-star-thought' }] })).toEqual([
      'A text holds the marks itself.',
    ]);
  });

  it('refuses a reply whose marks are not in order', () => {
    const [row] = rowsOf(run(aStarThought, { variants }).rows, 'rows');
    const wrong = {
      ...row,
      conversations: [
        { from: 'user', value: 'Q' },
        { from: 'assistant', value: '<|begin_of_solution|>' },
      ],
    };
    expect(faults(aStarThought, 'rows', wrong)).toEqual([
      'the marks of thought and solution do not stand once each, in order',
    ]);
  });
});

describe('pir', () => {
  it('takes the variant of the strategy pir, else what safe-prune leaves, and says which', () => {
    const [own] = rowsOf(run(pir, { variants: [{ text: 'Refined.', strategy: 'pir' }] }).rows, 'rows');
    expect(own).toMatchObject({ thinking: 'Refined.', answer: '10', refined_by: 'pir' });
    const more = `${LONG}\n\nLet me verify it once more: 2 * 3 = 6 and 6 + 4 = 10.\n\nSo the answer is 10.`;
    const [built] = rowsOf(run(pir, { reasoning: more }).rows, 'rows');
    expect(built).toMatchObject({ refined_by: 'safe-prune' });
    expect(String(built?.thinking).length).toBeLessThan(more.length);
    expect(why(pir, { reasoning: LONG }, { 'stand-in': false })).toEqual(['No accepted variant of the strategy pir.']);
  });
});

describe('chain-of-draft', () => {
  const draft = (text: string): TraceWish => ({ variants: [{ text, strategy: 'chain-of-draft' }] });

  it('writes drafts whose steps are short, with the answer after ####, and examples of them', () => {
    const { rows: make, extras } = chainOfDraft.start(jobOf(chainOfDraft, { shots: 1 }));
    const { rows } = make(exportTrace(draft('2 * 3 = 6\n6 + 4 = 10')));
    make(exportTrace(draft('another one')));
    expect(rows[0]?.row).toEqual({ question: 'How much is 2 * 3 + 4?', answer: '2 * 3 = 6\n6 + 4 = 10\n#### 10' });
    const [file] = extras?.([]) ?? [];
    expect([file?.path, JSON.parse(file?.text ?? '')]).toEqual(['few-shot.json', [rows[0]?.row]]);
  });

  it('leaves out drafts with longer steps, and marks of their own', () => {
    expect(why(chainOfDraft, draft('this step has six words indeed'))).toEqual([
      'A step of the draft has more than 5 words.',
    ]);
    expect(why(chainOfDraft, draft('a #### b'))).toEqual(['The draft or the answer holds #### itself.']);
    expect(why(chainOfDraft, {})).toEqual(['No accepted variant of the strategy chain-of-draft.']);
    expect(faults(chainOfDraft, 'rows', { question: 'a', answer: 'b' })).toEqual(['"answer" has not exactly one ####']);
  });
});

describe('drp', () => {
  it('puts the edited reasoning between think marks', () => {
    const [row] = rowsOf(run(drp, { variants: [{ text: 'Edited.', strategy: 'step-edit' }] }).rows, 'rows');
    expect(row).toEqual({
      instruction: 'How much is 2 * 3 + 4?',
      input: '',
      output: '<think>\nEdited.\n</think>\n\n10',
    });
    expect(why(drp, { variants: [{ text: 'x', strategy: 'rewrite' }] })).toEqual([
      'No accepted variant of the wanted strategies.',
    ]);
    expect(faults(drp, 'rows', { instruction: 'a', input: '', output: 'b' })).toEqual([
      '"output" has not one pair of <think> marks at its start',
    ]);
  });
});

describe('prm-stepwise', () => {
  const reasoning = 'One.\n\nTwo.\n\nThree.';
  const labels = (record: JsonValue, options: Options = {}) =>
    rowsOf(run(prmStepwise, { reasoning, record }, options).rows, 'rows')[0];

  it('labels the steps up to the first mistake, and leaves out those behind it', () => {
    expect(labels({ mistake_index: 1 })).toEqual({
      prompt: 'How much is 2 * 3 + 4?',
      completions: ['One.', 'Two.'],
      labels: [true, false],
    });
    expect(labels({ mistake_index: 1 }, { 'after-mistake': 'false' })?.labels).toEqual([true, false, false]);
    expect(labels({ mistake_index: null })?.labels).toEqual([true, true, true]);
    expect(labels({ mistake_step: '2' })?.labels).toEqual([true, true, false]);
  });

  it('takes a list of labels or ratings', () => {
    expect(labels({ labels: [true, true, true] })?.labels).toEqual([true, true, true]);
    expect(labels({ ratings: [1, 0, -1] })?.labels).toEqual([true, true, false]);
    expect(labels({ ratings: [-1, 1, 1] })?.labels).toEqual([false, true, true]);
    expect(why(prmStepwise, { reasoning, record: { labels: [true] } })).toEqual([
      'The labels of the record do not fit its steps.',
    ]);
    expect(why(prmStepwise, { reasoning, record: { labels: ['a', 'b', 'c'] } })).toEqual([
      'The record has no labels of its steps.',
    ]);
  });

  it('takes flagged steps only when it is told to', () => {
    expect(why(prmStepwise, { reasoning: LONG })).toEqual(['The record has no labels of its steps.']);
    const [row] = rowsOf(run(prmStepwise, { reasoning: LONG }, { labels: 'flagged' }).rows, 'rows');
    expect(row?.labels).toContain(false);
    expect(row?.completions).toHaveLength(3);
  });

  it('refuses rows whose lists differ in length', () => {
    expect(faults(prmStepwise, 'rows', { prompt: 'a', completions: ['b'], labels: [true, false] })).toEqual([
      '"completions" and "labels" are not equally long',
    ]);
  });
});
