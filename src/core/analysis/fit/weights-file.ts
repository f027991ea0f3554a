import { isJsonObject, type JsonValue } from '../../../base/json.ts';
import type { Head } from '../types.ts';
import { HEADS } from '../weights.ts';

/** What a file of weights says besides the weights. */
export interface WeightsMade {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly toolVersion: string;
  /** Labels that they were fitted to. */
  readonly labels: number;
}

/** The text of a file of weights. */
export function weightsText(heads: readonly Head[], made: WeightsMade): string {
  return `${JSON.stringify({ v: 1, kind: 'cot-lens-weights', ...made, heads }, null, 2)}\n`;
}

/** The models of a file of weights, in the order of the built-in ones; a sentence when it is none. A model that is missing is the built-in one. */
export function readWeights(value: JsonValue | undefined): readonly Head[] | string {
  if (!isJsonObject(value) || value.kind !== 'cot-lens-weights')
    return 'It is no file of weights (cot-lens calibrate --out).';
  if (value.v !== 1) return 'It is from a later version of CoT Lens.';
  if (!Array.isArray(value.heads)) return 'It has no "heads".';
  const read = new Map<string, Head>();
  for (const each of value.heads as readonly JsonValue[]) {
    const head = readHead(each);
    if (typeof head === 'string') return head;
    read.set(head.id, head);
  }
  return HEADS.map((head) => read.get(head.id) ?? head);
}

function readHead(value: JsonValue): Head | string {
  if (!isJsonObject(value) || typeof value.id !== 'string' || !isJsonObject(value.weights)) {
    return 'Each head needs "id", "bias" and "weights".';
  }
  const { id, bias, weights } = value;
  if (!HEADS.some((head) => head.id === id))
    return `There is no model "${id}": ${HEADS.map((head) => head.id).join(', ')}.`;
  if (typeof bias !== 'number') return `The bias of "${id}" is no number.`;
  const wrong = Object.entries(weights).find(([, weight]) => typeof weight !== 'number');
  if (wrong) return `The weight "${wrong[0]}" of "${id}" is no number.`;
  return { id, bias, weights: weights as Readonly<Record<string, number>> };
}
