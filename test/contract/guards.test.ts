import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { finishEndpoint } from '../../src/core/compress/compress.ts';
import { derivationOf } from '../../src/core/compress/derivation.ts';
import type { CompressInput } from '../../src/core/compress/types.ts';
import { defaultCounter, filesUnder, type NamedInput, readTraces } from '../helpers/compress-inputs.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
const SHARED = join(import.meta.dirname, '../../../shared/traces');
const WRITER = { id: 'rewrite', version: 1 };

let inputs: readonly NamedInput[];
beforeAll(async () => {
  const counter = await defaultCounter();
  const shared = filesUnder(SHARED, /^(qwq_gsm8k|r1_distill_qwen_gsm8k|train_first400|sky_t1_27b_math500_70)\.jsonl?$/);
  if (shared.length === 0) console.warn('note: ../shared/traces is not here; only samples are damaged');
  const files = [...filesUnder(SAMPLES, /^(long-thinking|gsm8k)\.jsonl$/), ...shared];
  inputs = files
    .flatMap((file) => readTraces(file, counter, 60))
    .filter(({ input }) => derivationOf(input.text).anchor !== null);
}, 60_000);

/** A faithful short text: the steps that the answer hangs on, as they stand, one a line. */
function faithful({ text }: CompressInput): string {
  const steps = [...derivationOf(text).required].sort((a, b) => a - b).map((step) => text.steps[step]!);
  return steps.map((span) => text.reasoning.slice(span.start, span.end)).join('\n');
}

/** What the guards say of a text in place of the reasoning. */
function verdict(input: CompressInput, text: string): 'accepted' | 'warned' | 'refused' {
  const result = finishEndpoint(WRITER, { kind: 'text', text }, input);
  if (!result.accepted) return 'refused';
  return result.guards.every((guard) => guard.passed) ? 'accepted' : 'warned';
}

/** One of the matches, another one for each trace, yet the same on each run. */
function pick(text: string, pattern: RegExp, salt: number): RegExpExecArray | undefined {
  const all = [...text.matchAll(pattern)];
  return all[(salt * 7919 + 13) % Math.max(1, all.length)];
}

type Damage = (text: string, salt: number) => string | undefined;

const changedNumber: Damage = (text, salt) => {
  const match = pick(text, /(?<![\d.,\w])\d{1,6}(?=\s*[=+*/-])/g, salt);
  if (match === undefined) return undefined;
  const other = String(Number(match[0]) + 1 + (salt % 8));
  return text.slice(0, match.index) + other + text.slice(match.index + match[0].length);
};

/** A number before a word becomes one that stands elsewhere in the text: nothing new is there then. */
const exchangedNumber: Damage = (text, salt) => {
  const match = pick(text, /(?<![\d.,\w\\<{/=*+^-])\d{1,6}(?= [a-z]{3,})/g, salt);
  const others = (text.match(/(?<![\d.,])\d{1,6}(?![\d.,]*\d)/g) ?? []).filter((one) => one !== match?.[0]);
  const other = others[(salt * 31 + 7) % Math.max(1, others.length)];
  if (match === undefined || other === undefined) return undefined;
  return text.slice(0, match.index) + other + text.slice(match.index + match[0].length);
};

const otherAnswer: Damage = (text, salt) => {
  const at = text.lastIndexOf('\\boxed{');
  return at < 0 ? undefined : `${text.slice(0, at)}\\boxed{${1001 + salt}}${text.slice(text.indexOf('}', at) + 1)}`;
};

const cutFormula: Damage = (text, salt) => {
  const match = pick(text, /\\\)|\\\]|(?<=[\w}])\}/g, salt);
  return match === undefined ? undefined : text.slice(0, match.index) + text.slice(match.index + match[0].length);
};

/** Fewest damaged texts that a share is taken of: where there are few traces, each is damaged at several places. */
const ENOUGH = 200;

/** Share of damaged texts with a verdict in `verdicts`. */
function share(damage: Damage, verdicts: readonly string[]): { readonly share: number; readonly count: number } {
  const rounds = Math.ceil(ENOUGH / Math.max(1, inputs.length));
  const outcomes = inputs.flatMap(({ input }, place) => {
    const text = faithful(input);
    const damaged = new Set(Array.from({ length: rounds }, (_, round) => damage(text, place + round * inputs.length)));
    return [...damaged].flatMap((each) => (each === undefined || each === text ? [] : [verdict(input, each)]));
  });
  const count = outcomes.length;
  return { share: outcomes.filter((one) => verdicts.includes(one)).length / Math.max(1, count), count };
}

describe('guards on real traces', () => {
  test('a faithful text passes without a word', () => {
    const bad = inputs.filter(({ input }) => verdict(input, faithful(input)) !== 'accepted');
    expect(bad.map(({ name }) => name)).toEqual([]);
  });

  test('another answer is always refused', () => {
    const { share: refused, count } = share(otherAnswer, ['refused']);
    expect(count).toBeGreaterThan(4);
    expect(refused).toBe(1);
  });

  test('a changed number is refused', () => {
    const { share: refused, count } = share(changedNumber, ['refused']);
    expect(count).toBeGreaterThan(100);
    expect(refused).toBeGreaterThanOrEqual(0.99);
  });

  test('a number of a sentence that becomes another number of the trace is refused', () => {
    const { share: refused, count } = share(exchangedNumber, ['refused']);
    expect(count).toBeGreaterThan(100);
    expect(refused).toBeGreaterThanOrEqual(0.99);
  });

  test('a cut formula is refused', () => {
    const { share: refused, count } = share(cutFormula, ['refused']);
    expect(count).toBeGreaterThan(4);
    expect(refused).toBeGreaterThan(0.97);
  });
});
