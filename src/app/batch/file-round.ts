import type { ModelQuestion } from '../../core/compress/model-questions.ts';
import type { Journal } from './journal.ts';
import { keyedModel, type ModelFor, noteAnswer } from './journaled-model.ts';
import type { BatchTrace, CompressOne, ModelIdentity } from './types.ts';

/** A chat question, the only kind that batch files hold. */
export type ChatQuestion = Extract<ModelQuestion, { readonly kind: 'ask' }>;

/** A question that has no reply yet. `waiting`: it stands in a batch file that was written before. */
export type OpenQuestion =
  | { readonly kind: 'new'; readonly trace: BatchTrace; readonly key: string; readonly question: ChatQuestion }
  | { readonly kind: 'waiting'; readonly trace: BatchTrace; readonly key: string; readonly file: string };

/** One round of a batch that goes through files. */
export interface FileRound {
  readonly identity: ModelIdentity;
  readonly journal: Journal;
  /** Why a question got no reply, by its key, from the results that were just read. */
  readonly refused: ReadonlyMap<string, string>;
  /** Questions that were written before and not answered are written again. */
  readonly again: boolean;
  /** Told of every open question, also of one that another trace has asked. */
  onOpen(open: OpenQuestion): void;
}

/** Thrown through a strategy whose question went into a file: the trace goes on when the reply is there. */
class Suspended extends Error {}

/** Models that answer from the journal, and leave open what it cannot answer. */
export function fileModels(round: FileRound): ModelFor {
  return (tally, trace) =>
    keyedModel(round.identity, async (key, question) => {
      const kept = await round.journal.reply(key);
      if (kept) {
        noteAnswer(tally, kept, 'replayed');
        return kept.answer;
      }
      if (question.kind !== 'ask') return NOT_IN_FILES;
      const refused = round.refused.get(key);
      if (refused !== undefined && !round.again) return { kind: 'failed', reason: refused };
      const file = round.again ? undefined : round.journal.askedIn(key);
      round.onOpen(file === undefined ? { kind: 'new', trace, key, question } : { kind: 'waiting', trace, key, file });
      throw new Suspended(
        file === undefined ? 'It needs another round.' : `Its question in ${file} has no result yet.`,
      );
    });
}

/** Compresses with models of `fileModels`: a trace with an open question is suspended. */
export function suspending(compress: CompressOne): CompressOne {
  return async (trace, model) => {
    try {
      return await compress(trace, model);
    } catch (error) {
      if (error instanceof Suspended) return { kind: 'suspended', reason: error.message };
      throw error;
    }
  };
}

const NOT_IN_FILES = {
  kind: 'unsupported',
  reason: 'Batch files hold chat questions only: no log-probabilities and no embeddings.',
} as const;

/** Name of a request in a batch file: the first record that asks it, for people, and the question's key. */
export function customIdOf(key: string, record: number, traceIndex: number): string {
  return `r${record}-t${traceIndex}-${key}`;
}

/** The question's key in a request's name; null when it is none of ours. */
export function keyOfCustomId(customId: string): string | null {
  return /^r\d{1,15}-t\d{1,9}-([0-9a-f]{32})$/.exec(customId)?.[1] ?? null;
}
