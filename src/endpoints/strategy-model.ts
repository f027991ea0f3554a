import type { ModelReply, StrategyModel } from '../core/compress/types.ts';
import { type EndpointTrouble, troubleOf } from './errors.ts';
import type { Completer, Completion, OnText } from './types.ts';

/** What the caller wants to know while a strategy works. */
export interface StrategyModelOptions {
  /** Aborting it makes the model reject, so that the whole strategy ends. */
  readonly signal: AbortSignal;
  readonly onText?: OnText;
  readonly onReply?: (completion: Completion) => void;
  readonly onTrouble?: (trouble: EndpointTrouble) => void;
}

const UNSUPPORTED = { kind: 'unsupported', reason: 'This endpoint gives no log-probabilities of a text.' } as const;
const NO_VECTORS = { kind: 'unsupported', reason: 'This endpoint gives no embeddings.' } as const;

/** The model of a strategy behind a completer. Trouble becomes a failed reply with its message; only a stop rejects. */
export function strategyModel(completer: Completer, options: StrategyModelOptions): StrategyModel {
  const ask: StrategyModel['ask'] = async (messages, asked = {}): Promise<ModelReply> => {
    try {
      const completion = await completer.complete({ messages, ...asked }, options.signal, options.onText);
      options.onReply?.(completion);
      return { kind: 'reply', text: completion.text };
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined || trouble.kind === 'cancelled' || options.signal.aborted) throw error;
      options.onTrouble?.(trouble);
      return { kind: 'failed', reason: trouble.message };
    }
  };
  return { ask, score: async () => UNSUPPORTED, embed: async () => NO_VECTORS };
}
