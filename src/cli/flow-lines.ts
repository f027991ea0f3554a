import type { FlowStep } from '../core/analysis/flow-graph.ts';

/** The links of a trace in words, a line for each step that gives something: "step 3 gives 24 to steps 5 and 9". */
export function flowLines(graph: readonly FlowStep[]): readonly string[] {
  const lines: string[] = [];
  const unused: string[] = [];
  graph.forEach(({ gives }, index) => {
    const links = gives.filter(({ to }) => to.length > 0).map(({ value, to }) => `${value} to ${stepsText(to)}`);
    if (links.length > 0) lines.push(`step ${index + 1} gives ${links.join(', ')}`);
    for (const { value, to } of gives) if (to.length === 0) unused.push(`${value} (step ${index + 1})`);
  });
  if (unused.length > 0) lines.push(`nothing uses ${unused.join(', ')}`);
  return lines.length > 0 ? lines : ['no value goes from one step to another'];
}

function stepsText(steps: readonly number[]): string {
  const numbers = steps.map((step) => String(step + 1));
  const last = numbers.pop() ?? '';
  return numbers.length === 0 ? `step ${last}` : `steps ${numbers.join(', ')} and ${last}`;
}
