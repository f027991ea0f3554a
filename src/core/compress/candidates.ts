import { compressBuiltIn, finishEndpoint } from './compress.ts';
import { stepNames } from './guards/types.ts';
import { isKept } from './plan.ts';
import type { Compressed, CompressInput, EndpointReading, ModelReply, Plan } from './types.ts';

/** A strategy's name is of no matter while it chooses among its own candidates. */
const OWN = { id: 'candidate', version: 0 } as const;

/** What the guards would say of a whole new text. */
export function judgeText(input: CompressInput, text: string): Compressed {
  return finishEndpoint(OWN, { kind: 'text', text }, input);
}

/** The first failed required guard of a result as a sentence; '' when all passed. */
export function objection(judged: Compressed): string {
  const failed = judged.guards.find((guard) => guard.required && !guard.passed);
  return failed === undefined ? '' : `${failed.title}: ${failed.detail ?? 'failed.'}`;
}

/**
 * The plan with those steps kept that required guards ask back, and a sentence that names them ('' when there are none).
 * For plans that a model's judgement of steps was read as: one wrong judgement must not cost the whole plan.
 */
export function mendPlan(input: CompressInput, plan: Plan): { readonly plan: Plan; readonly note: string } {
  const mended =
    compressBuiltIn({ ...OWN, needs: 'none', title: '', summary: '', plan: () => plan }, input).plan ?? plan;
  const back = plan.actions.flatMap((action, step) => (mended.actions[step]?.kind === action.kind ? [] : [step]));
  return { plan: mended, note: back.length === 0 ? '' : `Guards asked ${stepNames(back)} back.` };
}

/** A plan as a reading whose note counts what it does; `note` stands in front. */
export function planReading(input: CompressInput, wanted: Plan, note: string): EndpointReading {
  const { plan, note: mended } = mendPlan(input, wanted);
  const kept = plan.actions.filter(isKept).length;
  const counted = `${kept} of ${plan.actions.length} steps stay.`;
  return { kind: 'plan', plan, note: sentences(note, mended, counted) };
}

/** Non-empty sentences on one line. */
export function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** The first failed reply of several, so that a strategy can end there; undefined when all came. */
export function firstFailed(replies: readonly ModelReply[]): (ModelReply & { readonly kind: 'failed' }) | undefined {
  return replies.find((reply) => reply.kind === 'failed');
}

/** The text of a reply, '' of a failed one. */
export function textOf(reply: ModelReply | undefined): string {
  return reply?.kind === 'reply' ? reply.text : '';
}
