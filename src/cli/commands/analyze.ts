import { readFile } from 'node:fs/promises';
import { Ahead } from '../../app/analyst.ts';
import type { JsonValue } from '../../base/json.ts';
import { readWeights } from '../../core/analysis/fit/weights-file.ts';
import { flowGraph } from '../../core/analysis/flow-graph.ts';
import { AnalysisThreads, readThreads, THREADS_OPTION } from '../analysis-threads.ts';
import { analyzeRow, emptyRow } from '../analyze-row.ts';
import { type AnalyzeParts, tableVisitor } from '../analyze-table.ts';
import type { Args } from '../args.ts';
import { ANALYSIS_OPTIONS, type Choices, makeCounter, readChoices } from '../choices.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Output, reasonOf } from '../output.ts';
import { RESULT_OPTIONS, writeResults, wrongFiles } from '../results.ts';
import { breathe, type FileVisitor, visitFiles } from '../visit-files.ts';

const DETAILS = `Prints what each trace costs and how much of it can go. FILE is JSON Lines or a JSON array; "-" is stdin.

--json prints one JSON object a line per trace, in file order, with these fields:
  file, line (1-based), id, reader, question, answer, referenceAnswer (only where there is one), tokenizer,
  tokens {reasoning, answer, flagged},
  steps [{index, start, end, tokens, kind, score, flagged, findings [{code, message, confidence, related?}]}],
  problems [{code, severity, message, line, start?, end?}], efficiency {outcome, process} (where the answer is stated)
A step's start and end are UTF-16 offsets into the reasoning text; a problem's are into the record's JSON text.
Efficiency is in shares of the steps' tokens (arXiv 2412.21187): outcome up to the first right answer (first reached, where
no reference answer is known), process in solutions that go a new way.
Where the record carries its logprobs, a step has entropy {total, coverage, score, surprisal, tokens} in nats (arXiv
2508.03346): total is the paper's sum of token entropies, a lower bound where coverage, the least probability that the
logged alternatives of a token have together, is below 1, and null without alternatives; score is the mean of -p ln p of the
taken tokens, as in the paper's code; surprisal is the sum of -ln p.
In a trace of several agents a step has speaker, and the line ends with agents [{agent, turns, steps, tokens, share, flagged,
repeatsOthers}]: runs of steps, tokens of its steps and their share, tokens of flagged ones, and how many of these repeat a
step of another agent.
Where the record has the provider's own count of the model's reasoning tokens, the line ends with reportedReasoningTokens.
--graph adds to each step gives [{value, to: [steps]}], nobody in "to" where no later step uses the result of an equation,
and uses [{value, from: step}]; steps are 0-based. Without --json it prints these links below each trace, 1-based.
A record without a trace (a broken line, an unknown layout) gives a line with the same fields, no steps and its problems.
A file that is no JSON at all gives one message on stderr and no lines.`;

/** `cot-lens analyze`. */
export const analyze: Command = {
  id: 'analyze',
  usage: 'analyze FILE... [options]',
  summary: 'Shows the steps of each trace, what they cost in tokens, and which of them can go.',
  details: DETAILS,
  options: {
    ...RESULT_OPTIONS,
    weights: { type: 'string', value: 'FILE', help: 'weights of the score that calibrate made' },
    graph: { type: 'boolean', help: 'say which step gives which value to which steps' },
    ...THREADS_OPTION,
    ...ANALYSIS_OPTIONS,
  },
  async run(args, context) {
    const choices = await withWeights(readChoices(args), args);
    const threads = readThreads(args);
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one or more'))];
    if (wrong.length > 0) return { wrong };
    const form = { json: args.flag('json'), graph: args.flag('graph'), threads };
    return writeResults(args, context, (print) => run(args.positionals, form, choices, context, print));
  },
};

/** The choices with the weights of `--weights`; what is wrong with that file goes to `args.wrong`. */
async function withWeights(choices: Choices, args: Args): Promise<Choices> {
  const path = args.text('weights');
  if (path === undefined) return choices;
  const heads = await readWeightsFile(path);
  if (typeof heads !== 'string') return { ...choices, analyze: { ...choices.analyze, heads } };
  args.wrong.push(`--weights ${path}: ${heads}`);
  return choices;
}

async function readWeightsFile(path: string): Promise<ReturnType<typeof readWeights>> {
  try {
    return readWeights(JSON.parse(await readFile(path, 'utf8')) as JsonValue);
  } catch (error) {
    return `It cannot be read: ${reasonOf(error)}`;
  }
}

/** How results are printed. */
interface Form {
  readonly json: boolean;
  readonly graph: boolean;
  readonly threads: number;
}

async function run(
  files: readonly string[],
  form: Form,
  choices: Choices,
  context: CommandContext,
  print: Output['write'],
): Promise<ExitCode> {
  const counter = await makeCounter(choices.tokenizer, context.host);
  if (typeof counter === 'string') {
    context.console.say(counter);
    return EXIT.problems;
  }
  if (choices.analyze.segmenter === 'custom-regex' && choices.analyze.segmenterPattern === '') {
    context.console.say('Without --segmenter-pattern, custom-regex leaves each reasoning text in one step.');
  }
  const threads = new AnalysisThreads(form.threads, choices, counter, context.host);
  const parts: AnalyzeParts = { threads, counter, graph: form.graph, signal: context.signal, print };
  try {
    return await visitFiles(files, choices.wish, context, (form.json ? jsonVisitor : tableVisitor)(parts));
  } finally {
    await threads.close();
  }
}

function jsonVisitor({ threads, counter, graph, signal, print }: AnalyzeParts): FileVisitor {
  let analyst = threads.of([]);
  let rows = new Ahead<string>(1);
  const printUntil = async (isDone: () => boolean): Promise<boolean> => {
    while (!isDone()) if (!(await print(`${await rows.next()}\n`))) return false;
    return true;
  };
  return {
    begin: async (_file, corpus) => {
      analyst = threads.of([corpus]);
      rows = new Ahead(analyst.width);
      return true;
    },
    entry: async (file, corpus, entry) => {
      if (entry.traces.length === 0) rows.begin(Promise.resolve(emptyRow(file, corpus, entry, counter.id)), 0);
      for (const trace of entry.traces) {
        const row = analyst
          .analyze(trace, { signal })
          .then(({ text, analysis }) =>
            analyzeRow({ file, corpus, entry, trace }, analysis, graph ? flowGraph(text) : null),
          );
        rows.begin(row, trace.reasoning.text.length);
        if (!(await printUntil(() => !rows.isFull))) return false;
        await breathe();
      }
      return printUntil(() => !rows.isFull);
    },
    end: () => printUntil(() => rows.isEmpty),
  };
}
