/**
 * Passes that may speak of a step which is no reasoning of the model's own: such a step can be said twice, but what it asks
 * for or brings is not "known already".
 */
export const PASSES_FOR_ADDRESSED: ReadonlySet<string> = new Set(['exact-repeat', 'loop']);

/** A request to somebody else: "Please verify ...", "could you check ...". */
const REQUEST =
  /^\W{0,4}(?:(?:in that case|also|then|next|now|okay|ok|thanks?|thank you)[,.!]? )?(?:please\b|(?:could|can|would) you\b)/i;
/** A line of a dialogue that is not the model's. */
const OTHERS_TURN = /^\s{0,4}(?:user|human|customer|tool|function|system|observation|environment)\s{0,2}:/i;
/** An order to act on something outside, without a calculation: "Check the operating hours for ...". */
const ORDER =
  /^\W{0,4}(?:check|verify|confirm|determine|visit|open|access|search|find|look up|click|scroll|navigate|gather) (?:the|if|whether|for|on|to|up|each|any|out)\b/i;
/** State in JSON, such as a ledger or the result of a call. */
const STATE = /\{\s{0,20}"[^"\n]{1,60}"\s{0,4}:/;
/** The same written over several lines: not an inline set or dictionary in a calculation. */
const STATE_BLOCK = /\{\r?\n\s{0,20}"[^"\n]{1,60}"\s{0,4}:/;
/** What a browser or a tool showed to an agent. */
const OBSERVED = /\bhere is a screenshot of\b|\bautomatic OCR of\b/i;
const READ = 400;

/**
 * Whether a step addresses somebody else or comes from outside: another speaker's turn, what a browser showed, a request, an
 * order without any calculation, or JSON state, as agent traces are full of. `hasCalculation`: it holds an equation.
 */
export function isAddressed(text: string, hasCalculation: boolean): boolean {
  const head = text.slice(0, READ);
  if (OTHERS_TURN.test(head) || STATE_BLOCK.test(head) || OBSERVED.test(head)) return true;
  if (hasCalculation) return false;
  return REQUEST.test(head) || ORDER.test(head) || STATE.test(head);
}
