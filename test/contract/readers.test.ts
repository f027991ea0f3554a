import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recast } from '../../src/app/sources/recast.ts';
import { type JsonValue, valueAt } from '../../src/base/json.ts';
import { parseRecord } from '../../src/core/jsonl/record.ts';
import { splitRecords } from '../../src/core/jsonl/record-spans.ts';
import type { CorpusRecord, Trace, TraceField } from '../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../src/core/readers/detect.ts';
import { createMappedReader } from '../../src/core/readers/mapped.ts';
import { readers } from '../../src/core/readers/registry.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/readers');
const SHARED = ['traces', 'eval'].map((name) => join(import.meta.dirname, '../../../shared', name));
const MARGIN = 0.1;

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}

function recordsOf(file: string): CorpusRecord[] {
  return recordsIn(readFileSync(file, 'utf8'));
}

function recordsIn(text: string): CorpusRecord[] {
  return splitRecords(text).records.map((r) => parseRecord(text.slice(r.start, r.end), r.number, r.line).value);
}

function valuesOf(records: readonly CorpusRecord[]): JsonValue[] {
  return records.flatMap((record) => (record.value === undefined ? [] : [record.value]));
}

/** What the source of a field says the field's text is; undefined when it leads nowhere. */
function sourceText(record: CorpusRecord, field: TraceField): string | undefined {
  const { source } = field;
  if (source === null) return field.text;
  const value = valueAt(record.value, source.path);
  if (source.kind === 'text') return typeof value === 'string' ? value.slice(source.start, source.end) : undefined;
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => (source.key === undefined ? item : item[source.key]));
  return items.every((item) => typeof item === 'string') ? items.join('\n') : undefined;
}

function expectSoundTrace(record: CorpusRecord, trace: Trace, index: number, several: boolean): void {
  const fields = [trace.question, trace.reasoning, trace.answer, trace.referenceAnswer];
  for (const field of fields) if (field !== null) expect(sourceText(record, field)).toBe(field.text);
  expect(trace.index).toBe(index);
  expect(trace.id).not.toBe('');
  if (several) expect(trace.id.endsWith(`/${index}`)).toBe(true);
  else expect(trace.label).toBeUndefined();
  let reached = 0;
  for (const step of trace.givenSteps ?? []) {
    expect(step.start).toBeGreaterThanOrEqual(reached);
    expect(step.end).toBeGreaterThanOrEqual(step.start);
    reached = step.end;
  }
  expect(reached).toBeLessThanOrEqual(trace.reasoning.text.length);
  if (trace.recordedSteps !== undefined) expect(trace.recordedSteps.length).toBe(trace.givenSteps?.length);
  let begun = 0;
  for (const token of trace.loggedTokens ?? []) {
    expect(token.start).toBeGreaterThanOrEqual(begun);
    expect(token.end).toBeGreaterThanOrEqual(token.start);
    expect(token.end).toBeLessThanOrEqual(trace.reasoning.text.length);
    begun = token.start;
  }
  const { answer, reasoning } = trace;
  if (answer?.source?.kind !== 'text' || reasoning.source?.kind !== 'text') return;
  if (JSON.stringify(answer.source.path) !== JSON.stringify(reasoning.source.path)) return;
  const apart = answer.source.start >= reasoning.source.end || answer.source.end <= reasoning.source.start;
  expect(apart, `${trace.id}: answer and reasoning overlap`).toBe(true);
}

function expectSoundReading(record: CorpusRecord, traces: readonly Trace[]): void {
  traces.forEach((trace, i) => void expectSoundTrace(record, trace, i, traces.length > 1));
}

describe.each(readers.map((reader) => [reader.id, reader] as const))('%s', (id, reader) => {
  const files = filesUnder(join(FIXTURES, id));
  const records = files.flatMap(recordsOf);

  it('wins on its own fixtures by a margin, as a file and record by record', () => {
    expect(records.length).toBeGreaterThan(0);
    for (const sample of [
      ...files.map((file) => valuesOf(recordsOf(file))),
      ...valuesOf(records).map((value) => [value]),
    ]) {
      const choice = chooseReader(sample);
      expect(choice?.reader.id, JSON.stringify(sample).slice(0, 200)).toBe(id);
      const second = choice?.runnersUp[0]?.confidence ?? 0;
      // The last resort wins only where nobody else has any claim.
      if (id === 'plain-text') expect(second).toBe(0);
      else
        expect((choice?.confidence ?? 0) - second, JSON.stringify(choice?.runnersUp[0])).toBeGreaterThanOrEqual(MARGIN);
      expect(choice?.reasons.length).toBeGreaterThan(0);
    }
  });

  it('reads traces with exact sources from its fixtures', () => {
    let traces = 0;
    for (const record of records) {
      const reading = reader.read(record);
      expectSoundReading(record, reading.value.traces);
      traces += reading.value.traces.length;
      if (reading.value.traces.length === 0) expect(reading.problems.length).toBeGreaterThan(0);
    }
    expect(traces).toBeGreaterThan(0);
  });

  it('has a stable kebab-case id and words for people', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(reader.title).not.toBe('');
    expect(reader.summary).not.toBe('');
  });
});

/** A small generator of numbers in [0,1) that gives the same ones each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const ODD: readonly JsonValue[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  '\n',
  '<think>',
  '</think>',
  '####',
  '\\boxed{',
  '\ud800',
  [],
  {},
  [[]],
  [{}],
  [null],
  { role: 'assistant' },
  { content: null },
  { steps: [] },
];

/** The value with a part of it replaced, left out or doubled. */
function mutate(value: JsonValue, random: () => number): JsonValue {
  const pick = () => ODD[Math.floor(random() * ODD.length)] ?? null;
  if (random() < 0.08) return pick();
  if (typeof value === 'string') {
    if (random() < 0.8) return value;
    const at = Math.floor(random() * value.length);
    return random() < 0.5 ? value.slice(0, at) : `${value.slice(0, at)}${String(pick())}${value.slice(at)}`;
  }
  if (Array.isArray(value)) return value.flatMap((item) => (random() < 0.1 ? [] : [mutate(item, random)]));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => (random() < 0.1 ? [] : [[key, mutate(item ?? null, random)]])),
    );
  }
  return value;
}

describe('any record', () => {
  const records = filesUnder(FIXTURES)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap(recordsOf);
  const mapped = createMappedReader({
    reasoning: ['messages', 1, 'content'],
    question: ['question'],
    answer: ['answer'],
    id: ['id'],
  });

  it('is read without throwing and with exact sources by every reader, after 1,000 mutations', () => {
    const random = seeded(20260);
    for (let i = 0; i < 1000; i += 1) {
      const base = records[i % records.length];
      const value = mutate(base?.value ?? null, random);
      const record: CorpusRecord = { number: i + 1, line: i + 1, text: JSON.stringify(value), value };
      for (const reader of [...readers, mapped]) {
        const { confidence } = reader.detect(value);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        const { value: reading, problems } = reader.read(record);
        expectSoundReading(record, reading.traces);
        if (reading.traces.length === 0) expect(problems.length, reader.id).toBeGreaterThan(0);
      }
    }
  });

  it('gives nothing, and throws nothing, when it is no object', () => {
    for (const value of [null, 1, true, '', [], [1], 'x']) {
      for (const reader of [...readers, mapped]) {
        expect(() => reader.detect(value)).not.toThrow();
        expect(() => reader.read({ number: 1, line: 1, text: '', value })).not.toThrow();
      }
    }
  });
});

/** The file as it is opened: some are made into records first. */
async function textAsOpened(file: string): Promise<string> {
  const bytes = readFileSync(file);
  const read = async (start: number, end: number) => bytes.subarray(start, end);
  const made = await recast({ sizeBytes: bytes.length, version: '1', read });
  return made === null ? bytes.toString() : new TextDecoder().decode(await made.source.read(0, made.source.sizeBytes));
}

/** Who is to read each of the real files. */
const READ_AS: Readonly<Record<string, string>> = {
  'big_bench_mistake/logical_deduction_first150.jsonl': 'step-list',
  'big_bench_mistake/multistep_arithmetic_first150.jsonl': 'step-list',
  'gsm8k/example_model_solutions_150.jsonl': 'candidate-solutions',
  'gsm8k/train_first400.jsonl': 'gsm8k',
  'inspect_ai/popularity.json': 'inspect-log',
  'inspect_ai/security_guide.json': 'inspect-log',
  'internalize_cot/gsm8k_valid_first200.txt': 'gsm8k',
  'llamafactory/reason_tool_use_30.jsonl': 'chat-messages',
  'mip_overthinking/o1_gsm8k_token_counts.json': 'hidden-thinking',
  'mip_overthinking/qwq_gsm8k.jsonl': 'think-tags',
  'mip_overthinking/r1_distill_qwen_gsm8k.json': 'think-tags',
  'reflexion/humaneval_py_reflections.jsonl': 'reflections',
  'skythought/qwen32b_math500_responses_token_usages.json': 'keyed-responses',
  'skythought/sky_t1_27b_math500_70.jsonl': 'think-tags',
  'tau_bench/airline_few_shot.jsonl': 'dialogue-text',
  'tau_bench/gpt4o_airline_task0_9_trial0.json': 'tool-trajectory',
  'thought_anchors/problem_2236_base_solution.json': 'think-tags',
  'thought_anchors/problem_2236_chunks_labeled.json': 'sentence-chunks',
  'thought_anchors/problem_330_base_solution.json': 'think-tags',
  'thought_anchors/problem_330_chunks_labeled.json': 'sentence-chunks',
  'tree_of_thoughts/game24_bfs_first30.json': 'tree-search',
  'who_and_when/hand_crafted_12.jsonl': 'agent-history',
};

const shared = SHARED.filter((folder) => existsSync(folder)).flatMap(filesUnder);

describe.skipIf(shared.length === 0)('the real traces in ../shared (skipped where they are not there)', () => {
  it.each(
    shared.filter((file) => /\.(jsonl?|txt)$/.test(file)).map((file) => [file.slice(file.indexOf('/shared/')), file]),
  )('%s', async (_, file) => {
    const records = recordsIn(await textAsOpened(file));
    const values = valuesOf(records);
    expect(values.length).toBe(records.length);
    const choice = chooseReader(values.slice(0, 20));
    expect(choice).not.toBeNull();
    if (choice === null) return;
    let traces = 0;
    for (const record of records) {
      const reading = readRecord(choice, record);
      expectSoundReading(record, reading.value.traces);
      traces += reading.value.traces.length;
    }
    expect(traces).toBeGreaterThan(0);
    expect(choice.confidence).toBeGreaterThan(0.8);
    const expected = READ_AS[file.split('/').slice(-2).join('/')];
    if (expected !== undefined) expect(choice.reader.id).toBe(expected);
  });
});
