import type { AnalyzedStep, Finding } from '../model/finding.ts';

/** Findings that say that a step was there before; a check or a late step is no repeat. */
const REPEATS: ReadonlySet<string> = new Set(['exact-repeat', 'near-repeat', 'loop', 're-derivation', 'circular']);

/** What one agent of a trace wrote. */
export interface AgentFigures {
  readonly agent: string;
  /** Runs of steps without another agent between them. */
  readonly turns: number;
  readonly steps: number;
  /** Tokens of its steps, and their share of those of all steps, in [0,1]. */
  readonly tokens: number;
  readonly share: number;
  /** Tokens of its flagged steps. */
  readonly flagged: number;
  /** Its flagged steps that repeat a step of another agent or derive again what it gave. */
  readonly repeatsOthers: number;
}

/**
 * Figures of the agents of a trace in the order in which they first speak, steps without a known speaker left out. Empty with fewer
 * than two agents.
 */
export function agentFigures(steps: readonly AnalyzedStep[]): readonly AgentFigures[] {
  const all = steps.reduce((sum, { tokens }) => sum + tokens, 0);
  const names = [...new Set(steps.flatMap(({ speaker }) => speaker ?? []))];
  if (names.length < 2) return [];
  return names.map((agent) => {
    const own = steps.filter(({ speaker }) => speaker === agent);
    const tokens = sum(own);
    const flagged = own.filter((step) => step.flagged);
    return {
      agent,
      turns: own.filter(({ index }) => steps[index - 1]?.speaker !== agent).length,
      steps: own.length,
      tokens,
      share: all === 0 ? 0 : tokens / all,
      flagged: sum(flagged),
      repeatsOthers: flagged.filter((step) => repeatsOther(step, steps)).length,
    };
  });
}

/** The steps with their speakers by place; findings that point to another agent's step say whose it is. */
export function withSpeakers(
  steps: readonly AnalyzedStep[],
  speakers: readonly (string | null)[],
): readonly AnalyzedStep[] {
  return steps.map((step, index) => {
    const speaker = speakers[index] ?? null;
    if (speaker === null) return step;
    return { ...step, speaker, findings: step.findings.map((finding) => withOther(finding, speaker, speakers)) };
  });
}

function withOther(finding: Finding, speaker: string, speakers: readonly (string | null)[]): Finding {
  const other = finding.related === undefined ? null : (speakers[finding.related] ?? null);
  if (other === null || other === speaker) return finding;
  const number = Number(finding.related) + 1;
  // Trace text stands behind the step's number in every message, so the first place is ours.
  const named = finding.message.replace(new RegExp(`\\b([Ss]tep ${number})(?!\\d)`), (step) => `${step} of ${other}`);
  return { ...finding, message: named === finding.message ? `${named} Step ${number} is by ${other}.` : named };
}

function repeatsOther({ findings, speaker }: AnalyzedStep, steps: readonly AnalyzedStep[]): boolean {
  return findings.some(({ code, related }) => {
    if (!REPEATS.has(code)) return false;
    const other = related === undefined ? undefined : steps[related]?.speaker;
    return other !== undefined && other !== speaker;
  });
}

function sum(steps: readonly AnalyzedStep[]): number {
  return steps.reduce((all, { tokens }) => all + tokens, 0);
}
