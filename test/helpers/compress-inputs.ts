import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import o200k from 'js-tiktoken/ranks/o200k_base';
import { analyzeTrace } from '../../src/core/analysis/analyze.ts';
import type { TraceText } from '../../src/core/analysis/types.ts';
import type { CompressInput } from '../../src/core/compress/types.ts';
import { parseRecord } from '../../src/core/jsonl/record.ts';
import { splitRecords } from '../../src/core/jsonl/record-spans.ts';
import type { Trace } from '../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../src/core/readers/detect.ts';
import { findSegmenter } from '../../src/core/segment/registry.ts';
import { DEFAULT_TOKENIZER, findTokenizer } from '../../src/core/tokens/registry.ts';
import type { TokenCounter } from '../../src/core/tokens/types.ts';

/** A real trace ready to be compressed, with a name for messages. */
export interface NamedInput {
  readonly name: string;
  readonly input: CompressInput;
}

/** The default tokenizer's counter. */
export async function defaultCounter(): Promise<TokenCounter> {
  const tokenizer = findTokenizer(DEFAULT_TOKENIZER);
  if (tokenizer === undefined) throw new Error('no default tokenizer');
  return tokenizer.create(() => Promise.resolve(o200k));
}

/** The analysed input of a text with the default options. */
export function inputOf(text: TraceText, counter: TokenCounter): CompressInput {
  const options = { preset: 'balanced', disabledPasses: [] } as const;
  return { text, counter, analysis: analyzeTrace({ text, segmenter: 'auto', counter, options }) };
}

/** The text of a trace as the passes see it, cut by the default segmenter where the record gives no steps. */
export function textOf(trace: Trace): TraceText {
  const reasoning = trace.reasoning.text;
  return {
    question: trace.question?.text ?? null,
    reasoning,
    answer: trace.answer?.text ?? null,
    referenceAnswer: trace.referenceAnswer?.text ?? null,
    steps: trace.givenSteps ?? findSegmenter('auto')?.segment(reasoning, {}) ?? [],
  };
}

/** Traces of a corpus file through the real readers; at most `most` records, spread over the file. */
export function readTraces(file: string, counter: TokenCounter, most: number): readonly NamedInput[] {
  const source = readFileSync(file, 'utf8');
  const records = splitRecords(source).records.map(
    (span) => parseRecord(source.slice(span.start, span.end), span.number, span.line).value,
  );
  const choice = chooseReader(records.flatMap((record) => (record.value === undefined ? [] : [record.value])));
  if (choice === null) return [];
  const stride = Math.max(1, Math.ceil(records.length / most));
  return records
    .filter((_, index) => index % stride === 0)
    .flatMap((record) =>
      readRecord(choice, record).value.traces.map((trace) => ({
        name: `${file.split('/').slice(-2).join('/')} ${trace.id}`,
        input: inputOf(textOf(trace), counter),
      })),
    );
}

/** All files under a folder with that ending; [] when the folder is not there. */
export function filesUnder(folder: string, ending: RegExp): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesUnder(path, ending);
    return ending.test(name) ? [path] : [];
  });
}
