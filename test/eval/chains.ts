import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceText } from '../../src/core/analysis/types.ts';
import type { Span } from '../../src/core/model/span.ts';

/** A chain with the steps that are known to be needless. */
export interface LabelledChain {
  readonly id: string;
  /** Chains of one question stay on one side of a split. */
  readonly group: string;
  readonly text: TraceText;
  readonly labels: readonly boolean[];
}

const HERE = import.meta.dirname;
const SHARED = process.env.COT_LENS_SHARED ?? join(HERE, '../../../shared');
const FIXTURES = join(HERE, '../fixtures/eval');

/** Whether the big data lie beside the checkout. */
export const hasShared: boolean = existsSync(join(SHARED, 'eval/clean_dev.jsonl'));

interface Row {
  readonly [key: string]: unknown;
}

export function readRows(path: string): readonly Row[] {
  const text = readFileSync(path, 'utf8');
  if (text.trimStart().startsWith('[')) return JSON.parse(text) as Row[];
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}

/** A chain given as a list of steps, as the product reads such records: joined by line breaks. */
export function fromSteps(
  id: string,
  question: string,
  steps: readonly string[],
  labels: readonly boolean[],
  answer: string | null = null,
): LabelledChain {
  const spans: Span[] = [];
  let at = 0;
  for (const step of steps) {
    spans.push({ start: at, end: at + step.length });
    at += step.length + 1;
  }
  const text: TraceText = { question, reasoning: steps.join('\n'), answer, referenceAnswer: null, steps: spans };
  return { id, group: question, text, labels };
}

/** The steps of a chain as strings. */
export function stepsOf(chain: LabelledChain): readonly string[] {
  return chain.text.steps.map((span) => chain.text.reasoning.slice(span.start, span.end));
}

/** The same chain with every text changed. */
export function mapTexts(chain: LabelledChain, change: (text: string) => string): LabelledChain {
  const { answer, question } = chain.text;
  const made = fromSteps(chain.id, question ?? '', stepsOf(chain).map(change), chain.labels, answer);
  const text = { ...made.text, referenceAnswer: chain.text.referenceAnswer };
  return { ...made, text, group: chain.group };
}

function prmChains(name: string): readonly LabelledChain[] {
  return labelledChains(join(hasShared ? join(SHARED, 'eval') : FIXTURES, name));
}

/** Solutions by people with one step said again in words written by hand; two sets, the second written later and freer. */
export const rewordedChains = (set: 1 | 2): readonly LabelledChain[] =>
  labelledChains(join(FIXTURES, set === 1 ? 'rewordings.jsonl' : 'rewordings-2.jsonl'));

function labelledChains(path: string): readonly LabelledChain[] {
  return readRows(path).map((row) => {
    const steps = row.steps as string[];
    const redundant = new Set((row.redundant as number[] | undefined) ?? []);
    return fromSteps(
      String(row.id),
      String(row.question),
      steps,
      steps.map((_, i) => redundant.has(i)),
      typeof row.answer === 'string' ? row.answer : null,
    );
  });
}

/** Chains with steps that a model inserted and that add nothing (PRMBench). */
export const insertedChains = (): readonly LabelledChain[] => prmChains('inserted_redundancy_dev.jsonl');

/** The untouched chains of the same questions; every flag is a candidate false alarm. */
export const cleanChains = (): readonly LabelledChain[] => prmChains('clean_dev.jsonl');

/** Solutions that people wrote, one step a line (GSM8K); empty without the shared data. */
export function humanChains(): readonly LabelledChain[] {
  if (!hasShared) return [];
  return readRows(join(SHARED, 'traces/gsm8k/train_first400.jsonl')).map((row, index) => {
    const [solution = '', answer = ''] = String(row.answer).split('####');
    const steps = solution.split('\n').filter((line) => line.trim() !== '');
    return fromSteps(
      `gsm8k-${index}`,
      String(row.question),
      steps,
      steps.map(() => false),
      answer.trim(),
    );
  });
}

function goldOf(answer: string): string {
  return (answer.split('####').pop() ?? '').trim().replaceAll(',', '');
}

/** Whether a paragraph states the number as a result. Written apart from the analysis on purpose. */
function statesResult(paragraph: string, gold: string): boolean {
  const plain = paragraph
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/\\(?:text|boxed|mathrm)\{/g, ' : ')
    .replace(/[*$\\{}]/g, ' ');
  const number = gold.replace('.', '\\.');
  const before = String.raw`(?:=|≈|:|\b(?:is|are|was|were|be|get|gets|gives|has|have|had|makes?|equals|total(?: of)?|answer|so|needs?|costs?|earns?|made|left)\b)[^\d.;?\n]{0,25}?`;
  return new RegExp(`${before}(?<![\\d.])${number}(?:\\.0+)?(?![\\d]|\\.\\d|\\s*[-+*/×÷^]\\s*\\d)`, 'i').test(plain);
}

function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((p) => p.trim())
    .filter((p) => p !== '');
}

/**
 * Long thinking traces: every paragraph after the first that states the gold value is labelled. Chains whose gold value
 * stands in the question or whose final answer is wrong are left out. The gold value reaches the analysis only with
 * `reference`, as a record that carries a reference answer would give it.
 */
export function tailChains(reference = false): readonly LabelledChain[] {
  if (!hasShared) return [];
  const files = ['qwq_gsm8k.jsonl', 'r1_distill_qwen_gsm8k.json'];
  return files.flatMap((file) =>
    readRows(join(SHARED, 'traces/mip_overthinking', file)).flatMap((row, index) => {
      const gold = goldOf(String(row.answer));
      const [thinking = '', reply = ''] = String(row.model_answer).split('</think>');
      const question = String(row.question);
      if (new RegExp(`(?<![\\d.])${gold}(?![\\d.]*\\d)`).test(question.replaceAll(',', ''))) return [];
      const boxed = /boxed\{([^}]*)\}/.exec(reply)?.[1]?.replace(/[^\d.-]/g, '') ?? '';
      if (Number(boxed) !== Number(gold)) return [];
      const steps = paragraphs(thinking);
      const first = steps.findIndex((step) => statesResult(step, gold));
      if (first === -1) return [];
      const labels = steps.map((_, i) => i > first);
      const chain = fromSteps(`${file}-${index}`, question, steps, labels, reply.trim());
      return [reference ? { ...chain, text: { ...chain.text, referenceAnswer: gold } } : chain];
    }),
  );
}
