import type { AskOptions, EmbedReply, ModelReply, PromptMessage, ScoreReply, StrategyModel } from './types.ts';

/** One question to a model as data, so that it can cross a process border, be stored, and be asked again. */
export type ModelQuestion =
  | { readonly kind: 'ask'; readonly messages: readonly PromptMessage[]; readonly options: AskOptions }
  | { readonly kind: 'score'; readonly prompt: string; readonly text: string }
  | { readonly kind: 'embed'; readonly texts: readonly string[] };

/** What answers a question of that kind. */
export type ModelAnswer<Kind extends ModelQuestion['kind'] = ModelQuestion['kind']> = {
  readonly ask: ModelReply;
  readonly score: ScoreReply;
  readonly embed: EmbedReply;
}[Kind];

/** Answers questions; rejects only when the person stopped the work. */
export type AnswerQuestion = <Kind extends ModelQuestion['kind']>(
  question: Extract<ModelQuestion, { readonly kind: Kind }>,
) => Promise<ModelAnswer<Kind>>;

/** The model of a strategy whose questions go to `answer`. */
export function modelThatAsks(answer: AnswerQuestion): StrategyModel {
  return {
    ask: (messages, options = {}) => answer<'ask'>({ kind: 'ask', messages, options }),
    score: (prompt, text) => answer<'score'>({ kind: 'score', prompt, text }),
    embed: (texts) => answer<'embed'>({ kind: 'embed', texts }),
  };
}

/** Asks a model a question that is there as data. */
export function questionModel(model: StrategyModel, question: ModelQuestion): Promise<ModelAnswer> {
  if (question.kind === 'ask') return model.ask(question.messages, question.options);
  return question.kind === 'score' ? model.score(question.prompt, question.text) : model.embed(question.texts);
}
