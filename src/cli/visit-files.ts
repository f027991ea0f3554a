import { setImmediate } from 'node:timers/promises';
import type { Corpus, CorpusEntry, ReaderWish } from '../app/open-corpus.ts';
import type { RecordSpan } from '../core/jsonl/types.ts';
import type { Console } from './console.ts';
import type { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openInput } from './input.ts';
import { ProblemLog } from './problem-log.ts';

/** What a command does with the files it is given. A false ends the whole run: nobody wants more, or going on is no use. */
export interface FileVisitor {
  begin(file: string, corpus: Corpus): Promise<boolean>;
  /** One record, with or without traces; its problems are already told. */
  entry(file: string, corpus: Corpus, entry: CorpusEntry): Promise<boolean>;
  end(file: string): Promise<boolean>;
}

/** A record longer than this takes seconds in one piece, and nothing else is heard meanwhile. */
const LONG_RECORD_BYTES = 4 << 20;

const JSON_NAMES = /\.(jsonl|ndjson|json)$/i;

/** Goes through all records of all files in order. `problems` when any file could not be read or had an error in it. */
export async function visitFiles(
  files: readonly string[],
  wish: ReaderWish,
  context: CommandContext,
  visitor: FileVisitor,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  for (const file of files) {
    const input = await openInput(file, wish, context.host, context.signal);
    if (context.signal.aborted) return EXIT.interrupted;
    if (typeof input === 'string') {
      context.console.say(`${file}: ${input}.`);
      code = EXIT.problems;
      continue;
    }
    if (input.note !== null) context.console.say(`${file}: ${input.note}`);
    try {
      const visited = await visitFile(file, input.corpus, context, visitor);
      if (visited.errors) code = EXIT.problems;
      if (!visited.goOn) break;
    } finally {
      context.console.clear();
      await input.close();
    }
  }
  return context.signal.aborted ? EXIT.interrupted : code;
}

interface Visited {
  readonly errors: boolean;
  readonly goOn: boolean;
}

async function visitFile(
  file: string,
  corpus: Corpus,
  context: CommandContext,
  visitor: FileVisitor,
): Promise<Visited> {
  const { console } = context;
  if (corpus.count === 0) console.say(`${file}: no records in it.`);
  const notJson = await whyNotJson(file, corpus, context.signal);
  if (notJson !== null) {
    console.say(`${file}: not JSON Lines and no JSON array (${corpus.count} lines looked at). ${notJson}`);
    return { errors: true, goOn: true };
  }
  const log = new ProblemLog(console, file);
  let goOn = await visitor.begin(file, corpus);
  for (let position = 0; goOn && position < corpus.count && !context.signal.aborted; position += 1) {
    console.progress(file, position / corpus.count, `${position} of ${corpus.count} records`);
    announceLong(file, corpus.span(position), console);
    const entry = await corpus.entry(position);
    if (entry === undefined) break;
    for (const problem of entry.problems) log.add(entry.record.line, problem);
    goOn = await visitor.entry(file, corpus, entry);
    await breathe();
  }
  for (const problem of corpus.problems) log.add(problem.line, problem);
  log.end();
  if (goOn && !context.signal.aborted) goOn = await visitor.end(file);
  // What is wrong with the file as a whole (an array cut in its middle) is a problem of the input, however mild it is called.
  return { errors: log.errors > 0 || corpus.problems.length > 0, goOn };
}

function announceLong(file: string, span: RecordSpan | undefined, console: Console): void {
  if (span === undefined || span.end - span.start <= LONG_RECORD_BYTES) return;
  const size = ((span.end - span.start) / (1 << 20)).toFixed(0);
  console.say(
    `${file}:${span.line}: a record of ${size} MiB; this can take a while, and Ctrl+C is only heard after it.`,
  );
}

/**
 * The first fault of a file that is some other format altogether, so that it is told once and not once a line. Null when
 * any record is JSON or begins like it, or when the name promises JSON: then every record is looked at by itself.
 */
async function whyNotJson(file: string, corpus: Corpus, signal: AbortSignal): Promise<string | null> {
  if (JSON_NAMES.test(file) || (corpus.choice?.confidence ?? 0) > 0) return null;
  let first: string | null = null;
  for (let position = 0; position < corpus.count && !signal.aborted; position += 1) {
    const entry = await corpus.entry(position);
    if (entry === undefined) break;
    if (entry.record.value !== undefined || /^\s*[[{]/.test(entry.record.text)) return null;
    await breathe();
    first ??= `Line ${entry.record.line}: ${entry.problems[0]?.message ?? 'no JSON'}`;
  }
  return first;
}

/** Lets a waiting Ctrl+C in; without it, a run that never waits for the disk would not hear of it. */
export async function breathe(): Promise<void> {
  await setImmediate();
}
