import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, type SeenRequest, type ServerBehaviour, startModelServer } from '../helpers/model-server.ts';
import { type BuiltCli, buildCli, type Finished, rowsOf } from './cli.ts';

let cli: BuiltCli;
let server: ModelServer | undefined;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface SampleRow {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly method: string;
  readonly sample: number;
  readonly question: string;
  readonly reasoning: string;
  readonly answer: string;
  readonly referenceAnswer?: string;
  readonly correct?: boolean;
  readonly model: string;
  readonly calls: number;
  readonly agreement: {
    readonly answer: string;
    readonly count: number;
    readonly share: number;
    readonly kept: boolean;
  };
}

const CLIPS = { question: 'How many clips are 48 and 24?', answer: '48 + 24 = <<48+24=72>>72\n#### 72' };
const PAY = { question: 'What do 50 minutes pay at $12 an hour?', answer: '12/60*50 = 10\n#### 10' };

function corpus(name: string, records: readonly unknown[]): string {
  const path = join(cli.folder, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

function promptOf({ body }: SeenRequest): string {
  const { messages } = body as { messages: readonly { content: string }[] };
  return messages.map(({ content }) => content).join('\n');
}

const answers = (text: string): ServerBehaviour => ({ kind: 'reply', text: `Adding them.\n<answer>${text}</answer>` });

/** Answers the nth time that a question comes with the nth of its answers, the last one again and again. */
function inTurn(turns: Readonly<Record<string, readonly ServerBehaviour[]>>) {
  const seen = new Map<string, number>();
  return (request: SeenRequest): ServerBehaviour => {
    const name = Object.keys(turns).find((words) => promptOf(request).includes(words)) ?? '';
    const turn = seen.get(name) ?? 0;
    seen.set(name, turn + 1);
    const all = turns[name] ?? [];
    return all[turn] ?? all.at(-1) ?? { kind: 'empty' };
  };
}

async function sample(
  file: string,
  script: (request: SeenRequest) => ServerBehaviour,
  more: readonly string[] = [],
): Promise<Finished> {
  await server?.close();
  server = await startModelServer(script);
  return cli.run(['sample', file, '--endpoint', server.url, '--model', 'test-model', ...more]);
}

describe('cot-lens sample', () => {
  it('prints a row per sample in file order, graded, with the vote over the samples of its question', async () => {
    const file = corpus('two.jsonl', [CLIPS, PAY]);
    const script = inTurn({ clips: ['72', '72.0', '71'].map(answers), minutes: ['9', '10', '11'].map(answers) });
    const { code, stdout, stderr } = await sample(file, script, ['--samples', '3', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const rows = rowsOf<SampleRow>(stdout);
    expect(rows.map((row) => [row.line, row.sample, row.answer, row.correct])).toEqual([
      [1, 0, '72', true],
      [1, 1, '72.0', true],
      [1, 2, '71', false],
      [2, 0, '9', false],
      [2, 1, '10', true],
      [2, 2, '11', false],
    ]);
    expect(rows[0]?.agreement).toEqual({ answer: '72', count: 2, share: 2 / 3, kept: true });
    expect(rows[3]?.agreement).toEqual({ answer: '9', count: 1, share: 1 / 3, kept: false });
    expect(rows[0]).toMatchObject({
      file,
      method: 'cot',
      question: CLIPS.question,
      reasoning: 'Adding them.',
      calls: 1,
    });
  });

  it('its output is a corpus again: every sample opens as a trace with question, answer and reference answer', async () => {
    const made = await sample(corpus('again.jsonl', [CLIPS]), () => answers('72'), ['--samples', '2', '--json']);
    const out = join(cli.folder, 'samples.jsonl');
    writeFileSync(out, made.stdout);
    const opened = await cli.run(['analyze', out, '--json']);
    expect(opened.code, opened.stderr).toBe(0);
    const rows = rowsOf<{ readonly reader: string; readonly line: number }>(opened.stdout);
    expect(rows.map((row) => row.line)).toEqual([1, 2]);
    expect(new Set(rows.map((row) => row.reader)).size).toBe(1);
    const again = await sample(out, () => answers('72'), ['--samples', '1', '--json']);
    expect(rowsOf<SampleRow>(again.stdout)[0]).toMatchObject({ question: CLIPS.question, correct: true });
  });

  it('runs every method, and the ones of several turns count their questions', async () => {
    const file = corpus('methods.jsonl', [CLIPS]);
    const ids = 'cot,rar-one-step,rar,s2a,bsm';
    const parts = '1. Part A\n2. Part B\n\n<answer>72</answer>';
    const { code, stdout, stderr } = await sample(file, () => ({ kind: 'reply', text: parts }), [
      '--method',
      ids,
      '--samples',
      '1',
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    const rows = rowsOf<SampleRow>(stdout);
    expect(rows.map((row) => row.method).join()).toBe(ids);
    expect(rows.map((row) => row.calls > 1)).toEqual([false, false, true, true, true]);
    const listed = await cli.run(['list', 'samplers', '--json']);
    expect((JSON.parse(listed.stdout) as readonly { id: string }[]).map(({ id }) => id).join()).toBe(ids);
  });

  it('a sample that fails is named and counts against the vote; the others stand; the exit code is 1', async () => {
    const broken: ServerBehaviour = { kind: 'status', status: 400 };
    const script = inTurn({ clips: [answers('72'), broken, answers('72'), broken] });
    const file = corpus('fails.jsonl', [CLIPS]);
    const { code, stdout, stderr } = await sample(file, script, ['--samples', '4', '--json']);
    expect(code).toBe(1);
    const rows = rowsOf<SampleRow>(stdout);
    expect(rows.map((row) => row.sample)).toEqual([0, 2]);
    expect(rows[0]?.agreement).toMatchObject({ count: 2, share: 0.5, kept: false });
    expect(stderr).toContain(`${file}:1: error: sample 1 by cot: `);
    expect(stderr).toContain(`${file}:1: error: sample 3 by cot: `);
  });

  it('counts seeds on from the one given, and sends none without', async () => {
    const file = corpus('seeds.jsonl', [CLIPS]);
    const seeds = (): unknown[] => (server?.requests ?? []).map(({ body }) => (body as { seed?: unknown }).seed);
    await sample(file, () => answers('72'), ['--samples', '3', '--seed', '7']);
    expect(seeds()).toEqual([7, 8, 9]);
    await sample(file, () => answers('72'), ['--samples', '2']);
    expect(seeds()).toEqual([undefined, undefined]);
  });

  it('asks nothing again that the journal holds, though all samples ask in the same words', async () => {
    const file = corpus('journal.jsonl', [CLIPS, PAY]);
    const journal = join(cli.folder, 'replies.jsonl');
    const more = ['--json', '--journal', journal, '--samples'];
    const script = inTurn({ clips: ['1', '2', '3'].map(answers), minutes: ['4', '5', '6'].map(answers) });
    server = await startModelServer(script);
    const ask = (samples: string): Promise<Finished> =>
      cli.run(['sample', file, '--endpoint', server?.url ?? '', '--model', 'test-model', ...more, samples]);
    await ask('2');
    expect(existsSync(journal)).toBe(true);
    expect(server.requests.length).toBe(4);
    const { stdout } = await ask('3');
    expect(server.requests.length).toBe(6);
    expect(rowsOf<SampleRow>(stdout).map(({ answer }) => answer)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(readFileSync(journal, 'utf8')).not.toContain('api_key');
  });

  it('stops at a wrong key with what it says, and prints the rows for people without --json', async () => {
    const file = corpus('key.jsonl', [CLIPS, PAY, CLIPS]);
    const wrong = await sample(file, () => ({ kind: 'status', status: 401 }), ['--samples', '2', '--concurrency', '1']);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('Stopped: ');
    expect(server?.requests.length).toBe(1);
    const people = await sample(file, () => answers('72'), ['--samples', '2']);
    expect(people.stdout).toMatch(/^ +1 {2}cot +72 {2}2 of 2 agree {2}2 right\n/);
  });

  it.each([
    [['--samples', '0'], '--samples has to be a whole number'],
    [['--method', 'cott'], 'cot'],
    [['--seed', 'x'], '--seed has to be a whole number'],
  ])('%j is a wrong call, and nothing is asked', async (more, says) => {
    const { code, stderr } = await sample(corpus('wrong.jsonl', [CLIPS]), () => answers('72'), more);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(server?.requests).toEqual([]);
    const none = await cli.run(['sample', 'x.jsonl']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--endpoint URL --model NAME')]);
  });
});
