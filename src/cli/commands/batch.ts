import { basename } from 'node:path';
import { findStrategy, strategies } from '../../core/compress/registry.ts';
import { modelIdentity } from '../../endpoints/ask-question.ts';
import { BATCH_FORMATS, type BatchFormat } from '../../endpoints/batch-files.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import type { Args } from '../args.ts';
import { openJournalOf, openVariantsOf, type Wish } from '../batch-job.ts';
import { importResults, type ReadResults } from '../batch-read.ts';
import { type RoundParts, type RoundRow, type RoundState, runRound } from '../batch-run.ts';
import { BatchWriter, type WrittenPart } from '../batch-write.ts';
import { ANALYSIS_OPTIONS, makeCounter, readChoices } from '../choices.ts';
import { readStrategy, STRATEGY_OPTIONS } from '../compress-options.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { isSameFile } from '../input.ts';
import { REQUEST_OPTIONS, readBatchProfile } from '../model.ts';
import { type Output, openOutput } from '../output.ts';
import { streamingVisitor, visitStreaming } from '../stream-entries.ts';
import { figure } from '../table.ts';

const DETAILS = `write puts the questions of a strategy into files that a batch service or an engine works off:
  --format openai     JSON Lines for the OpenAI Batch API, "vllm run-batch" and docs/ray_batch.py
  --format anthropic  one JSON object for Anthropic's Message Batches
A file that would pass the limits of the service (50,000 requests and 200 MB; 100,000 and 256 MB) goes on in FILE.2, ...
read takes the result files, in any order and of any format, puts the replies into the journal, checks them with the guards
and stores a variant of each finished trace in <corpus>.variants.jsonl. It names the traces that failed, wait for results,
or need another round (a strategy that asks more than once); with --out it writes the file of the next round.
Both go on where they were stopped. Call them with the same strategy, options and model: they name the questions.

A question is written once. --retry-failed writes again what failed or never came back.
--json prints one line per trace: file, line, id, strategy, state (done, failed, waiting, next), accepted, tokens, reason.`;

/** What a call of the command asks for. */
interface BatchWish {
  readonly action: 'write' | 'read';
  readonly file: string;
  readonly results: readonly string[];
  readonly wish: Wish & { readonly model: NonNullable<Wish['model']> };
  readonly profile: EndpointProfile;
  readonly format: BatchFormat;
  readonly out: string | undefined;
  readonly journal: string | undefined;
  readonly retryFailed: boolean;
  readonly json: boolean;
}

/** `cot-lens batch`. */
export const batch: Command = {
  id: 'batch',
  usage:
    'batch write FILE --strategy ID --model NAME --out FILE | batch read FILE RESULTS... --strategy ID --model NAME',
  summary: 'Compresses through batch files: writes the questions for a batch service or engine, and reads its results.',
  details: DETAILS,
  options: {
    format: {
      type: 'string',
      value: 'ID',
      help: `form of the files: ${BATCH_FORMATS.join(', ')} (the first when not given)`,
    },
    out: { type: 'string', value: 'FILE', help: 'where questions are written; needed by write' },
    json: { type: 'boolean', help: 'one JSON object per trace' },
    ...STRATEGY_OPTIONS,
    ...REQUEST_OPTIONS,
    journal: { type: 'string', value: 'FILE', help: 'where replies are kept (<corpus>.journal.jsonl when not given)' },
    'retry-failed': { type: 'boolean', help: 'write again what failed or never came back' },
    ...ANALYSIS_OPTIONS,
  },
  async run(args, context) {
    const wish = await readWish(args);
    if (wish === null || args.wrong.length > 0) return { wrong: args.wrong };
    return run(wish, context);
  },
};

async function readWish(args: Args): Promise<BatchWish | null> {
  const [action, file, ...results] = args.positionals;
  if (action !== 'write' && action !== 'read')
    args.wrong.push('Say what to do: batch write FILE, or batch read FILE RESULTS...');
  if (file === undefined || file === '-') args.wrong.push('Name a file with traces.');
  if (action === 'read' && results.length === 0) args.wrong.push('Name the files with the results.');
  if (action === 'write' && results.length > 0) args.wrong.push('Name one file.');
  const out = args.text('out');
  if (action === 'write' && !out) args.wrong.push('batch write needs --out FILE.');
  for (const input of [file ?? '-', ...results]) {
    if (out !== undefined && (await isSameFile(input, out)))
      args.wrong.push(`--out ${out} would write over a file that is read.`);
  }
  const format = args.oneOf('format', BATCH_FORMATS, 'openai');
  const profile = readBatchProfile(args, format === 'anthropic' ? 'anthropic' : 'openai-compatible');
  const chosen = readStrategy(args);
  const choices = readChoices(args);
  if (chosen && findStrategy(chosen.strategy.id)?.needs === 'none') {
    const asking = strategies.filter((each) => each.needs === 'completer').map(({ id }) => id);
    args.wrong.push(`The strategy ${chosen.strategy.id} asks no model. Those that do: ${asking.join(', ')}.`);
  }
  if (profile === null || chosen === null || file === undefined) return null;
  // No host is known: the file may be worked off anywhere.
  const model = { ...modelIdentity(profile), host: `${format}-batch` };
  return {
    action: action === 'read' ? 'read' : 'write',
    file,
    results,
    wish: { choices, ...chosen, model },
    profile,
    format,
    out,
    journal: args.text('journal'),
    retryFailed: args.flag('retry-failed'),
    json: args.flag('json'),
  };
}

async function run(asked: BatchWish, context: CommandContext): Promise<ExitCode> {
  const { console, host, signal } = context;
  const { wish, file } = asked;
  const counter = await makeCounter(wish.choices.tokenizer, host);
  const output = await openOutput(undefined, host, signal);
  if (typeof counter === 'string' || typeof output === 'string') {
    console.say(typeof counter === 'string' ? counter : String(output));
    return EXIT.problems;
  }
  const journal = await openJournalOf(file, asked.journal);
  const read = await importResults(asked.results, journal, signal);
  if (typeof read === 'string') {
    console.say(read);
    return EXIT.problems;
  }
  const writer = asked.out === undefined ? null : new BatchWriter(asked.format, asked.out, asked.profile, context);
  const variants = await openVariantsOf(file);
  const parts = {
    wish,
    journal,
    variants,
    refused: read.refused,
    retryFailed: asked.retryFailed,
    counter,
    context,
    writer,
  };
  const report = new RoundReport(asked, read, output);
  const code = await visitRound(asked, parts, report, context);
  if (code === EXIT.interrupted) return code;
  const written = writer === null ? [] : await finishFiles(writer, journal);
  if (typeof written === 'string') {
    console.say(written);
    return EXIT.problems;
  }
  await report.end(written);
  await output.finish();
  return report.failed > 0 ? EXIT.problems : code;
}

function visitRound(
  asked: BatchWish,
  parts: RoundParts,
  report: RoundReport,
  context: CommandContext,
): Promise<ExitCode> {
  const visitor = streamingVisitor((entries, file) => runRound(entries, file, parts, (row) => report.add(row)));
  return visitStreaming([asked.file], asked.wish.choices.wish, context, visitor);
}

/** The questions count as asked only when the files are there; a kill in between writes them once more. */
async function finishFiles(
  writer: BatchWriter,
  journal: RoundParts['journal'],
): Promise<readonly WrittenPart[] | string> {
  const written = await writer.finish();
  if (typeof written !== 'string') await journal.markAsked(writer.asked);
  return written;
}

/** Failures that are named on the screen; all of them stand in the journal and in `--json`. */
const NAMED = 20;

/** Tells how the traces stand. */
class RoundReport {
  readonly #asked: BatchWish;
  readonly #read: ReadResults;
  readonly #output: Output;
  readonly #counts: Record<RoundState, number> = { done: 0, failed: 0, waiting: 0, next: 0 };
  #accepted = 0;

  constructor(asked: BatchWish, read: ReadResults, output: Output) {
    this.#asked = asked;
    this.#read = read;
    this.#output = output;
  }

  get failed(): number {
    return this.#counts.failed;
  }

  async add(row: RoundRow): Promise<void> {
    this.#counts[row.state] += 1;
    if (row.accepted) this.#accepted += 1;
    if (this.#asked.json) await this.#output.write(`${JSON.stringify(row)}\n`);
    else if (
      (row.state === 'failed' || row.state === 'waiting') &&
      this.#counts.failed + this.#counts.waiting <= NAMED
    ) {
      await this.#output.write(`${row.file}:${row.line}: ${row.id}: ${row.state}: ${row.reason ?? ''}\n`);
    }
  }

  async end(written: readonly WrittenPart[]): Promise<void> {
    if (this.#asked.json) return;
    const { done, failed, waiting, next } = this.#counts;
    const { replies, refused, strange } = this.#read;
    const hidden = failed + waiting - NAMED;
    const lines = [
      ...(hidden > 0 ? [`... and ${figure(hidden)} more; --json names all.`] : []),
      ...(this.#asked.action === 'read'
        ? [
            `Read: ${figure(replies)} replies, ${figure(refused.size)} failed requests${strange > 0 ? `, ${figure(strange)} lines that are no results of ours` : ''}.`,
          ]
        : []),
      `Traces: ${figure(done)} done (${figure(this.#accepted)} accepted), ${figure(failed)} failed, ${figure(waiting)} waiting for results, ${figure(next)} with a question for the next file.`,
      ...written.map(
        ({ path, requests, bytes }) => `Written: ${path}, ${figure(requests)} requests, ${figure(bytes)} bytes.`,
      ),
      ...this.#advice(written),
    ];
    await this.#output.write(`${lines.join('\n')}\n`);
  }

  #advice(written: readonly WrittenPart[]): readonly string[] {
    const { done, failed, waiting, next } = this.#counts;
    const { replies } = this.#read;
    return [
      ...(next > 0 && written.length === 0
        ? ['Write their questions with: batch write, or batch read with --out FILE.']
        : []),
      ...(replies > 0 && done + failed === 0 && next > 0
        ? [
            'No reply fits a question: were strategy, options, model and file the same as when the questions were written?',
          ]
        : []),
      ...(failed + waiting > 0 ? ['--retry-failed writes again what failed or never came back.'] : []),
      ...(done > 0
        ? [
            `Variants: ${basename(this.#asked.file).replace(/\.(jsonl|ndjson|json)$/i, '')}.variants.jsonl beside the corpus.`,
          ]
        : []),
    ];
  }
}
