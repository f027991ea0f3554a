import type { JsonObject } from '../../../base/json.ts';
import { type TextPlace, textPlace } from './fields.ts';

/** One of several columns of a record that hold a chain each, such as `deepseek_reasoning` beside `reasoning`. */
export interface ChainColumn {
  readonly key: string;
  readonly place: TextPlace;
  /** The reply of the same name, such as `deepseek_attempt`; null where the chain has none of its own. */
  readonly answer: (TextPlace & { readonly key: string }) | null;
}

interface Named extends ChainColumn {
  readonly base: string;
}

interface Affix {
  readonly before: string;
  readonly after: string;
}

const THOUGHT_BASES = [
  'thinking_trajectory',
  'thinking_trajectories',
  'chain_of_thought',
  'reasoning_content',
  'reasoning_trace',
  'reasoning',
  'thinking',
  'rationale',
  'scratchpad',
  'cot',
] as const;
const REPLY_BASES = ['generation', 'response', 'completion', 'output'] as const;
const ANSWER_BASES = ['attempt', 'response', 'answer', 'final_answer', 'output', 'completion', 'solution'] as const;

/** Words that say how a column differs from its sibling. */
const KINDS: ReadonlySet<string> = new Set([
  'original',
  'orig',
  'baseline',
  'compressed',
  'pruned',
  'short',
  'shortened',
  'concise',
  'long',
  'full',
  'verbose',
  'rewritten',
  'refined',
  'revised',
  'teacher',
  'student',
]);
/** Words before a name that make it something else than a chain of the model. */
const NO_CHAIN: ReadonlySet<string> = new Set([
  'gt',
  'gold',
  'golden',
  'ground_truth',
  'reference',
  'ref',
  'expected',
  'target',
  'few_shot',
  'fewshot',
  'example',
  'prompt',
  'system',
  'user',
  'is',
  'has',
  'no',
  'num',
  'use',
  'enable',
  'with',
  'without',
]);
const PLACE = /^_?(?:\d{1,3}|[a-d])$/;
const MOST_COLUMNS = 64;

/** What stands before and after `base` in a key, where that tells one chain from another; null when it is no such key. */
function affixOf(key: string, base: string, anyPrefix: boolean): Affix | null {
  if (key === base) return { before: '', after: '' };
  if (key.startsWith(base)) {
    const after = key.slice(base.length);
    return PLACE.test(after) || (after.startsWith('_') && KINDS.has(after.slice(1))) ? { before: '', after } : null;
  }
  if (!key.endsWith(`_${base}`)) return null;
  const word = key.slice(0, -base.length - 1);
  const fits = anyPrefix ? word.length <= 30 && !NO_CHAIN.has(word) : KINDS.has(word);
  return fits ? { before: `${word}_`, after: '' } : null;
}

/** A chain has more than one word or sign, which settings such as `"thinking": "high"` do not. */
function isChain(text: string): boolean {
  return text.length > 40 || !/^[\p{L}\p{N}_.-]*$/u.test(text.trim());
}

function answerFor(object: JsonObject, byLower: ReadonlyMap<string, string>, { after, before }: Affix) {
  // Plain "answer" and "solution" are as likely the reference of all chains.
  const bases = before === '' && after === '' ? ANSWER_BASES.slice(0, 2) : ANSWER_BASES;
  for (const base of bases) {
    const key = byLower.get(`${before}${base}${after}`);
    const place = key === undefined ? null : textPlace(object, [key]);
    if (key !== undefined && place !== null) return { ...place, key };
  }
  return null;
}

function columnsOf(object: JsonObject, bases: readonly string[], anyPrefix: boolean): readonly ChainColumn[] {
  const keys = Object.keys(object);
  const byLower = new Map(keys.map((key) => [key.toLowerCase(), key]));
  const found: Named[] = [];
  for (const key of keys) {
    if (found.length === MOST_COLUMNS) break;
    const lower = key.toLowerCase();
    const base = bases.find((one) => affixOf(lower, one, anyPrefix) !== null);
    const affix = base === undefined ? null : affixOf(lower, base, anyPrefix);
    const place = affix === null ? null : textPlace(object, [key]);
    if (base === undefined || affix === null || place === null || !isChain(place.text)) continue;
    const family = base.replace('trajectories', 'trajectory');
    // The same text under another name is no second chain.
    if (found.some((other) => other.base === family && other.place.text === place.text)) continue;
    found.push({ key, place, base: family, answer: answerFor(object, byLower, affix) });
  }
  const families = [...new Set(found.map(({ base }) => base))].map((base) => found.filter((one) => one.base === base));
  return families.find((family) => family.length > 1) ?? [];
}

/**
 * Columns of thoughts that share a name, at least two with different texts: `cot_1` and `cot_2`, `original_cot` and
 * `compressed_cot`, `reasoning` and `deepseek_reasoning`. In the order of the record; empty when there is one chain or none.
 */
export function thoughtColumns(object: JsonObject): readonly ChainColumn[] {
  return columnsOf(object, THOUGHT_BASES, true);
}

/** Columns of replies that share a name: `generation` and `original_generation`, `response_a` and `response_b`. */
export function replyColumns(object: JsonObject): readonly ChainColumn[] {
  return columnsOf(object, REPLY_BASES, false);
}
