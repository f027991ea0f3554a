import assert from 'node:assert/strict';
import {
  type CancellationToken,
  type Disposable,
  type LanguageModelChatRequestMessage,
  LanguageModelError,
  LanguageModelTextPart,
  lm,
} from 'vscode';
import { EndpointError } from '../../src/endpoints/errors.ts';
import { parseProfile } from '../../src/endpoints/profile.ts';
import { strategyModel } from '../../src/endpoints/strategy-model.ts';
import { editorModelClient, editorModels } from '../../src/extension/endpoint/editor-models.ts';
import { until } from './support/corpus.ts';

const VENDOR = 'cot-lens-test';

/** What the model of the test does with a request. */
type Behaviour = (say: (text: string) => void, token: CancellationToken) => Promise<void>;

describe('a model of the editor', () => {
  let registered: Disposable;
  let behave: Behaviour;
  let seen: readonly LanguageModelChatRequestMessage[] = [];

  before(() => {
    registered = lm.registerLanguageModelChatProvider(VENDOR, {
      provideLanguageModelChatInformation: () => [
        {
          id: 'short-one',
          name: 'Short One',
          family: 'short',
          version: '1',
          maxInputTokens: 4096,
          maxOutputTokens: 1024,
          capabilities: {},
        },
      ],
      async provideLanguageModelChatResponse(_model, messages, _options, progress, token) {
        seen = messages;
        await behave((text) => progress.report(new LanguageModelTextPart(text)), token);
      },
      provideTokenCount: async (_model, text) => String(text).length,
    });
  });
  after(() => registered.dispose());

  const client = async () => {
    await until('the model on offer', async () => (await editorModels()).some(({ vendor }) => vendor === VENDOR));
    const { profile } = parseProfile({
      name: 'Short One (editor)',
      baseUrl: `vscode-lm:${VENDOR}`,
      model: 'short-one',
    });
    assert.ok(profile);
    return editorModelClient(profile);
  };
  const messages = [
    { role: 'system', content: 'Shorten.' },
    { role: 'user', content: 'One plus one is two.' },
  ] as const;

  it('answers, streamed, with the system message before what the user says', async () => {
    behave = async (say) => {
      say('1 + 1');
      say(' = 2');
    };
    const parts: string[] = [];
    const reply = await (await client()).complete({ messages }, new AbortController().signal, (part) =>
      parts.push(part),
    );
    assert.equal(reply.text, '1 + 1 = 2');
    assert.equal(parts.join(''), reply.text);
    assert.equal(reply.model, `${VENDOR}/short-one`);
    assert.equal(seen.length, 1);
    assert.match(JSON.stringify(seen[0]?.content), /Shorten\.\\n\\nOne plus one/);
  });

  it('stops when the person stops it', async () => {
    const stop = new AbortController();
    let stopped = false;
    behave = (say, token) =>
      new Promise((done) => {
        say('1');
        token.onCancellationRequested(() => {
          stopped = true;
          done();
        });
      });
    const asked = (await client()).complete({ messages }, stop.signal, () => stop.abort());
    await assert.rejects(asked, (error) => error instanceof EndpointError && error.trouble.kind === 'cancelled');
    await until('the provider to be told', () => stopped);
  });

  it('turns what the editor says into the troubles of endpoints', async () => {
    behave = () => Promise.reject(LanguageModelError.Blocked('not today'));
    const blocked = strategyModel(await client(), { signal: new AbortController().signal });
    const answer = await blocked.ask(messages);
    assert.equal(answer.kind, 'failed');
    assert.match(answer.kind === 'failed' ? answer.reason : '', /not today/);
    behave = async () => undefined;
    assert.match(JSON.stringify(await blocked.ask(messages)), /empty reply/);
    assert.equal((await blocked.score('a', 'b')).kind, 'unsupported');
  });

  it('says so when no extension offers it any more', async () => {
    const { profile } = parseProfile({ name: 'Gone', baseUrl: `vscode-lm:${VENDOR}`, model: 'gone' });
    assert.ok(profile);
    const asked = editorModelClient(profile).complete({ messages }, new AbortController().signal);
    await assert.rejects(asked, (error) => error instanceof EndpointError && error.trouble.kind === 'not-found');
  });
});
