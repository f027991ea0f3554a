import { finishEndpoint } from '../../core/compress/compress.ts';
import { findStrategy } from '../../core/compress/registry.ts';
import type { CompressInput, CompressOptions, EndpointStrategy } from '../../core/compress/types.ts';
import type { CompressReply } from '../../protocol/lsp.ts';
import { FINISH_REWRITE, PREPARE_REWRITE, type PrepareReply, type RewriteParams } from '../../protocol/rewrite.ts';
import { answer } from '../answer.ts';
import type { Feature } from '../feature.ts';
import { type PreparedTrace, prepareTrace } from '../prepare.ts';
import type { Server } from '../server.ts';

/** The two halves of a rewrite through an endpoint that the client asks: the prompt, and what the reply comes to. */
export const rewriteRequests: Feature = {
  id: 'rewrite-requests',
  register(server) {
    answer(server, PREPARE_REWRITE, failed('The prompt could not be made; the log has the details.'), (params) =>
      prepare(server, params),
    );
    answer(server, FINISH_REWRITE, failed('The reply could not be checked; the log has the details.'), (params) =>
      finish(server, params),
    );
  },
};

type Failed = { readonly kind: 'failed'; readonly message: string };

function failed(message: string): Failed {
  return { kind: 'failed', message };
}

interface Rewrite {
  readonly kind: 'ready';
  readonly strategy: EndpointStrategy;
  readonly prepared: PreparedTrace;
  readonly input: CompressInput;
  readonly options: CompressOptions;
}

async function readyFor(server: Server, params: RewriteParams): Promise<Rewrite | Failed> {
  const strategy = findStrategy(params.strategy);
  if (!strategy) return failed(`There is no strategy "${params.strategy}".`);
  if (strategy.needs !== 'completer') return failed(`The strategy "${strategy.title}" needs no endpoint.`);
  const prepared = await prepareTrace(server, params.target);
  if (!prepared) return failed('The trace is not open.');
  const { text, analysis, counter } = prepared;
  if (params.step !== undefined && !text.steps[params.step]) return failed(`There is no step ${params.step + 1}.`);
  const options = params.step === undefined ? params.options : { ...params.options, step: params.step };
  return { kind: 'ready', strategy, prepared, input: { text, analysis, counter }, options };
}

async function prepare(server: Server, params: RewriteParams): Promise<PrepareReply> {
  const ready = await readyFor(server, params);
  if (ready.kind === 'failed') return ready;
  return { kind: 'done', messages: ready.strategy.prompt(ready.input, ready.options) };
}

async function finish(server: Server, params: RewriteParams & { readonly reply: string }): Promise<CompressReply> {
  const ready = await readyFor(server, params);
  if (ready.kind === 'failed') return ready;
  const { strategy, input, options, prepared } = ready;
  const compressed = finishEndpoint(strategy, strategy.interpret(params.reply, input, options), input);
  const { tokenizer, tokensExact } = prepared.analysis;
  return { kind: 'done', version: prepared.version, compressed, tokenizer, tokensExact };
}
