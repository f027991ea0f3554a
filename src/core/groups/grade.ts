import type { JsonValue } from '../../base/json.ts';
import { answersEqual } from '../analysis/answer-equality.ts';
import { ANSWER_RULES, finalAnswerOf } from '../analysis/final-answer.ts';
import type { Trace } from '../model/trace.ts';
import { recordedVerdict } from './recorded-verdict.ts';
import type { Grade } from './types.ts';

/** Longest answer field that counts as a bare value when it states no final answer. */
const BARE_LIMIT = 200;

/** The final value of a trace's answer and the rule that found it (`field`: the answer field is the value). */
export interface FoundAnswer {
  readonly answer: string | null;
  readonly rule: string | null;
}

/**
 * The final answer of a trace: stated in its answer, or the answer itself where that is short, else stated in its reasoning.
 * `rule` is the id of an answer rule, or `auto` for the first that finds one.
 */
export function answerOf(trace: Trace, rule = 'auto'): FoundAnswer {
  const find = ANSWER_RULES.find(({ id }) => id === rule)?.find ?? finalAnswerOf;
  const said = trace.answer?.text ?? '';
  const stated = find(said);
  if (stated !== null) return { answer: stated.value, rule: stated.rule };
  const bare = said.trim();
  if (bare !== '' && bare.length <= BARE_LIMIT && !bare.includes('\n')) return { answer: bare, rule: 'field' };
  const inReasoning = find(trace.reasoning.text);
  return { answer: inReasoning?.value ?? null, rule: inReasoning?.rule ?? null };
}

/** The reference answer that a trace's record gives, its final value; null when it gives none. */
export function ownReference(trace: Trace): string | null {
  const text = trace.referenceAnswer?.text.trim() ?? '';
  if (text === '') return null;
  return finalAnswerOf(text)?.value ?? text;
}

/**
 * The grade of one trace: by mathematical equality with the reference answer, without one by what the record says. A trace whose
 * answer cannot be found is graded by the record too, else unknown: not finding an answer is not a wrong answer.
 */
export function gradeOf(
  trace: Trace,
  record: JsonValue,
  tracesOfRecord: number,
  reference: string | null,
  rule?: string,
): Grade {
  const found = answerOf(trace, rule);
  if (reference !== null && found.answer !== null) {
    const verdict = answersEqual(found.answer, reference) ? 'correct' : 'wrong';
    return { verdict, by: 'reference', ...found };
  }
  const recorded = recordedVerdict(trace, record, tracesOfRecord);
  if (recorded !== null) return { verdict: recorded ? 'correct' : 'wrong', by: 'recorded', ...found };
  return { verdict: 'unknown', by: 'nothing', ...found };
}
