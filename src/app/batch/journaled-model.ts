import { contentHash } from '../../base/hash.ts';
import { type ModelAnswer, type ModelQuestion, modelThatAsks } from '../../core/compress/model-questions.ts';
import type { StrategyModel } from '../../core/compress/types.ts';
import type { ModelUsage } from '../../core/model/variant.ts';
import { isPaid, type Journal, type Kept } from './journal.ts';
import type { BatchTrace, ModelIdentity } from './types.ts';

/** An answer with what it took. `stop`: asking on is no use, for that reason. `unreachable`: nobody was there. */
export type Answered = Kept & { readonly stop?: string; readonly unreachable?: true };

/** Answers one question; rejects only when the work was stopped. */
export type AskModel = (question: ModelQuestion) => Promise<Answered>;

/** Name of a question to a model; `turn` tells apart what one trace asks in the same words again. 32 hex digits. */
export function questionKey(question: ModelQuestion, model: ModelIdentity, turn: number): string {
  const text = JSON.stringify([turn, model.name, model.host, model.request, question]);
  return contentHash(text) + contentHash(`${text.length} ${text}`);
}

/** What a trace's questions came to. */
export interface Tally {
  /** Questions that the model was really asked. */
  asked: number;
  /** Questions that the journal answered. */
  replayed: number;
  /** What all its replies took, those of the journal included. */
  usage: ModelUsage;
  /** What was spent now. */
  spent: ModelUsage;
  /** Name of the model as the server said it last. */
  model: string | undefined;
  /** Why asking on is no use. */
  stop: string | undefined;
  /** The last question reached nobody. */
  unreachable: boolean;
}

/** An empty tally. */
export function newTally(): Tally {
  return { asked: 0, replayed: 0, usage: {}, spent: {}, model: undefined, stop: undefined, unreachable: false };
}

/** Makes the model of one trace. */
export type ModelFor = (tally: Tally, trace: BatchTrace) => StrategyModel;

/**
 * Models whose questions are answered from the journal where it can, else by `ask`, whose replies are in the journal before
 * they are given on. The same question of two traces is asked once, also at the same time.
 */
export function journaledModels(
  identity: ModelIdentity,
  journal: Journal | null,
  ask: AskModel,
): (tally: Tally) => StrategyModel {
  const underWay = new Map<string, Promise<Given>>();
  const give = (key: string, question: ModelQuestion): Promise<Given> => {
    const giving = fromJournalOrModel(key, question, journal, ask);
    underWay.set(key, giving);
    const done = (): unknown => underWay.delete(key);
    giving.then(done, done);
    return giving;
  };
  return (tally) =>
    keyedModel(identity, async (key, question) => {
      const shared = underWay.get(key);
      const given = await (shared ?? give(key, question));
      noteAnswer(tally, given.answered, shared || given.replayed ? 'replayed' : 'asked');
      return given.answered.answer;
    });
}

interface Given {
  readonly answered: Answered;
  readonly replayed: boolean;
}

async function fromJournalOrModel(
  key: string,
  question: ModelQuestion,
  journal: Journal | null,
  ask: AskModel,
): Promise<Given> {
  const kept = await journal?.reply(key);
  return kept
    ? { answered: kept, replayed: true }
    : { answered: await askAndKeep(key, question, journal, ask), replayed: false };
}

async function askAndKeep(
  key: string,
  question: ModelQuestion,
  journal: Journal | null,
  ask: AskModel,
): Promise<Answered> {
  const answered = await ask(question);
  const { answer, model, usage } = answered;
  const kept = { answer, ...(model === undefined ? {} : { model }), ...(usage === undefined ? {} : { usage }) };
  if (isPaid(answer)) await journal?.keep(key, kept);
  return answered;
}

/** A model that names its questions; what one trace asks again in the same words has another name. */
export function keyedModel(
  identity: ModelIdentity,
  answer: (key: string, question: ModelQuestion) => Promise<ModelAnswer>,
): StrategyModel {
  const turns = new Map<string, number>();
  return modelThatAsks((question: ModelQuestion) => {
    const words = questionKey(question, identity, 0);
    const turn = turns.get(words) ?? 0;
    turns.set(words, turn + 1);
    const key = turn === 0 ? words : questionKey(question, identity, turn);
    // A question and its answer are of one kind; the compiler cannot join the two unions.
    return answer(key, question) as Promise<never>;
  });
}

/** Adds an answer to a tally. */
export function noteAnswer(
  tally: Tally,
  { model, usage, stop, unreachable }: Answered,
  how: 'asked' | 'replayed',
): void {
  tally[how] += 1;
  tally.model = model ?? tally.model;
  tally.stop = stop ?? tally.stop;
  tally.unreachable = unreachable ?? false;
  if (usage === undefined) return;
  tally.usage = addUsage(tally.usage, usage);
  if (how === 'asked') tally.spent = addUsage(tally.spent, usage);
}

/** The sum of two usages; a figure that neither has stays away. */
export function addUsage(a: ModelUsage, b: ModelUsage): ModelUsage {
  const sum = (key: keyof ModelUsage): ModelUsage =>
    a[key] === undefined && b[key] === undefined ? {} : { [key]: (a[key] ?? 0) + (b[key] ?? 0) };
  return { ...sum('inputTokens'), ...sum('outputTokens'), ...sum('cost') };
}
