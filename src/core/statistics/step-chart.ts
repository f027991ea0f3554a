import type { AnalyzedStep } from '../model/finding.ts';
import type { ChartSpec } from './chart.ts';

const EXCERPT_LENGTH = 160;

/** Tokens of each step of a trace; `reasoning` is the text that the steps are of. */
export function stepChart(reasoning: string, steps: readonly AnalyzedStep[], exact: boolean): ChartSpec {
  const tokens = exact ? 'Tokens' : 'Tokens (estimate)';
  let running = 0;
  const rows = steps.map((step) => {
    running += step.tokens;
    const reason = step.flagged ? (step.findings[0]?.message ?? 'can go') : '';
    const excerpt = reasoning.slice(step.start, step.end).slice(0, EXCERPT_LENGTH);
    return [step.index + 1, step.kind, step.tokens, running, reason, excerpt];
  });
  return {
    id: 'steps',
    title: 'Tokens per step',
    about: 'Tokens of each step counted alone.',
    drawing: {
      kind: 'bars',
      x: 'Step',
      y: tokens,
      labels: steps.map((step) => String(step.index + 1)),
      series: [{ name: tokens, values: steps.map((step) => step.tokens), hollow: steps.map((step) => step.flagged) }],
      means: { filled: 'step', hollow: 'step that can go' },
    },
    table: {
      columns: [
        { title: 'Step', numeric: false },
        { title: 'Kind', numeric: false },
        { title: tokens, numeric: true },
        { title: 'Running total', numeric: true },
        { title: 'Can go because', numeric: false },
        { title: 'Text', numeric: false, isText: true },
      ],
      rows,
    },
    opens: 'Go to step',
  };
}
