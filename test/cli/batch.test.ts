import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltCli, buildCli, type Finished, rowsOf } from './cli.ts';

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

interface RoundRow {
  readonly line: number;
  readonly id: string;
  readonly state: string;
  readonly accepted?: boolean;
  readonly reason?: string;
}

interface OpenAiLine {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: { readonly model: string; readonly messages: readonly { role: string; content: string }[] };
}

const record = (number: number): object => ({
  id: `sum-${number}`,
  question: `What is ${number} + 3 + 4?`,
  steps: [
    `I have to add ${number} and 3 first: ${number} + 3 = ${number + 3}.`,
    `Let me check this once more: ${number} + 3 = ${number + 3}.`,
    `Now ${number + 3} + 4 = ${number + 7}.`,
    `The answer is ${number + 7}.`,
  ],
  answer: `${number + 7}`,
});
const reply = (number: number): string =>
  `${number} + 3 = ${number + 3}, so ${number + 3} + 4 = ${number + 7}. The answer is ${number + 7}.`;

const corpus = (name: string, count: number): string =>
  cli.write(name, Array.from({ length: count }, (_, index) => `${JSON.stringify(record(index + 1))}\n`).join(''));
const MODEL = ['--strategy', 'rewrite', '--model', 'small'];
const write = (file: string, out: string, ...more: string[]): Promise<Finished> =>
  cli.run(['batch', 'write', file, ...MODEL, '--out', join(cli.folder, out), ...more]);
const read = async (file: string, results: readonly string[], ...more: string[]) => {
  const done = await cli.run(['batch', 'read', file, ...results, ...MODEL, '--json', ...more]);
  return { ...done, rows: rowsOf<RoundRow>(done.stdout) };
};
const lines = <Row>(name: string): readonly Row[] => rowsOf<Row>(readFileSync(join(cli.folder, name), 'utf8'));
const numberIn = (text: string): number => Number(/What is (\d+) \+ 3/.exec(text)?.[1]);
const variants = (stem: string) =>
  lines<{ record: number; text: string; accepted: boolean; model: object }>(`${stem}.variants.jsonl`);

/** What a service makes of a line. */
function served(line: OpenAiLine, text = reply(numberIn(line.body.messages.at(-1)?.content ?? ''))): string {
  const choices = [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }];
  const body = { id: 'c', model: 'small-2026', choices, usage: { prompt_tokens: 50, completion_tokens: 20 } };
  return JSON.stringify({
    id: 'b',
    custom_id: line.custom_id,
    response: { status_code: 200, request_id: 'r', body },
    error: null,
  });
}

describe('batch files in the form of OpenAI', () => {
  it('are imported in any order, with failed, expired, broken and missing requests named by their traces', async () => {
    const file = corpus('any.jsonl', 7);
    expect((await write(file, 'any-in.jsonl')).code).toBe(0);
    const asked = lines<OpenAiLine>('any-in.jsonl');
    expect(asked).toHaveLength(7);
    for (const line of asked) {
      expect(line).toMatchObject({ method: 'POST', url: '/v1/chat/completions', body: { model: 'small' } });
      expect(line.custom_id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(line.body).not.toHaveProperty('stream');
    }
    expect(new Set(asked.map((line) => line.custom_id)).size).toBe(7);
    const [a, b, c, d, e, f] = asked;
    if (!a || !b || !c || !d || !e || !f) throw new Error('too few lines');
    const wrong = '1 + 3 = 4, so the answer is 999.';
    const results = cli.write(
      'any-out.jsonl',
      [
        served(f),
        'no json',
        '{"custom_id":"somebody-elses","response":{"status_code":200,"body":{}},"error":null}',
        served(a),
        served(b, wrong),
        served(e).slice(0, -40),
      ].join('\n'),
    );
    const errors = cli.write(
      'any-errors.jsonl',
      [
        JSON.stringify({
          id: 'x',
          custom_id: c.custom_id,
          response: null,
          error: {
            code: 'batch_expired',
            message: 'This request could not be executed before the completion window expired.',
          },
        }),
        JSON.stringify({
          id: 'y',
          custom_id: d.custom_id,
          response: {
            status_code: 400,
            request_id: 'r',
            body: { error: { message: 'too long\u001b[31m', type: 'invalid' } },
          },
          error: null,
        }),
      ].join('\n'),
    );
    const { rows, code } = await read(file, [errors, results]);
    expect(code).toBe(1);
    expect(rows.map(({ line, state, accepted }) => [line, state, accepted])).toEqual([
      [1, 'done', true],
      [2, 'done', false],
      [3, 'failed', undefined],
      [4, 'failed', undefined],
      [5, 'waiting', undefined],
      [6, 'done', true],
      [7, 'waiting', undefined],
    ]);
    expect(rows[2]?.reason).toContain('batch_expired');
    expect(rows[3]?.reason).toMatch(/too long.*HTTP 400/);
    expect(rows[3]?.reason).not.toContain('\u001b');
    expect(rows[4]?.reason).toContain('any-in.jsonl');
    expect(variants('any').map(({ record: number }) => number)).toEqual([1, 2, 6]);
    expect(variants('any')[0]).toMatchObject({ text: reply(1), model: { name: 'small-2026', host: 'openai-batch' } });

    // What is open is not paid for again, until it is asked for.
    await write(file, 'any-more.jsonl');
    expect(existsSync(join(cli.folder, 'any-more.jsonl'))).toBe(false);
    await write(file, 'any-again.jsonl', '--retry-failed');
    const again = lines<OpenAiLine>('any-again.jsonl');
    expect(again.map((line) => numberIn(line.body.messages.at(-1)?.content ?? ''))).toEqual([3, 4, 5, 7]);
    const rest = cli.write('any-rest.jsonl', again.map((line) => served(line)).join('\n'));
    const last = await read(file, [rest], '--retry-failed');
    expect([last.code, last.rows.map(({ state }) => state)]).toEqual([0, Array(7).fill('done')]);
    expect(variants('any')).toHaveLength(7);
    expect((await read(file, [rest])).rows.every(({ state }) => state === 'done')).toBe(true);
    expect(variants('any')).toHaveLength(7);
  });

  it('says that nothing fits when the results belong to other questions', async () => {
    const file = corpus('fit.jsonl', 2);
    await write(file, 'fit-in.jsonl', '--instruction', 'Keep the units.');
    const results = cli.write(
      'fit-out.jsonl',
      lines<OpenAiLine>('fit-in.jsonl')
        .map((line) => served(line))
        .join('\n'),
    );
    const { stdout } = await cli.run(['batch', 'read', file, results, ...MODEL]);
    expect(stdout).toContain('No reply fits a question');
    expect((await read(file, [results], '--instruction', 'Keep the units.')).rows.map(({ state }) => state)).toEqual([
      'done',
      'done',
    ]);
  });

  it('carry what is asked for and nothing else', async () => {
    const file = corpus('body.jsonl', 1);
    await write(
      file,
      'body.in.jsonl',
      '--max-tokens',
      '900',
      '--temperature',
      '0',
      '--body',
      '{"chat_template_kwargs":{"enable_thinking":false}}',
    );
    const [line] = lines<OpenAiLine>('body.in.jsonl');
    expect(Object.keys(line?.body ?? {}).sort()).toEqual([
      'chat_template_kwargs',
      'max_completion_tokens',
      'messages',
      'model',
      'temperature',
    ]);
  });
});

describe('batch files in the form of Anthropic', () => {
  it('are one object of requests, and results of every type are read', async () => {
    const file = corpus('claude.jsonl', 5);
    await write(file, 'claude-in.json', '--format', 'anthropic');
    const { requests } = JSON.parse(readFileSync(join(cli.folder, 'claude-in.json'), 'utf8')) as {
      requests: readonly {
        custom_id: string;
        params: {
          model: string;
          max_tokens: number;
          system: string;
          messages: readonly { role: string; content: string }[];
        };
      }[];
    };
    expect(requests).toHaveLength(5);
    expect(requests[0]?.params).toMatchObject({ model: 'small', messages: [{ role: 'user' }] });
    expect(requests[0]?.params.max_tokens).toBeGreaterThan(0);
    const number = (index: number): number => numberIn(requests[index]?.params.messages[0]?.content ?? '');
    const message = (index: number): object => ({
      type: 'message',
      model: 'claude',
      stop_reason: 'end_turn',
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: reply(number(index)) },
      ],
      usage: { input_tokens: 9, output_tokens: 8 },
    });
    const outcomes = [
      { type: 'succeeded', message: message(0) },
      { type: 'errored', error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } },
      { type: 'canceled' },
      { type: 'expired' },
    ];
    const results = cli.write(
      'claude-out.jsonl',
      outcomes
        .map((result, index) => JSON.stringify({ custom_id: requests[index]?.custom_id, result }))
        .reverse()
        .join('\n'),
    );
    const { rows } = await read(file, [results], '--format', 'anthropic');
    expect(rows.map(({ state }) => state)).toEqual(['done', 'failed', 'failed', 'failed', 'waiting']);
    expect(rows[1]?.reason).toContain('Overloaded');
    expect(rows[3]?.reason).toContain('expired');
    expect(variants('claude')[0]).toMatchObject({ text: reply(1), model: { name: 'claude', host: 'anthropic-batch' } });
  });
});

describe('wrong calls', () => {
  it.each([
    [['batch'], 'Say what to do'],
    [['batch', 'write', 'x.jsonl', ...MODEL], '--out FILE'],
    [['batch', 'read', 'x.jsonl', ...MODEL], 'results'],
    [['batch', 'write', 'x.jsonl', '--out', 'y', '--strategy', 'rewrite'], '--model NAME'],
    [['batch', 'write', 'x.jsonl', '--out', 'y', '--strategy', 'safe-prune', '--model', 'm'], 'asks no model'],
    [['batch', 'write', 'x.jsonl', '--out', 'y', ...MODEL, '--body', '[]'], 'JSON object'],
  ])('%j end with 2 and say why', async (args, words) => {
    const { code, stderr } = await cli.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
