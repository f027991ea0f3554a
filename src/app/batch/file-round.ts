import type { ModelQuestion } from '../../core/compress/model-questions.ts';
import type { StrategyModel } from '../../core/compress/types.ts';
import type { Journal } from './journal.ts';
import { keyedModel, type ModelIdentity } from './journaled-model.ts';

/** Thrown through a strategy whose question went into a file: the trace goes on when the replies are there. */
class Suspended extends Error {}

/** A chat question, the only kind that batch files hold. */
export type ChatQuestion = Extract<ModelQuestion, { readonly kind: 'ask' }>;

/** What one round of a batch that goes through files knows of its questions. */
export interface FileRound {
  readonly identity: ModelIdentity;
  readonly journal: Journal;
  /** Why a question got no reply, by its key, from the results that were just read. */
  readonly refused: ReadonlyMap<string, string>;
  /** Questions that were written before and not answered are written again. */
  readonly again: boolean;
}

/** What one trace left open: `written` for a file now, `waiting` for the results of one that was written before. */
export interface OpenQuestions {
  readonly written: { readonly key: string; readonly question: ChatQuestion }[];
  readonly waiting: { readonly key: string; readonly file: string }[];
}

/**
 * A model that answers from the journal and takes down what it cannot answer. `run` does the trace's work with it and
 * resolves with null when questions are left open.
 */
export function fileModel(round: FileRound): {
  readonly open: OpenQuestions;
  run<T>(work: (model: StrategyModel) => Promise<T>): Promise<T | null>;
} {
  const open: OpenQuestions = { written: [], waiting: [] };
  const model = keyedModel(round.identity, async (key, question) => {
    const kept = await round.journal.reply(key);
    if (kept) return kept.answer;
    if (question.kind !== 'ask') return NOT_IN_FILES;
    const refused = round.refused.get(key);
    if (refused !== undefined && !round.again) return { kind: 'failed', reason: refused };
    const file = round.journal.askedIn(key);
    if (file !== undefined && !round.again) open.waiting.push({ key, file });
    else open.written.push({ key, question });
    throw new Suspended();
  });
  return {
    open,
    run: async (work) => {
      try {
        return await work(model);
      } catch (error) {
        if (error instanceof Suspended) return null;
        throw error;
      }
    },
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
