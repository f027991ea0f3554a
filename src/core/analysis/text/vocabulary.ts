const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter((w) => w !== ''));

/** Words that carry grammar or talk about the talking, and so bring nothing to a derivation. */
export const STOP_WORDS: ReadonlySet<string> = set(`
a an the this that these those it its they them their there here he she his her him we us our ours you your i me my mine one ones
and or but nor so yet if then else than as at by for from in into of off on onto out over per to up upon with within without about between through via while
is are was were be been being am do does did done doing has have had having can could may might must shall should will would
not no yes ok okay well right alright oh ah hmm um sure yeah yep indeed actually really just only also too even still already simply basically clearly obviously
now next first second third finally lastly last later before after again once more most much many some any all both each every either neither other another such same
what which who whom whose when where why how let lets let's get gets got gotten getting go goes going went come comes came take takes took taking make makes made making
know knows knew known need needs needed want wants see sees saw seen look looks looking think thinks thought say says said tell tells give gives gave given
use uses used using put puts thus therefore hence because since means mean meaning implies imply follow follows following
first firstly secondly thirdly above below earlier previous previously further furthermore moreover however though although
it's that's there's we're we've we'll i'm i've i'll you're they're don't doesn't didn't isn't aren't can't won't
word words differently put puts restate simply briefly kind sort way thing things something anything nothing everything bit lot maybe perhaps probably possibly likely wait hold
`);

/** Words that only announce a check or a repeat. They carry no content; no score rests on them. */
export const CHECK_WORDS: ReadonlySet<string> = set(`
verify verifies verified verifying verification check checks checked checking double-check doublecheck recheck rechecking re-check
confirm confirms confirmed confirming confirmation reconfirm reconfirming validate validates validating validation ensure ensures ensuring assure assurance
revisit revisiting review reviewing recap recapping restate restating reiterate reiterating repeat repeating repeated repeatedly redundantly
recalculate recalculating recalculation recompute recomputing reevaluate re-evaluate re-evaluating reevaluating reassess reassert reaffirm reaffirming
rethink reconsider reconsidering summarize summarizing summary clarify clarifying clarity emphasize emphasizing note noting notice recall remember sanity consistent consistency accurate accuracy correct correctly correctness sure certain certainly thorough thoroughly careful carefully
`);

/** Words of every mathematical text; weak evidence of something new. */
export const GENERIC_WORDS: ReadonlySet<string> = set(`
number numbers value values equation equations expression expressions term terms side sides step steps formula problem question answer result results solution solutions
calculate calculation compute computation find finding found solve solving simplify simplified simplifying substitute substituting plug plugging rewrite express expressed write evaluate determine obtain work
equal equals total sum product difference quotient case cases form using apply applying consider assume suppose set start begin continue proceed
`);

/** Verbs and signs before a stated result. */
export const RESULT_WORDS: ReadonlySet<string> = set(`
is are was were be equals equal gives give gave yields yield makes make made leaves leave left becomes become get gets got have has total totals totaling totalling
therefore thus hence so means answer result costs cost earns earned pays paid spends spent needs takes sold amount amounts came comes contributed remain remains i.e 是 为 等于 共 得 得到 答案
`);

/** Spelled numbers that stand for values. "One" is left out: it is mostly a pronoun. */
export const NUMBER_WORDS: Readonly<Record<string, number>> = {
  zero: 0,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
  dozen: 12,
};

/** Names that are symbols of a formula although they are longer than a letter. */
export const SYMBOL_WORDS: ReadonlySet<string> = set(`
sin cos tan cot sec csc arcsin arccos arctan log ln exp lim sqrt pi theta alpha beta gamma delta epsilon lambda mu sigma phi omega rho tau infty infinity int sum prod binom mod gcd lcm frac deg max min det
`);

const CONCEPTS: readonly string[] = [
  'add plus addition sum combine combined total altogether overall together entire whole',
  'subtract minus subtraction deduct difference remain remaining leftover remainder',
  'multiply times multiplication product',
  'divide division divided quotient split',
  'purchase buy bought acquire',
  'sell sold',
  'earn make receive gain income earnings',
  'cost price expense pay paid spend spent',
  'kid child children',
  'finish complete end',
  'start begin initial initially originally',
  'big large great',
  'quantity amount count',
  'require necessary',
  'compute calculate evaluate determine work',
  'equal equivalent same',
  'solution answer result outcome',
  'simplify reduce',
  'substitute plug replace',
  'get obtain arrive reach',
  'twice double doubled',
  'triple thrice tripled',
  'leave left remain',
  'minute min',
  'hour hr',
  'dollar buck',
  'weigh weight',
  'contain hold',
  'person people',
];

/** A word class for words that paraphrase each other in worked problems. */
export const CONCEPT_OF: ReadonlyMap<string, string> = new Map(
  CONCEPTS.flatMap((line) => line.split(' ').map((word) => [word, line.split(' ')[0] ?? word] as const)),
);
