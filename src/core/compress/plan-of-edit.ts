import { alignItems } from '../../base/align.ts';
import type { TraceText } from '../analysis/types.ts';
import type { Span } from '../model/span.ts';
import { applyPlan } from './plan.ts';
import type { Plan, StepAction } from './types.ts';

/**
 * The plan that makes the edited reasoning of `text`, read back from the steps of both: unchanged steps are kept, changed
 * ones rewritten, missing ones dropped. `before` is the plan that the edit began with; its reasons stay where its action
 * stands. Null when no plan of steps makes exactly that text (a new step, other white space): the text then stands alone.
 */
export function planOfEdit(
  text: TraceText,
  edited: { readonly reasoning: string; readonly steps: readonly Span[] },
  before: Plan | null,
): Plan | null {
  const old = wordsOf(text.reasoning, text.steps);
  const now = wordsOf(edited.reasoning, edited.steps);
  const actions = old.map(
    (_, index): StepAction => asBefore(before, index, { kind: 'drop', reason: 'Left out by hand.' }),
  );
  for (const [index, place] of alignItems(old, now)) {
    if (index >= old.length || place >= now.length) continue;
    const words = now[place] ?? '';
    const rewritten: StepAction = { kind: 'rewrite', reason: 'Rewritten by hand.', text: words };
    actions[index] = words === old[index] ? { kind: 'keep' } : asBefore(before, index, rewritten);
  }
  const plan = withMerges({ actions }, before);
  return [plan, { actions }].find((each) => applyPlan(text, each).text === edited.reasoning) ?? null;
}

function wordsOf(text: string, spans: readonly Span[]): readonly string[] {
  return spans.map((span) => text.slice(span.start, span.end).trim());
}

/** The earlier action where it does the same, so that its reason is not lost. */
function asBefore(before: Plan | null, index: number, action: StepAction): StepAction {
  const earlier = before?.actions[index];
  if (earlier?.kind !== action.kind) return action;
  return earlier.kind !== 'rewrite' || (action.kind === 'rewrite' && earlier.text.trim() === action.text)
    ? earlier
    : action;
}

/**
 * The earlier plan's merges put back: two merged steps stand as one in the text, so that the first looks rewritten and the
 * second gone.
 */
function withMerges(plan: Plan, before: Plan | null): Plan {
  const actions = [...plan.actions];
  before?.actions.forEach((action, index) => {
    if (action.kind !== 'merge' || actions[index]?.kind !== 'drop') return;
    actions[index] = action;
    for (let head = index - 1; head >= 0; head -= 1) {
      const kind = before.actions[head]?.kind;
      if (kind === 'drop') continue;
      if (kind === 'keep' && actions[head]?.kind === 'rewrite') actions[head] = { kind: 'keep' };
      if (kind !== 'merge') break;
    }
  });
  return { actions };
}
