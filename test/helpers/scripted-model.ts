import type { ModelQuestion } from '../../src/core/compress/model-questions.ts';
import { modelThatAsks } from '../../src/core/compress/model-questions.ts';
import type { EmbedReply, ModelReply, ScoreReply, StrategyModel } from '../../src/core/compress/types.ts';

/** Answers of a scripted model by kind of question; a kind that is not scripted is unsupported. */
export interface ModelScript {
  /** One reply a question, the last one again and again; a function answers every question. */
  readonly ask?: readonly string[] | ((messages: string, index: number) => string | ModelReply);
  readonly score?: (prompt: string, text: string) => ScoreReply;
  readonly embed?: (texts: readonly string[]) => EmbedReply;
}

/** A model that answers from a script and keeps the questions. */
export function scriptedModel(script: ModelScript): {
  readonly model: StrategyModel;
  readonly questions: readonly ModelQuestion[];
} {
  const questions: ModelQuestion[] = [];
  let asked = 0;
  const reply = (question: Extract<ModelQuestion, { kind: 'ask' }>): ModelReply => {
    const { ask } = script;
    if (ask === undefined) return { kind: 'failed', reason: 'The script has no reply.' };
    const said =
      typeof ask === 'function'
        ? ask(question.messages.map(({ content }) => content).join('\n'), asked)
        : (ask[Math.min(asked, ask.length - 1)] ?? '');
    asked += 1;
    return typeof said === 'string' ? { kind: 'reply', text: said } : said;
  };
  const unsupported = { kind: 'unsupported', reason: 'The script does not say.' } as const;
  const model = modelThatAsks(async (question: ModelQuestion) => {
    questions.push(question);
    // The union is narrowed by kind here and by the caller's type there; the compiler cannot join the two.
    const answer =
      question.kind === 'ask'
        ? reply(question)
        : question.kind === 'score'
          ? (script.score?.(question.prompt, question.text) ?? unsupported)
          : (script.embed?.(question.texts) ?? unsupported);
    return answer as never;
  });
  return { model, questions };
}
