import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endpointStrategies } from '../../src/core/compress/registry.ts';
import { type ModelServer, type SeenRequest, type ServerBehaviour, startModelServer } from '../helpers/model-server.ts';
import { scoringBehaviour } from '../helpers/model-server-scoring.ts';
import { fencedIn } from '../helpers/stand-in-model.ts';
import { type BuiltCli, buildCli, type Finished, rowsOf, SAMPLES } from './cli.ts';
import { type CompressRow, expectCompressRow } from './rows.ts';

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

const TRACES = join(SAMPLES, 'step-lists.jsonl');
/** Thinking with checks and second ways, which PIR looks for. */
const THINKING = join(SAMPLES, 'long-thinking.jsonl');

function promptOf({ body }: SeenRequest): string {
  const messages = (body as { messages?: readonly { content: string }[] }).messages ?? [];
  return messages.map(({ content }) => content).join('\n');
}

const measures = scoringBehaviour({ ways: ['prompt-logprobs'], vector: 8 });

/** A model that leaves everything as it is, in the form that each prompt wants, and scores and embeds as well. */
function reply(request: SeenRequest): ServerBehaviour {
  if (!(request.path.split('?')[0] ?? '').endsWith('/chat/completions')) return measures(request);
  const prompt = promptOf(request);
  const numbers = Array.from({ length: 80 }, (_, i) => i + 1);
  const text = prompt.includes('<answer>')
    ? '<answer>UNKNOWN</answer>'
    : prompt.includes('[4] DELETE')
      ? numbers.map((step) => `[${step}] KEEP`).join('\n')
      : prompt.includes('[4] check')
        ? numbers.map((step) => `[${step}] needed`).join('\n')
        : `<compressed>\n${fencedIn(prompt, 'REASONING') ?? fencedIn(prompt, 'STEP') ?? 'Nothing.'}\n</compressed>`;
  return { kind: 'reply', text };
}

async function compress(
  strategy: string,
  more: readonly string[] = [],
): Promise<Finished & { rows: readonly CompressRow[] }> {
  server = await startModelServer(reply);
  const model = ['--endpoint', server.url, '--model', 'test-model'];
  const done = await cli.run([
    'compress',
    strategy === 'pir' ? THINKING : TRACES,
    '--json',
    '--strategy',
    strategy,
    ...model,
    ...more,
  ]);
  return { ...done, rows: rowsOf<CompressRow>(done.stdout) };
}

describe('every endpoint strategy', () => {
  it.each(endpointStrategies.map(({ id }) => id))('%s runs over a file and prints a row per trace', async (id) => {
    const more = id === 'step-rewrite' ? ['--step', '1'] : ['--instruction', 'Keep it plain.'];
    const { rows, stderr, code } = await compress(id, more);
    expect(stderr).not.toContain('error:');
    expect(code, stderr).toBe(0);
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      expectCompressRow(row);
      expect(row.strategy).toBe(id);
      const refused = row.guards.find((guard) => guard.id === 'reply-usable');
      if (!row.accepted) expect(row.guards.some((guard) => !guard.passed && guard.detail)).toBe(true);
      if (refused) expect(refused.detail).toMatch(/\.$/);
      if (refused) expect(refused.detail).not.toContain('log-probabilities');
    }
    const scores = ['pir', 'spirit', 'a-star-thought'].includes(id);
    if (scores) expect(server?.requests.some(({ path }) => path.endsWith('/v1/completions'))).toBe(true);
  });
});

describe('--prompts', () => {
  const folder = (name: string, text: string): string => {
    const path = join(cli.folder, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'mine.md'), text);
    return path;
  };

  it('puts a person’s prompt in place of the own one; what "list prompts ID" prints is such a file', async () => {
    const { stdout } = await cli.run(['list', 'prompts', 'c3ot']);
    expect(stdout).toContain('# c3ot\n');
    const path = folder(
      'good',
      stdout.replace('You compress the reasoning', 'You, dear model, compress the reasoning'),
    );
    const { code, rows } = await compress('c3ot', ['--prompts', path, '--level', '3']);
    expect([code, rows.length > 0]).toEqual([0, true]);
    const asked = server?.requests.map(promptOf) ?? [];
    expect(asked.length).toBeGreaterThan(0);
    for (const prompt of asked) expect(prompt).toContain('You, dear model, compress the reasoning');
    for (const prompt of asked) expect(prompt).toContain('Compress hard');
  });

  it('a file with a fault, or no folder, is a wrong call, and nothing is asked', async () => {
    const bad = await compress('c3ot', ['--prompts', folder('bad', '# c3ot\n## System\n## User\n{{resoning}}')]);
    expect([bad.code, bad.stdout]).toEqual([2, '']);
    expect(bad.stderr).toContain('--prompts: mine.md:4: The prompt c3ot has no variable {{resoning}}.');
    expect(server?.requests).toEqual([]);
    const none = await cli.run(['compress', TRACES, '--prompts', join(cli.folder, 'nowhere')]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('cannot be read')]);
  });

  it('lists all prompts, and names those that there are', async () => {
    const { stdout } = await cli.run(['list', 'prompts', '--json']);
    const listed = JSON.parse(stdout) as readonly { id: string; file: string }[];
    for (const { id, file } of listed) expect(file).toContain(`# ${id}\n`);
    expect(listed.map(({ id }) => id)).toContain('bsm-merge');
    expect(await cli.run(['list', 'prompts', 'nix'])).toMatchObject({ code: 2, stdout: '' });
  });
});
