import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceText } from '../../../src/core/analysis/types.ts';
import type { CompressInput } from '../../../src/core/compress/types.ts';
import { findSegmenter } from '../../../src/core/segment/registry.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { inputOf, readTraces } from '../../helpers/compress-inputs.ts';

const HERE = import.meta.dirname;
const SHARED = process.env.COT_LENS_SHARED ?? join(HERE, '../../../../shared');
const SAMPLES = join(HERE, '../../../samples');
const FIXTURES = join(HERE, '../../fixtures/compress');

/** Whether the big traces lie beside the checkout. */
export const hasShared: boolean = existsSync(join(SHARED, 'traces/mip_overthinking/qwq_gsm8k.jsonl'));

export interface Source {
  readonly id: string;
  readonly input: CompressInput;
  /** The right final answer, as text; '' when the record gives none. */
  readonly gold: string;
}

function sourcesIn(file: string, counter: TokenCounter): readonly Source[] {
  return readTraces(file, counter, 1000).map(({ name, input }) => {
    const reference = input.text.referenceAnswer ?? input.text.answer ?? '';
    return { id: name, input, gold: (reference.split('####').at(-1) ?? '').trim() };
  });
}

const THINKING = [
  'mip_overthinking/qwq_gsm8k.jsonl',
  'mip_overthinking/r1_distill_qwen_gsm8k.json',
  'skythought/sky_t1_27b_math500_70.jsonl',
  'thought_anchors/problem_2236_base_solution.json',
  'thought_anchors/problem_330_base_solution.json',
];

/** Thinking of reasoning models, by file; the shipped sample where the big traces are missing. */
export function thinkingSets(counter: TokenCounter): ReadonlyMap<string, readonly Source[]> {
  const files = hasShared
    ? THINKING.map((file) => join(SHARED, 'traces', file))
    : [join(SAMPLES, 'long-thinking.jsonl')];
  return new Map(files.map((file) => [file.split('/').at(-1) ?? file, sourcesIn(file, counter)]));
}

/** Solutions of GSM8K by people. */
export function solutions(counter: TokenCounter): readonly Source[] {
  const file = hasShared ? join(SHARED, 'traces/gsm8k/train_first400.jsonl') : join(SAMPLES, 'gsm8k.jsonl');
  return sourcesIn(file, counter);
}

/** A source with an honest shorter text. */
export interface Pair extends Source {
  readonly text: string;
}

function inputFrom(text: Omit<TraceText, 'steps'>, counter: TokenCounter): CompressInput {
  const steps = findSegmenter('auto')?.segment(text.reasoning, {}) ?? [];
  return inputOf({ ...text, steps }, counter);
}

interface Rewording {
  readonly id: string;
  readonly question: string;
  readonly reasoning: string;
  readonly answer: string;
  readonly reference?: string;
  readonly compressed: string;
}

function rowsOf<T>(file: string): readonly T[] {
  return readFileSync(join(FIXTURES, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Shorter texts written by hand as a model would, numbers kept. */
export function rewordings(counter: TokenCounter): readonly Pair[] {
  return rowsOf<Rewording>('rewordings.jsonl').map((row) => ({
    id: row.id,
    gold: row.reference ?? row.answer,
    text: row.compressed,
    input: inputFrom(
      {
        question: row.question,
        reasoning: row.reasoning,
        answer: row.answer,
        referenceAnswer: row.reference ?? null,
      },
      counter,
    ),
  }));
}

/**
 * The replies that reasoning models wrote after their thinking, as compressions of it: nobody wrote them for this test. The
 * reply itself is hidden from the guards. Only those shorter than the thinking and with the same final number.
 */
export function replies(sets: ReadonlyMap<string, readonly Source[]>, counter: TokenCounter): readonly Pair[] {
  return [...sets.values()].flat().flatMap(({ id, input, gold }) => {
    const reply = input.text.answer ?? '';
    const shorter = counter.count(reply) < input.analysis.tokens.reasoning;
    if (!shorter || reply.length < 80 || gold === '' || !reply.includes(gold)) return [];
    return [{ id, gold, text: reply, input: inputFrom({ ...input.text, answer: gold }, counter) }];
  });
}

/** One trace with a distinction of cases; `cases` names per step the case that it belongs to, null for none. */
export interface CaseTrace {
  readonly id: string;
  readonly question: string;
  readonly steps: readonly string[];
  readonly cases: readonly (number | null)[];
  readonly answer: string;
}

/** Case distinctions written by hand, as thinking in the data at hand has next to none. */
export const caseTraces = (): readonly CaseTrace[] => rowsOf<CaseTrace>('cases.jsonl');

export function caseInput(trace: CaseTrace, counter: TokenCounter): CompressInput {
  const reasoning = trace.steps.join('\n\n');
  return inputFrom({ question: trace.question, reasoning, answer: trace.answer, referenceAnswer: null }, counter);
}

/** Honest texts in another language than their source, by the id of a rewording. */
export interface Translation {
  readonly id: string;
  readonly language: string;
  readonly text: string;
}

export const translations = (): readonly Translation[] => rowsOf<Translation>('translations.jsonl');
