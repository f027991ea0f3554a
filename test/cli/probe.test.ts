import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../helpers/model-server.ts';
import { scoringBehaviour } from '../helpers/model-server-scoring.ts';
import { type BuiltCli, buildCli } from './cli.ts';

let cli: BuiltCli;
let server: ModelServer | undefined;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
afterEach(() => server?.close());

describe('probe', () => {
  it('lists every ability with what was found, and the fallback where one is missing', async () => {
    const measures = scoringBehaviour({ ways: ['prompt-logprobs'] });
    server = await startModelServer((request) =>
      request.path.endsWith('/chat/completions') ? { kind: 'reply', text: '5' } : measures(request),
    );
    const model = ['--endpoint', server.url, '--model', 'test-model'];
    const done = await cli.run(['probe', ...model, '--json']);
    expect(done.code, done.stderr).toBe(0);
    const { findings } = JSON.parse(done.stdout) as {
      findings: { ability: string; state: string; fallback?: string }[];
    };
    const state = Object.fromEntries(findings.map((finding) => [finding.ability, finding.state]));
    expect(state).toMatchObject({ replies: 'yes', scoring: 'yes', embeddings: 'no' });
    expect(findings.find(({ ability }) => ability === 'embeddings')?.fallback).toMatch(/words that they share/);
    const table = await cli.run(['probe', ...model]);
    expect(table.stdout).toMatch(/^replies\s+yes /m);
  });

  it('is told how it has to be called', async () => {
    const done = await cli.run(['probe']);
    expect(done.code).toBe(2);
    expect(done.stderr).toContain('--endpoint URL --model NAME');
  });
});
