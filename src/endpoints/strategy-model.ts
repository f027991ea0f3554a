import type { EmbedReply, ModelReply, ScoreReply, StrategyModel } from '../core/compress/types.ts';
import { type EndpointTrouble, FALLBACKS, troubleOf } from './errors.ts';
import type { Completer, Completion, Embedder, OnText, Scorer } from './types.ts';

/** What the caller wants to know while a strategy works. */
export interface StrategyModelOptions {
  /** Aborting it makes the model reject, so that the whole strategy ends. */
  readonly signal: AbortSignal;
  readonly onText?: OnText;
  readonly onReply?: (completion: Completion) => void;
  /** Told of trouble, but not of an ability that the endpoint has never had. */
  readonly onTrouble?: (trouble: EndpointTrouble) => void;
}

/** Something to ask; a model of the editor can only complete. */
export type Asked = Completer & Partial<Scorer> & Partial<Embedder>;

/** The model of a strategy behind a client. Trouble becomes a failed reply with its message; only a stop rejects. */
export function strategyModel(client: Asked, options: StrategyModelOptions): StrategyModel {
  const { signal } = options;
  const guarded = async <T>(work: () => Promise<T>): Promise<T | Failed> => {
    try {
      return await work();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined || trouble.kind === 'cancelled' || signal.aborted) throw error;
      if (trouble.kind === 'unsupported') return { kind: 'unsupported', reason: trouble.message };
      options.onTrouble?.(trouble);
      return { kind: 'failed', reason: trouble.message };
    }
  };
  return {
    async ask(messages, asked = {}): Promise<ModelReply> {
      const reply = await guarded(async () => {
        const completion = await client.complete({ messages, ...asked }, signal, options.onText);
        options.onReply?.(completion);
        return { kind: 'reply', text: completion.text } as const;
      });
      return reply.kind === 'reply' ? reply : { kind: 'failed', reason: reply.reason };
    },
    async score(prompt, text): Promise<ScoreReply> {
      const { score } = client;
      if (score === undefined) return lacking('gives no log-probabilities of a given text', FALLBACKS.scoring);
      return guarded(async () => ({ kind: 'scored', tokens: (await score.call(client, prompt, text, signal)).tokens }));
    },
    async embed(texts): Promise<EmbedReply> {
      const { embed } = client;
      if (embed === undefined) return lacking('gives no embeddings', FALLBACKS.embeddings);
      return guarded(async () => ({ kind: 'vectors', vectors: (await embed.call(client, texts, signal)).vectors }));
    },
  };
}

type Failed = { readonly kind: 'failed' | 'unsupported'; readonly reason: string };

function lacking(what: string, fallback: string): Failed {
  return { kind: 'unsupported', reason: `This model ${what}. ${fallback}` };
}
