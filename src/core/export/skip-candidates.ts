import { guardResult, isAccepted, judge } from '../compress/judge.ts';
import { applyPlan, isKept, planDropping } from '../compress/plan.ts';
import type { Plan } from '../compress/types.ts';
import type { Span } from '../model/span.ts';
import { onOneLine } from './icot-line.ts';
import type { Random } from './random.ts';
import { shuffled } from './random.ts';
import type { Chain, ExportJob, ExportTrace } from './types.ts';

/** Steps that are tried at most when one is to go. */
const MOST_TRIES = 12;

/** The steps of a text, each on one line; steps of white space only are none. */
export function linesOf(reasoning: string, steps: readonly Span[]): readonly string[] {
  return steps.map(({ start, end }) => onOneLine(reasoning.slice(start, end))).filter((line) => line !== '');
}

/** The steps of a variant: as its plan makes them where it fits the trace's steps, else as its own text is cut. */
export function variantLines(trace: ExportTrace, chain: Chain): readonly string[] {
  const plan = chain.variant?.plan ?? null;
  if (plan === null || plan.actions.length !== trace.steps.length) return linesOf(chain.reasoning, chain.steps);
  return plannedLines(trace, plan);
}

function plannedLines({ reasoning, steps }: ExportTrace, plan: Plan): readonly string[] {
  const lines: string[] = [];
  steps.forEach(({ start, end }, index) => {
    const action = plan.actions[index];
    if (!isKept(action)) return;
    const words = onOneLine(action?.kind === 'rewrite' ? action.text : reasoning.slice(start, end));
    const before = lines.at(-1);
    if (action?.kind === 'merge' && before !== undefined) lines[lines.length - 1] = `${before} ${words}`;
    else if (words !== '') lines.push(words);
  });
  return lines;
}

/** The lines in one less, two neighbours on one; null when there is only one. */
export function mergedOnce(lines: readonly string[], random: Random): readonly string[] | null {
  if (lines.length < 2) return null;
  const at = Math.floor(random() * (lines.length - 1));
  return [...lines.slice(0, at), `${lines[at]} ${lines[at + 1]}`, ...lines.slice(at + 2)];
}

/** The lines without one step that no guard misses, drawn by chance; null when none was found. */
export function droppedOnce(trace: ExportTrace, job: ExportJob, random: Random): readonly string[] | null {
  const { reasoning, question, answer, reference, steps } = trace;
  if (steps.length < 2) return null;
  const input = {
    text: { question, reasoning, answer, referenceAnswer: reference, steps },
    analysis: trace.analysis(),
    counter: { id: job.tokenizer, exact: true, count: (text: string) => job.countTokens(text) },
  };
  for (const step of shuffled([...steps.keys()], random).slice(0, MOST_TRIES)) {
    const plan = planDropping(steps.length, new Map([[step, 'Warm start.']]));
    const judged = judge({ plan, ...applyPlan(input.text, plan) }, input);
    if (isAccepted(judged.findings.map((finding) => guardResult(finding)))) return plannedLines(trace, plan);
  }
  return null;
}
