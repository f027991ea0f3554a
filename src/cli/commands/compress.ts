import { analyzeTexts, textsOf } from '../../app/analyze-trace.ts';
import { type CompressOutcome, compressTrace } from '../../app/compress-trace.ts';
import type { CorpusEntry } from '../../app/open-corpus.ts';
import { DEFAULT_STRATEGY, findStrategy, strategies } from '../../core/compress/registry.ts';
import type { Compressed, CompressionStrategy, CompressOptions } from '../../core/compress/types.ts';
import type { Trace } from '../../core/model/trace.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import type { Args, OptionTable } from '../args.ts';
import { ANALYSIS_OPTIONS, type Choices, makeCounter, readChoices } from '../choices.ts';
import { CompressTable } from '../compress-table.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { ENDPOINT_OPTIONS, KEY_VARIABLE, type Model, readModel } from '../model.ts';
import type { Output } from '../output.ts';
import { RESULT_OPTIONS, writeResults, wrongFiles } from '../results.ts';
import { breathe, type FileVisitor, visitFiles } from '../visit-files.ts';

const OPTIONS: OptionTable = {
  strategy: {
    type: 'string',
    value: 'ID',
    help: `how to compress; ${DEFAULT_STRATEGY} when not given (list strategies)`,
  },
  ratio: { type: 'string', value: 'R', help: 'share of the reasoning tokens to keep, above 0 and up to 1' },
  budget: { type: 'string', value: 'TOKENS', help: 'most reasoning tokens to keep' },
  step: { type: 'string', value: 'N', help: 'the step that --strategy step-rewrite works on, from 1' },
  instruction: { type: 'string', value: 'TEXT', help: 'what a model should mind when it rewrites' },
  ...ENDPOINT_OPTIONS,
};

const DETAILS = `FILE is JSON Lines or a JSON array; "-" is stdin. The file is not changed: the compressed traces are printed.

--json prints one JSON object a line per trace, in file order, with these fields:
  file, line (1-based), id, strategy, text, answer, tokens {before, after}, ratio (as achieved),
  kept [step indices] or null, guards [{id, passed, detail?}], accepted
A result that a required guard refused has accepted: false; it is printed all the same. A record without a trace has no
line; stderr says why. Without a reply of the model, text is the original and the guard "reply-usable" says what failed.

The key of an endpoint is read from the environment variable ${KEY_VARIABLE}.`;

interface Job {
  readonly choices: Choices;
  readonly strategy: CompressionStrategy;
  readonly options: CompressOptions;
  readonly model: Model | null;
}

/** `cot-lens compress`. */
export const compress: Command = {
  id: 'compress',
  usage: 'compress FILE [--strategy ID] [options]',
  summary: 'Compresses each trace with a strategy, and checks with guards that its answer still holds.',
  details: DETAILS,
  options: { ...RESULT_OPTIONS, ...OPTIONS, ...ANALYSIS_OPTIONS },
  async run(args, context) {
    const job = readJob(args, context);
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one'))];
    if (wrong.length > 0 || job === null) return { wrong };
    return writeResults(args, context, (print) => run(args.positionals, args.flag('json'), job, context, print));
  },
};

function readJob(args: Args, context: CommandContext): Job | null {
  const choices = readChoices(args);
  const id = args.oneOf(
    'strategy',
    strategies.map((each) => each.id),
    DEFAULT_STRATEGY,
  );
  const strategy = findStrategy(id);
  const model = readModel(args, context);
  const options = readOptions(args, id);
  if (strategy === undefined) return null;
  if (strategy.needs === 'completer' && args.text('endpoint') === undefined) {
    args.wrong.push(`The strategy ${id} asks a model: name one with --endpoint URL --model NAME.`);
  }
  return { choices, strategy, options, model };
}

function readOptions(args: Args, strategy: string): CompressOptions {
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  const ratio = args.number('ratio', 'a number above 0 and up to 1', (value) => value > 0 && value <= 1);
  const budgetTokens = args.number('budget', 'a whole number of tokens from 1', whole);
  const step = args.number('step', 'the number of a step from 1', whole);
  const instruction = args.text('instruction');
  if (strategy === 'step-rewrite' && args.text('step') === undefined) {
    args.wrong.push('The strategy step-rewrite works on one step: name it with --step N.');
  }
  return {
    ...(ratio === undefined ? {} : { ratio }),
    ...(budgetTokens === undefined ? {} : { budgetTokens }),
    ...(step === undefined ? {} : { step: step - 1 }),
    ...(instruction === undefined ? {} : { instruction }),
  };
}

async function run(
  files: readonly string[],
  json: boolean,
  job: Job,
  context: CommandContext,
  print: Output['write'],
): Promise<ExitCode> {
  const counter = await makeCounter(job.choices.tokenizer, context.host);
  if (typeof counter === 'string') {
    context.console.say(counter);
    return EXIT.problems;
  }
  if (job.model !== null && job.strategy.needs === 'none') {
    context.console.say(`The strategy ${job.strategy.id} needs no endpoint; nothing is sent to ${job.model.host}.`);
  }
  let failed = 0;
  const visitor = visitorFor(json, job, counter, context, print, () => {
    failed += 1;
  });
  const code = await visitFiles(files, job.choices.wish, context, visitor);
  if (failed === 0) return code;
  const stopped = job.model?.gaveUp() ?? null;
  context.console.say(
    `${failed} traces got no reply.${stopped === null ? '' : ` Stopped: ${stopped} What was done stands in the output; the traces after it do not.`}`,
  );
  return code === EXIT.done ? EXIT.problems : code;
}

function visitorFor(
  json: boolean,
  job: Job,
  counter: TokenCounter,
  context: CommandContext,
  print: Output['write'],
  onFailure: () => void,
): FileVisitor {
  const table = json ? null : new CompressTable(job.strategy.id, job.options, counter);
  return {
    begin: async (file, corpus) => table === null || print(table.head(file, corpus)),
    entry: async (file, _corpus, entry) => {
      for (const trace of entry.traces) {
        const outcome = await compressOne(job, trace, counter);
        const { compressed } = outcome;
        if (outcome.kind === 'failed') {
          onFailure();
          context.console.say(`${file}:${entry.record.line}: error: ${outcome.reason}`);
        }
        const line = table === null ? compressRow(file, entry, trace, compressed) : table.row(entry, trace, compressed);
        if (!(await print(line)) || job.model?.gaveUp()) return false;
        await breathe();
      }
      return true;
    },
    end: async () => table === null || print(table.foot()),
  };
}

async function compressOne(job: Job, trace: Trace, counter: TokenCounter): Promise<CompressOutcome> {
  const { text, analysis } = analyzeTexts(textsOf(trace), trace.givenSteps, counter, job.choices.analyze);
  return compressTrace(job.strategy, { text, analysis, counter }, job.options, job.model?.model);
}

/** One line of `compress --json`; the keys and their order are the contract. */
function compressRow(file: string, entry: CorpusEntry, trace: Trace, compressed: Compressed): string {
  const { strategy, text, tokens, ratio, kept, guards, accepted } = compressed;
  const row = {
    file,
    line: entry.record.line,
    id: trace.id,
    strategy,
    text,
    answer: trace.answer?.text ?? null,
    tokens,
    ratio,
    kept,
    guards: guards.map(({ id, passed, detail }) => ({ id, passed, ...(detail === undefined ? {} : { detail }) })),
    accepted,
  };
  return `${JSON.stringify(row)}\n`;
}
