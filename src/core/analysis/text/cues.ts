/** What one sentence does, judged by its wording alone. */
export type Cue =
  | 'answer'
  | 'correction'
  | 'check'
  | 'confirm'
  | 'alternative'
  | 'plan'
  | 'hedge'
  | 'setup'
  | 'conclude'
  | 'none';

/** A sentence of a step with what its wording says. */
export interface Sentence {
  readonly cue: Cue;
  /** Characters without the filler in front. */
  readonly length: number;
  /** Works something out: an operator between numbers, in signs or in words. */
  readonly calculates: boolean;
  /** Draws a value from others in words: "so that leaves 8", "half of it is 12". */
  readonly draws: boolean;
}

/** Longest part of a step that is read for cues, in characters; a step says early what it is about. */
const MAX_READ = 2_000;

const FILLER =
  /^(?:(?:ok(?:ay)?|alright|all right|(?:that'?s )?right|well|hmm+|so|wait|hold on|but|now|oh|a (?:moment|second|minute)|yes|yeah|yep|no|and|then)\b[\s,.!:…-]{0,4})+/i;
const ANSWER =
  /\\boxed|####|\bfinal answer\b|\b(?:the|my|our) (?:\w{1,9} )?answer (?:is|should be|would be|must be|to (?:the|this) (?:problem|question) is)\b|^(?:a|answer): ?\S|答案(?:是|为)|最终答案/i;
const UNSURE_ANSWER = /\b(?:maybe|perhaps|if|whether|suppose|could|might|not sure|probably|likely|expected)\b/i;
const CORRECTION =
  /\b(?:that'?s (?:not right|wrong|incorrect|not correct)|that (?:is|was) (?:not right|wrong|incorrect)|that (?:can't be|doesn't (?:work|make sense)|does not make sense)|i (?:made|was making) (?:a mistake|an error)|i was wrong|my mistake|i(?:'m| am| was) mistaken|mistakenly|actually,? no\b|wait,? no\b|scratch that|correcting|correction:|should (?:actually|instead) be|i (?:misread|misinterpreted|miscounted|miscalculated|messed up|forgot)|breaking it down incorrectly)|不对|错了|更正|纠正/i;
const NO_CORRECTION =
  /\b(?:did(?:n't| not)|don't think|no|not|if|whether|unless|maybe|perhaps|chance|sure) (?:\w+ ){0,4}?(?:made|make|misread|misinterpreted|miscounted|miscalculated|messed|forgot|mistake|error|wrong|mistaken)/i;
const CHECK =
  /\b(?:double[- ]?check|re-?check|(?:let'?s|let me|i'?ll|i will|i should|i can|we can|(?<!(?:have|need) )to|just|quick(?:ly)?|sanity|another|way to|(?<!guess )and) (?:also |just |quickly |first )?check\b(?! ?(?:out )?for \$)|(?<!(?:have|need) to )check(?:ing)? (?:if|that|whether|again|each|my|the|this|it|with|by|once|for|all)\b|check:|verify|verif(?:ying|ication)|(?:re-?)?confirm\b|confirming|extra confirmation|additional confirmation|re-?(?:assert|affirm|assess|validat|examin|visit)|validat(?:e|ing)\b|redundant check|reviewing\b|calculate again\b|(?:make|making|be) (?:absolutely |really )?sure\b|sanity|re-?read|read (?:it|the (?:problem|question)|that) again|review(?:ing)? (?:my|the|each|all)|re-?calculat|re-?evaluat|re-?count|re-?comput|re-?do\b|re-?verify|go (?:over|through) (?:\w+ ){0,5}again|step by step again|plug(?:ging)? (?:it |this |that |these |them )?back|again,? i'?ll)|验证|检查|核对|确认|再看/i;
/** "to make sure I understand": a first reading, no check. */
const UNDERSTAND = /\b(?:understand|read(?:ing)? the (?:problem|question)|get this straight|parse)\b/i;
const CONFIRM =
  /^(?:that(?:'s| is| all)? )?correct\b|\b(?:is|are|be|still|also|that's|it's|seems?|looks?|sounds?|all|indeed) (?:all |also |still |indeed |now )?(?:to be )?(?:correct|right|consistent|fine|solid|reassuring|straightforward|the same|accounted for)(?=\s*(?:[.,;:!?)"”—–]|$|(?:because|since|so|and|then|given|too|as well|here|answer|now)\b))|\bcheck(?:s|ed)? out\b|\b(?:adds up|numbers add up|line up)\b|\bmatch(?:es)?\b|(?<!(?:n't|not) )\b(?:makes?|made) sense(?! (?:because|since|to))\b|\b(?:no|any) (?:mistakes?|errors?)\b|\bsame (?:result|answer|as before|thing|total)\b|\bis indeed\b|\b(?:still|that) (?:holds|works)\b|^(?:ye[sp]|yeah|yup)\b|\bconfident\b|\b(?:this|that|which|it) (?:again )?confirms\b|没错|正确|一致|无误/i;
const ALTERNATIVE =
  /^(?:or )?(?:alternatively|another (?:way|approach|method|idea|thought|angle|possibility|interpretation)|on the other hand|or (?:maybe|perhaps|else)|instead,|a different (?:way|approach)|(?:let me|let's|maybe i can|i can) (?:also )?try (?:another|a different)|let me think of another|what if|different approach)|\b(?:another|a different|an alternative) (?:way|approach|method)\b|另一种|换一种|或者/i;
const HEDGE =
  /\b(?:(?:i'm|i am|still) (?:not|a bit|un)\w* ?(?:sure|uneasy|confused)|not (?:entirely |quite |completely |100% )?sure|unsure|uneasy|maybe|perhaps|i wonder|wondering|ambiguous|ambiguity|unclear|confus(?:ed|ing|ion)|is (?:that|this) (?:right|correct|true|possible)|don't (?:\w+ )?know|inconsistent|could (?:it|that|this) be|tricky|seems (?:a bit |too )?(?:high|low|odd|strange|off)|doesn't seem|overthinking|which is it|possible interpretations?)\b|不确定|可能|也许/i;
const DOUBTS = /^(?:wait|hmm|but|hold on)[^.!]{0,200}\?\s{0,3}["”]?$/i;
const PLAN =
  /\b(?:let'?s|let me|lets)\b|\b(?:we|i)(?:'ll| will| need to| have to| can| should| want to| must| am going to| could) (?:now |first |also |just |then |try to )?(?:be |start |use|find|figure|calculate|compute|determine|solve|add|subtract|multiply|divide|count|look|work|break|set|write|express|consider|sum|convert|apply|identify|think|go|do|try|assign|define|combine|simplify|rewrite|substitute|plug|list|take|get|show|know|move|proceed|handle|put|understand|see|isolate|expand|factor|check)|\b(?:so|i) need to\b|\bto (?:find|solve|determine|calculate|get|do)\b[^.]{0,80}\b(?:need|have to|will|can|should|must)|\bthe (?:goal|first step|next step|final step|last step|plan|next part|idea|key)\b|\bstep \d\b|^(?:first|next|finally),? (?:i|we|let)|\bstep by step\b|\bone by one\b|^(?:moving|starting|continuing|going) (?:on|one|with|from|to)\b|我需要|我们需要|首先|接下来|让我/i;
const SELF_QUESTION = /^(?:so,? )?(?:how|what|which|where)\b[^.!]{0,200}\?$/i;
const SETUP =
  /\b(?:the |this |original |in the |from the )?(?:problem|question|prompt|wording|statement|sentence)(?: \w+)? (?:says|states|said|asks|gives|mentions|tells|is asking|is:|goes|provides|specifies|here|statement)|\b(?:original (?:problem|question)|given (?:that(?! ?,)|information|the)|we(?:'re| are) (?:given|told|asked)|i(?:'ve| have)? got this (?:math )?problem|i have this problem|this problem about|according to the (?:problem|question|statement)|asked to find|the problem is|(?:the|key) (?:pieces of )?information|i know that|need to (?:figure out|find out|determine|find|know) (?:how|what|the)|trying to (?:figure out|find)|figure out how)\b|题目|已知|问题/i;
const CONCLUDE =
  /^(?:thus|therefore|hence|in (?:total|summary|conclusion|the end)|altogether|to (?:summarize|sum up)|overall|putting (?:it|this|everything|that|these) (?:all )?together|so (?:in total|the total|that (?:means|makes|gives)|all in all))|^(?:所以|因此|综上|总之)/i;
const CALCULATES =
  /\d[)\s]{0,3}[+*/×÷=^][\s$(]{0,4}-?[\d.]|\d [-–−] [$(]{0,2}\d|\d\D{0,24}\b(?:times|plus|minus|divided by|multiplied by|multiplied|equals)\b\D{0,24}\d|\\(?:times|frac|cdot|div|sqrt)/;

const DRAWS =
  /\b(?:so|thus|therefore|that'?s|which (?:is|means|gives|makes)|adds?|adding|leaves?|leaving|makes?|totals?|totall?ing|giving|meaning|half|twice|double|third|quarter)\b.{0,120}\d/i;

function corrects(text: string): boolean {
  return CORRECTION.test(text) && !NO_CORRECTION.test(text) && !/\?\s{0,3}$/.test(text.slice(-4));
}

function cueOf(whole: string, text: string): Cue {
  if (ANSWER.test(text) && !UNSURE_ANSWER.test(text)) return 'answer';
  if (corrects(whole)) return 'correction';
  if (CHECK.test(text)) return UNDERSTAND.test(text) ? 'setup' : 'check';
  if (CONFIRM.test(text) && !/\?\s{0,3}$/.test(text.slice(-4))) return 'confirm';
  if (ALTERNATIVE.test(text)) return 'alternative';
  if (SETUP.test(text)) return 'setup';
  if (PLAN.test(text) || SELF_QUESTION.test(text)) return 'plan';
  if (HEDGE.test(text) || DOUBTS.test(whole)) return 'hedge';
  if (CONCLUDE.test(text) || /^(?:so|thus)\b/i.test(whole)) return 'conclude';
  return text.length < 60 && /[:：]$/.test(text) && !/[=\d]/.test(text) ? 'plan' : 'none';
}

const STOP = /[.!?\n。！？]/g;

/** Ends of sentences: a stop before a blank, a line end. A stop inside a number or a name is none. */
function sentenceEnds(text: string): readonly number[] {
  const ends: number[] = [];
  for (const { index: i, 0: char } of text.matchAll(STOP)) {
    const stops = char === '\n' || '。！？'.includes(char);
    const maybe = !stops && /^[\s"”')]?$/.test(text[i + 1] ?? '');
    const listMark = char === '.' && /(?:^|\n) {0,3}\d{1,2}$/.test(text.slice(Math.max(0, i - 6), i));
    if (stops || (maybe && !listMark)) ends.push(i + 1);
  }
  if (ends.at(-1) !== text.length) ends.push(text.length);
  return ends;
}

/** The sentences of a step with their cues, in order; those of filler alone ("Hmm.") are left out. Linear. */
export function readSentences(step: string): readonly Sentence[] {
  const text = step.slice(0, MAX_READ);
  const sentences: Sentence[] = [];
  let start = 0;
  for (const end of sentenceEnds(text)) {
    const whole = text.slice(start, end).trim();
    start = end;
    const confirms = /^(?:ye[sp]|yeah|yup)\b/i.test(whole);
    const bare = whole.replace(/^[\s*_#>-]{1,8}/, '').replace(FILLER, '');
    if (!/[\p{L}\p{N}]/u.test(bare)) {
      const cue = corrects(whole) ? 'correction' : confirms || /^that'?s right/i.test(whole) ? 'confirm' : null;
      if (cue !== null) sentences.push({ cue, length: whole.length, calculates: false, draws: false });
      continue;
    }
    const cue = cueOf(whole, bare);
    const calculates = CALCULATES.test(bare);
    const agreed = confirms && (cue === 'none' || cue === 'conclude') && !calculates;
    sentences.push({ cue: agreed ? 'confirm' : cue, length: bare.length, calculates, draws: DRAWS.test(whole) });
  }
  return sentences;
}
