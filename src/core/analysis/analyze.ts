import type { Analysis, AnalyzedStep } from '../model/finding.ts';
import { withSpeakers } from './agents.ts';
import { figuresOf, traceEfficiency } from './efficiency.ts';
import { stepEntropies, withEntropies } from './entropy.ts';
import { readTrace, type TraceFacts } from './facts.ts';
import { gatherEvidence, scoresOf } from './score.ts';
import type { AnalysisInput, TraceText } from './types.ts';
import { THRESHOLDS } from './weights.ts';

/** Most values that a step names in `gives`. */
const MAX_GIVES = 12;

function givesOf(facts: TraceFacts, index: number): AnalyzedStep['gives'] {
  return (facts.flow.producedBy[index] ?? [])
    .filter((value) => value.users.length > 0 && value.kind !== 'symbol')
    .slice(0, MAX_GIVES)
    .map((value) => ({ value: value.key, to: value.users }));
}

/** The steps with what the record says of them: entropies and speakers. */
function withRecorded(steps: readonly AnalyzedStep[], text: TraceText): readonly AnalyzedStep[] {
  const { loggedTokens, speakers } = text;
  const logged = loggedTokens === undefined ? steps : withEntropies(steps, stepEntropies(text.steps, loggedTokens));
  return speakers === undefined ? logged : withSpeakers(logged, speakers);
}

/**
 * Analyses one trace: kind, findings, score and default decision per step, with token counts. `flagged` is true where the
 * score reaches the preset's threshold and at least one finding says why. Pure, deterministic, n log n; never throws.
 */
export function analyzeTrace(input: AnalysisInput): Analysis {
  const { text, counter, options } = input;
  const facts = readTrace(text);
  const evidence = gatherEvidence(facts, options.disabledPasses);
  const scores = scoresOf(facts, evidence, options.heads);
  const threshold = THRESHOLDS[options.preset];
  const steps = facts.steps.map((step, index): AnalyzedStep => {
    const findings = evidence[index]?.findings ?? [];
    const score = scores[index] ?? 0;
    return {
      index,
      start: step.start,
      end: step.end,
      tokens: counter.count(step.text),
      kind: facts.kinds[index]?.kind ?? 'other',
      score,
      flagged: findings.length > 0 && score >= threshold,
      findings,
      gives: givesOf(facts, index),
    };
  });
  const efficiency = figuresOf(
    traceEfficiency(
      facts,
      steps.map((step) => step.tokens),
    ),
  );
  return {
    tokenizer: counter.id,
    tokensExact: counter.exact,
    segmenter: input.segmenter,
    tokens: {
      reasoning: counter.count(text.reasoning),
      answer: text.answer === null ? 0 : counter.count(text.answer),
      flagged: steps.reduce((sum, step) => sum + (step.flagged ? step.tokens : 0), 0),
    },
    steps: withRecorded(steps, text),
    ...(efficiency === null ? {} : { efficiency }),
  };
}
