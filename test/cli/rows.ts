import { expect } from 'vitest';
import type { AgentFigures } from '../../src/core/analysis/agents.ts';
import type { StepEntropy } from '../../src/core/model/logged-tokens.ts';

/** A line of `analyze --json`. */
export interface AnalyzeRow {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly reader: string | null;
  readonly question: string | null;
  readonly answer: string | null;
  readonly referenceAnswer?: string;
  readonly tokenizer: string;
  readonly tokens: { readonly reasoning: number; readonly answer: number; readonly flagged: number };
  readonly steps: readonly {
    readonly index: number;
    readonly start: number;
    readonly end: number;
    readonly tokens: number;
    readonly kind: string;
    readonly score: number;
    readonly flagged: boolean;
    readonly findings: readonly { code: string; message: string; confidence: number; related?: number }[];
    readonly entropy?: StepEntropy;
    readonly gives?: readonly { value: string; to: readonly number[] }[];
    readonly uses?: readonly { value: string; from: number }[];
    readonly speaker?: string;
  }[];
  readonly problems: readonly { code: string; severity: string; message: string; line: number }[];
  readonly efficiency?: { readonly outcome: number; readonly process: number };
  readonly agents?: readonly AgentFigures[];
  readonly reportedReasoningTokens?: number;
}

/** A line of `compress --json`. */
export interface CompressRow {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly strategy: string;
  readonly text: string;
  readonly answer: string | null;
  readonly tokens: { readonly before: number; readonly after: number };
  readonly ratio: number;
  readonly kept: readonly number[] | null;
  readonly guards: readonly { readonly id: string; readonly passed: boolean; readonly detail?: string }[];
  readonly accepted: boolean;
}

const ANALYZE_KEYS = ['file', 'line', 'id', 'reader', 'question', 'answer', 'tokenizer', 'tokens', 'steps', 'problems'];
const STEP_KEYS = ['index', 'start', 'end', 'tokens', 'kind', 'score', 'flagged', 'findings'];
const COMPRESS_KEYS = 'file line id strategy text answer tokens ratio kept guards accepted'.split(' ');

/** Every field that the contract names, no other, and values that fit together. */
export function expectAnalyzeRow(row: AnalyzeRow): void {
  const { referenceAnswer, efficiency, agents, reportedReasoningTokens, ...always } = row;
  expect(Object.keys(always)).toEqual(ANALYZE_KEYS);
  if (efficiency !== undefined) {
    const behind = [agents, reportedReasoningTokens].filter((each) => each !== undefined).length;
    expect(Object.keys(row).at(-1 - behind)).toBe('efficiency');
    expect(Object.keys(efficiency)).toEqual(['outcome', 'process']);
    for (const share of Object.values(efficiency)) expect(share >= 0 && share <= 1).toBe(true);
  }
  if (agents !== undefined) {
    expect(Object.keys(row).at(-1)).toBe('agents');
    expect(agents.length).toBeGreaterThan(1);
    const named = row.steps.filter(({ speaker }) => speaker !== undefined);
    expect(agents.reduce((sum, { steps }) => sum + steps, 0)).toBe(named.length);
    expect(agents.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(
      named.reduce((sum, { tokens }) => sum + tokens, 0),
    );
  }
  if (referenceAnswer !== undefined) expect(referenceAnswer).toBeTypeOf('string');
  expect(row.line).toBeGreaterThanOrEqual(1);
  expect(row.id).not.toBe('');
  expect(Object.keys(row.tokens)).toEqual(['reasoning', 'answer', 'flagged']);
  let reached = 0;
  row.steps.forEach((step, index) => {
    const further = ['entropy', 'gives', 'uses', 'speaker'].filter((key) => key in step);
    expect(Object.keys(step)).toEqual([...STEP_KEYS, ...further]);
    expect(step.index).toBe(index);
    expect(step.start).toBeGreaterThanOrEqual(reached);
    expect(step.end).toBeGreaterThanOrEqual(step.start);
    reached = step.end;
    expect(step.score).toBeGreaterThanOrEqual(0);
    expect(step.score).toBeLessThanOrEqual(1);
    if (step.flagged) expect(step.findings).not.toHaveLength(0);
    for (const finding of step.findings) {
      expect(finding.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(finding.confidence).toBeGreaterThanOrEqual(0);
      expect(finding.confidence).toBeLessThanOrEqual(1);
      if (finding.related !== undefined) expect(row.steps[finding.related]).toBeDefined();
    }
  });
  const flagged = row.steps.filter((step) => step.flagged).reduce((sum, step) => sum + step.tokens, 0);
  expect(row.tokens.flagged).toBe(flagged);
}

export function expectCompressRow(row: CompressRow): void {
  expect(Object.keys(row)).toEqual(COMPRESS_KEYS);
  expect(row.guards.length).toBeGreaterThan(0);
  for (const guard of row.guards) {
    const { detail, ...always } = guard;
    expect(Object.keys(always)).toEqual(['id', 'passed']);
    if (!guard.passed) expect(detail).not.toBe('');
  }
  const { before, after } = row.tokens;
  expect(row.ratio).toBeCloseTo(before === 0 ? 1 : after / before, 10);
  const { kept } = row;
  if (kept !== null) expect([...kept].sort((a, b) => a - b)).toEqual(kept);
}
