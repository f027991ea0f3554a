import { anchorOf, doneAt } from './anchor.ts';
import { type AnswerFacts, findAnswer } from './answer-facts.ts';
import { buildDataFlow, type DataFlow } from './data-flow.ts';
import { type KindFacts, readKinds } from './kinds.ts';
import { findNews, type News } from './news.ts';
import { withoutOthers } from './other-origin.ts';
import { findSimilar, type Similar } from './similar.ts';
import { readStep, type StepContent } from './step-facts.ts';
import type { TraceText } from './types.ts';

/** The pre-computation that all passes share, so that none reads the texts again. Indices are 0-based steps. */
export interface TraceFacts {
  readonly text: TraceText;
  readonly question: StepContent | null;
  readonly steps: readonly StepContent[];
  readonly flow: DataFlow;
  readonly answer: AnswerFacts;
  /** Per step: what is new in it against the question and all earlier steps. */
  readonly news: readonly News[];
  /** Per step: the earlier step most like it; what only looks like a repeat is taken back, see `withoutOthers`. */
  readonly similar: readonly Similar[];
  readonly kinds: readonly KindFacts[];
  /** The step that truly reaches the answer, see `anchorOf`: stricter than `answer.reachedAt`, and never a chance value. */
  readonly anchor: number | null;
  /** The step after which nothing is needed, where a reference answer confirms the answer; see `doneAt`. */
  readonly doneAt: number | null;
  /** Backward slice from the answer, see `requiredSteps`. */
  readonly required: ReadonlySet<number>;
}

/** Reads a trace once for all passes. n log n at most; never throws. */
export function readTrace(text: TraceText): TraceFacts {
  const question = text.question === null ? null : readStep(text.question, { start: 0, end: text.question.length }, -1);
  const steps = text.steps.map((span, index) => readStep(text.reasoning, span, index));
  const flow = buildDataFlow(question, steps);
  const answer = findAnswer(text, question, steps);
  const news = findNews(question, steps);
  const kinds = readKinds(steps, answer, news, question);
  const known = { question, steps, answer, kinds };
  const anchor = anchorOf(text, known);
  return {
    text,
    question,
    steps,
    flow,
    answer,
    news,
    similar: withoutOthers(findSimilar(question, steps), question, steps, latest(anchor, answer.reachedAt)),
    kinds,
    anchor,
    doneAt: doneAt(text, known, anchor),
    required: slice(text, steps.length, flow, answer),
  };
}

/** The later of two steps; null when neither is known. */
function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function slice(text: TraceText, count: number, flow: DataFlow, answer: AnswerFacts): ReadonlySet<number> {
  if (answer.reachedAt === null) return new Set(Array.from({ length: count }, (_, index) => index));
  const required = new Set<number>([answer.reachedAt]);
  const last = answer.statements.at(-1);
  if (text.answer === null && last !== undefined) required.add(last);
  const open = [...required];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const producer of flow.dependsOn[step] ?? []) {
      if (required.has(producer)) continue;
      required.add(producer);
      open.push(producer);
    }
  }
  return required;
}

/**
 * Steps that the answer's derivation needs: the backward slice over the data flow from the step that first states the
 * answer (and, where the trace has no separate answer, from the last one that states it). All steps when the answer is
 * nowhere stated, because then nothing can be shown to be needless.
 */
export function requiredSteps(facts: TraceFacts): ReadonlySet<number> {
  return facts.required;
}
