import { planReading } from '../candidates.ts';
import { planDropping } from '../plan.ts';
import { stepText } from '../prompt-parts.ts';
import { cosine, unsupported } from '../scoring.ts';
import { factsOf } from '../trace-facts.ts';
import type { CompressInput, EndpointReading, EndpointStrategy, StrategyModel } from '../types.ts';

/** Cosine from which two steps count as alike. */
const ALIKE = 0.9;
/** Texts of one request. */
const A_REQUEST = 96;
/** Steps that are compared at most; later ones stay. */
const MOST_STEPS = 960;

/** Repeats by meaning. */
export const embeddingRedundancy: EndpointStrategy = {
  needs: 'completer',
  id: 'embedding-redundancy',
  version: 1,
  title: 'Repeats by embeddings',
  summary:
    'Drops steps whose embedding is within a cosine of 0.9 of an earlier step with the same numbers; steps that guards need come back. One embedding request for 96 steps, at most 10.',
  scope: 'trace',
  prompts: [],
  async run(input, _options, model) {
    const count = Math.min(MOST_STEPS, input.text.steps.length);
    if (count < 2) return { kind: 'refused', reason: 'There are no two steps to compare.' };
    const vectors = await embedAll(input, count, model);
    if ('kind' in vectors) return vectors;
    const reasons = repeatsOf(input, vectors);
    const note = `${reasons.size} steps are within a cosine of ${ALIKE} of an earlier one with the same numbers.`;
    return planReading(input, planDropping(input.text.steps.length, reasons), note);
  },
};

async function embedAll(
  input: CompressInput,
  count: number,
  model: StrategyModel,
): Promise<readonly (readonly number[])[] | EndpointReading> {
  const texts = Array.from({ length: count }, (_, step) => stepText(input, step));
  const starts = Array.from({ length: Math.ceil(count / A_REQUEST) }, (_, i) => i * A_REQUEST);
  const replies = await Promise.all(starts.map((start) => model.embed(texts.slice(start, start + A_REQUEST))));
  const vectors: (readonly number[])[] = [];
  for (const reply of replies) {
    if (reply.kind !== 'vectors')
      return reply.kind === 'failed'
        ? { kind: 'failed', reason: reply.reason }
        : unsupported(reply.reason, 'drop-flagged (the pass near-repeat)');
    vectors.push(...reply.vectors);
  }
  if (vectors.length !== count) {
    return { kind: 'refused', reason: `The endpoint gave ${vectors.length} embeddings for ${count} steps.` };
  }
  return vectors;
}

/** Steps with an earlier one that is alike and has the same numbers; the first such one is named. */
function repeatsOf(input: CompressInput, vectors: readonly (readonly number[])[]): ReadonlyMap<number, string> {
  const { steps } = factsOf(input.text);
  const numbers = steps.map((step) => [...step.numbers].sort().join(' '));
  const reasons = new Map<number, string>();
  for (const [step, vector] of vectors.entries()) {
    for (let earlier = 0; earlier < step; earlier += 1) {
      if (numbers[earlier] !== numbers[step] || reasons.has(earlier)) continue;
      const likeness = cosine(vectors[earlier] ?? [], vector);
      if (likeness < ALIKE) continue;
      reasons.set(step, `Says the same as step ${earlier + 1} (cosine ${likeness.toFixed(2)}).`);
      break;
    }
  }
  return reasons;
}
