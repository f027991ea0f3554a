import type { StepKind } from '../model/finding.ts';
import type { AnswerFacts } from './answer-facts.ts';
import type { StepContent } from './step-facts.ts';

/** What a step does, and by which sign that was seen. */
export interface KindFacts {
  readonly kind: StepKind;
  /** It opens an attempt that differs from the one before ("another way", "alternatively", "suppose"). */
  readonly opensAttempt: boolean;
  /** It gives up what came before ("that doesn't work", "scratch that"). */
  readonly givesUp: boolean;
}

const CHECK =
  /\b(?:double[- ]?check|re-?check|check|verify|verif(?:ying|ication)|confirm|make sure|sanity|let me (?:re-?read|see if)|read (?:it|the problem) again|review|re-?calculat|re-?evaluat|plug(?:ging)? (?:it |this |that )?back)|验证|检查|核对|确认|再看/i;
const ALTERNATIVE =
  /^\W{0,3}(?:(?:wait|hmm|but|or|ok(?:ay)?),? )?(?:alternatively|another (?:way|approach|method|idea|thought|angle)|on the other hand|or (?:maybe|perhaps|else)|instead,|a different (?:way|approach)|let me try (?:another|a different)|what if)|\b(?:another (?:way|approach|method)|different (?:way|approach|method))\b|另一种|换一种|或者/i;
const CORRECTION =
  /\b(?:that'?s (?:not right|wrong|incorrect)|that (?:is|was|can't be|doesn't) (?:not right|wrong|right|work|make sense)|i (?:made|was) (?:a mistake|wrong|an error)|my mistake|mistaken|actually,? no|scratch that|correct(?:ing|ion)|should (?:actually|instead) be|i misread|misinterpreted)|不对|错了|更正|纠正/i;
const GIVES_UP =
  /\b(?:(?:this|that|it) (?:doesn't|does not|won't|isn't|can't) (?:work|help|seem to work|lead|be right|be possible)|dead end|not (?:helpful|useful|getting anywhere)|contradiction|scratch that|start over|go back|never mind|too (?:complicated|complex)|no,? wait)|行不通|走不通|重新(?:开始|来)/i;
const UNCERTAIN =
  /\b(?:i'm not sure|not sure|maybe|perhaps|hmm|i wonder|ambiguous|unclear|confus(?:ed|ing)|is that (?:right|correct)|could (?:it )?be)|不确定|可能|也许/i;
const PLAN =
  /\b(?:let'?s|let me|we(?:'ll| will| need to| have to| can| must| should| want to)|i(?:'ll| will| need to| have to| can| should| want to)|first,?|next,?|to (?:find|solve|determine|calculate)|the (?:goal|first step|next step|plan)|step \d)|我需要|我们需要|首先|接下来|让我/i;
const SETUP =
  /\b(?:the (?:problem|question) (?:says|states|asks|gives|mentions|is asking)|given|we are (?:given|told|asked)|we know|according to|asked to find|starts? (?:with|off))|题目|已知|问题/i;
const CONSOLIDATE =
  /^\W{0,3}(?:so|thus|therefore|hence|in (?:total|summary|conclusion)|altogether|to (?:summarize|sum up)|overall|putting)|^(?:所以|因此|综上|总之)/i;
const ANSWER = /\\boxed|####|final answer|\bthe answer (?:is|should|would|must)|答案(?:是|为)|最终答案/i;

function kindOf(step: StepContent, answer: AnswerFacts, head: string): StepKind {
  const states = answer.statements.includes(step.index);
  const hasEquation = step.formulas.equations.length > 0;
  if (ANSWER.test(head)) return 'answer';
  if (CORRECTION.test(head)) return 'correction';
  if (ALTERNATIVE.test(head)) return 'alternative';
  if (CHECK.test(step.wordCount > 45 ? head.slice(0, 90) : head)) return 'self-check';
  if (states && CONSOLIDATE.test(head) && !hasEquation) return 'consolidation';
  if (UNCERTAIN.test(head) && !hasEquation) return 'uncertainty';
  if (hasEquation || step.formulas.expressions.some((e) => e.size >= 3)) return 'computation';
  if (SETUP.test(head)) return 'problem-setup';
  if (CONSOLIDATE.test(head) && step.products.length > 0) return 'consolidation';
  if (PLAN.test(head)) return 'plan';
  if (step.words.length > 0 || step.numbers.length > 0) return 'fact';
  return 'other';
}

/** A kind for every step by rules on its words and formulas. Linear. */
export function readKinds(steps: readonly StepContent[], answer: AnswerFacts): readonly KindFacts[] {
  const indexed: AnswerFacts = answer;
  const statements = new Set(indexed.statements);
  return steps.map((step) => {
    const head = step.text.slice(0, 600);
    const only: AnswerFacts = statements.has(step.index)
      ? { ...answer, statements: [step.index] }
      : { ...answer, statements: [] };
    return {
      kind: kindOf(step, only, head),
      opensAttempt: ALTERNATIVE.test(head),
      givesUp: GIVES_UP.test(head) || CORRECTION.test(head),
    };
  });
}
