import type { StepKind } from '../model/finding.ts';
import type { AnswerFacts } from './answer-facts.ts';
import type { News } from './news.ts';
import type { StepContent } from './step-facts.ts';
import { type Cue, readSentences, type Sentence } from './text/cues.ts';

/** What a step does, and by which sign that was seen. */
export interface KindFacts {
  readonly kind: StepKind;
  /** It opens an attempt that differs from the one before ("another way", "alternatively", "suppose"). */
  readonly opensAttempt: boolean;
  /** It gives up what came before ("that doesn't work", "scratch that"). */
  readonly givesUp: boolean;
  /** A check that calls itself one, rather than one by what it does. */
  readonly announced: boolean;
}

const GIVES_UP =
  /\b(?:(?:this|that|it) (?:doesn't|does not|won't|isn't|can't) (?:work|help|seem to work|lead|be right|be possible)|dead end|not (?:helpful|useful|getting anywhere)|contradiction|scratch that|start over|go back|never mind|too (?:complicated|complex)|no,? wait)|行不通|走不通|重新(?:开始|来)/i;

/** A step as the rules see it: what it says, what it brings, where it stands. */
interface View {
  readonly step: StepContent;
  readonly sentences: readonly Sentence[];
  /** Share of the step's characters by cue. */
  readonly share: (cue: Cue) => number;
  /** Works something out, in signs or in words. */
  readonly calculates: boolean;
  /** Gives a value as a result that stood nowhere before. */
  readonly fresh: boolean;
  readonly hasNewNumber: boolean;
  /** Gives a value that an earlier step had given. */
  readonly derivesAgain: boolean;
  /** Has numbers or symbols, and all of them were known. */
  readonly recomputes: boolean;
  /** An earlier step has worked something out. */
  readonly underway: boolean;
  /** The steps before are a check that is still going on. */
  readonly checking: boolean;
  readonly states: boolean;
  /** Share of the content words that stand in the question. */
  readonly fromQuestion: number;
  readonly knownFormulas: boolean;
  /** Has a formula, and everything in the step stands in the question. */
  readonly quotes: boolean;
}

/** "40-49", "from 1-9": a range is no calculation. */
function isRange(numbers: readonly string[], value: number | null): boolean {
  return value !== null && value < 0 && numbers.length === 2;
}

function calculates(step: StepContent, sentences: readonly Sentence[]): boolean {
  const { equations, expressions } = step.formulas;
  // "S = 36" only names a value, "S = 2t" says how it comes about.
  if (equations.some((e) => e.sides.some((s) => s.size >= 3 || (s.hasSymbol && s.numbers.length > 0)))) return true;
  if (expressions.some((e) => e.size >= 3 && !isRange(e.numbers, e.value) && e.numbers.length > 0)) return true;
  return sentences.some((s) => s.calculates);
}

/** Keys of everything that a step writes as a formula. */
function formulasOf(step: StepContent): readonly string[] {
  return [...step.formulas.equations.flatMap((e) => e.sides), ...step.formulas.expressions].map((side) => side.key);
}

/** Brings a value as a result, or a formula with letters, that stood nowhere before. */
function bringsNew(step: StepContent, news: News | undefined, given: ReadonlySet<string>): boolean {
  const numbers = news?.numbers ?? [];
  if (numbers.length > 0 && step.products.some((p) => numbers.includes(p.key))) return true;
  if (step.products.some((p) => p.how === 'equation' && /^-?[\d.]+$/.test(p.key) && !given.has(p.key))) return true;
  const sides = [...step.formulas.equations.flatMap((e) => e.sides), ...step.formulas.expressions];
  return sides.some((side) => side.hasSymbol && side.size >= 3 && !given.has(side.key));
}

function viewOf(step: StepContent, news: News | undefined, states: boolean, before: RunState): View {
  const sentences = readSentences(step.text);
  const total = sentences.reduce((sum, s) => sum + s.length, 0);
  const fresh = bringsNew(step, news, before.given);
  return {
    step,
    sentences,
    share: (cue) => sentences.reduce((sum, s) => sum + (s.cue === cue ? s.length : 0), 0) / Math.max(1, total),
    calculates: calculates(step, sentences) || (fresh && sentences.some((s) => s.draws)),
    fresh,
    recomputes:
      step.numbers.length + step.symbols.length > 0 && news?.numbers.length === 0 && news.symbols.length === 0,
    derivesAgain: step.products.some((p) => before.results.has(p.key)),
    hasNewNumber: (news?.numbers.length ?? 0) > 0,
    underway: before.underway,
    checking: before.checking,
    states,
    fromQuestion: step.words.length < 3 ? 0 : (news?.fromQuestion ?? 0),
    knownFormulas: (news?.formulas.length ?? 0) === 0,
    quotes: (news?.formulaCount ?? 0) > 0 && news?.knownSince === -1,
  };
}

/** A check is announced before anything is worked out. */
function announcesCheck({ sentences, underway, fresh, fromQuestion }: View): boolean {
  const at = sentences.findIndex((s) => s.cue === 'check');
  if (at === -1) return false;
  const before = sentences.slice(0, at);
  if (before.some((s) => s.calculates) || before.reduce((sum, s) => sum + s.length, 0) > 90) return false;
  return underway || (!fresh && fromQuestion < 0.5);
}

/** Says early that it checks, or finds known values right, or goes on with a check without bringing a value. */
function isCheck(view: View): boolean {
  if (announcesCheck(view)) return true;
  if (!view.underway) return false;
  const { share } = view;
  const confirms = share('confirm');
  const after = share('plan') + share('hedge') + share('alternative');
  if (view.fresh) return view.checking && confirms > 0 && after < 0.4;
  if (confirms >= 0.5) return true;
  if (confirms > 0 && (view.recomputes || view.checking) && after < 0.5) return true;
  if (share('check') > 0 && view.recomputes && after < 0.5) return true;
  if (!view.checking || !view.recomputes || after >= 0.3 || share('setup') >= 0.5) return false;
  if (view.sentences[0]?.cue === 'conclude') return false;
  return view.calculates ? view.derivesAgain : view.step.numbers.length >= 2 && view.fromQuestion < 0.8;
}

function isSetup(view: View, index: number): boolean {
  const says = view.share('setup');
  if (!view.underway) {
    if (view.fresh && view.calculates) return false;
    if (view.calculates && !view.knownFormulas) return index === 0 && says >= 0.3;
    if (says > 0.3 || view.sentences[0]?.cue === 'setup' || view.quotes) return true;
    if (view.fromQuestion >= 0.75 && !view.hasNewNumber) return true;
    return index === 0 && (says > 0 || view.fromQuestion >= 0.4);
  }
  if (view.calculates && !view.knownFormulas) return false;
  return says >= 0.6 || (view.fromQuestion >= 0.8 && view.step.words.length >= 5 && !view.calculates);
}

/** The kind by the main content of the step: what it brings first, then what most of its words do. */
function kindOf(view: View, index: number): StepKind {
  const [first] = view.sentences;
  if (first === undefined) return view.step.numbers.length > 0 ? 'fact' : 'other';
  const { share, calculates: works, fresh } = view;
  const says = (cue: Cue) => view.sentences.some((s) => s.cue === cue);
  if (says('answer') && !(fresh && works && share('answer') < 0.3)) return 'answer';
  if (says('correction') && (first.cue === 'correction' || share('correction') >= 0.25)) return 'correction';
  if (first.cue === 'alternative' && (works || share('check') < 0.3)) return 'alternative';
  if (isCheck(view)) return 'self-check';
  if (isSetup(view, index)) return 'problem-setup';
  const hedged = share('hedge');
  if (works && (fresh || hedged < 0.5)) {
    const again = view.states && !fresh && view.step.formulas.equations.length === 0 && first.cue === 'conclude';
    return again ? 'consolidation' : 'computation';
  }
  return says('correction') ? 'correction' : wordsKind(view, first, hedged);
}

/** The kind of a step that works nothing out: what most of its words do. */
function wordsKind({ step, share, states }: View, first: Sentence, hedged: number): StepKind {
  if (share('alternative') >= 0.3) return 'alternative';
  const plans = share('plan');
  if (hedged >= 0.4 || (first.cue === 'hedge' && plans < 0.5)) return 'uncertainty';
  const concludes = share('conclude');
  if (first.cue === 'conclude' && (states || (concludes >= 0.5 && step.products.length > 0))) return 'consolidation';
  if (plans > 0 && plans >= concludes) return 'plan';
  if (concludes >= 0.5) return 'consolidation';
  return step.words.length > 0 || step.numbers.length > 0 ? 'fact' : 'other';
}

interface RunState {
  underway: boolean;
  checking: boolean;
  /** Values of the question, and results of the steps so far. */
  readonly given: Set<string>;
  /** Values that a step gave. */
  readonly results: Set<string>;
}

/** Kinds that do not end a check that is going on. */
const WITHIN_CHECK: ReadonlySet<StepKind> = new Set(['problem-setup', 'uncertainty', 'fact']);

/**
 * A kind for every step, by what most of it does, what it brings and where it stands: a lone "hmm" or a closing "let me
 * check" changes nothing. Linear.
 */
export function readKinds(
  steps: readonly StepContent[],
  answer: AnswerFacts,
  news: readonly News[],
  question: StepContent | null,
): readonly KindFacts[] {
  const statements = new Set(answer.statements);
  const state: RunState = { underway: false, checking: false, given: new Set(question?.numbers), results: new Set() };
  return steps.map((step, index) => {
    const view = viewOf(step, news[index], statements.has(index), state);
    const kind = kindOf(view, index);
    if (view.calculates && kind !== 'problem-setup') state.underway = true;
    if (kind === 'self-check' || view.sentences.at(-1)?.cue === 'check') state.checking = state.underway;
    else if (!WITHIN_CHECK.has(kind)) state.checking = false;
    for (const { key } of step.products) {
      state.given.add(key);
      state.results.add(key);
    }
    for (const key of formulasOf(step)) state.given.add(key);
    const head = step.text.slice(0, 600);
    return {
      kind,
      opensAttempt: kind === 'alternative' || view.sentences.some((s) => s.cue === 'alternative'),
      announced: kind === 'self-check' && announcesCheck(view),
      givesUp: kind === 'correction' || GIVES_UP.test(head),
    };
  });
}
