import { analyzeTexts, textsOf } from '../../app/analyze-trace.ts';
import type { Corpus } from '../../app/open-corpus.ts';
import type { Analysis } from '../../core/model/finding.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { analyzeRow, emptyRow } from '../analyze-row.ts';
import { ANALYSIS_OPTIONS, type Choices, makeCounter, readChoices } from '../choices.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { describeChoice, RESULT_OPTIONS, writeResults, wrongFiles } from '../results.ts';
import { type Column, figure, percent, tableHead, tableRow } from '../table.ts';
import { breathe, type FileVisitor, visitFiles } from '../visit-files.ts';

const DETAILS = `Prints what each trace costs and how much of it can go. FILE is JSON Lines or a JSON array; "-" is stdin.

--json prints one JSON object a line per trace, in file order, with these fields:
  file, line (1-based), id, reader, question, answer, referenceAnswer (only where there is one), tokenizer,
  tokens {reasoning, answer, flagged},
  steps [{index, start, end, tokens, kind, score, flagged, findings [{code, message, confidence, related?}]}],
  problems [{code, severity, message, line, start?, end?}]
A step's start and end are UTF-16 offsets into the reasoning text; a problem's are into the record's JSON text.
A record without a trace (a broken line, an unknown layout) gives a line with the same fields, no steps and its problems.
A file that is no JSON at all gives one message on stderr and no lines.`;

/** `cot-lens analyze`. */
export const analyze: Command = {
  id: 'analyze',
  usage: 'analyze FILE... [options]',
  summary: 'Shows the steps of each trace, what they cost in tokens, and which of them can go.',
  details: DETAILS,
  options: { ...RESULT_OPTIONS, ...ANALYSIS_OPTIONS },
  async run(args, context) {
    const choices = readChoices(args);
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one or more'))];
    if (wrong.length > 0) return { wrong };
    return writeResults(args, context, (print) => run(args.positionals, args.flag('json'), choices, context, print));
  },
};

async function run(
  files: readonly string[],
  json: boolean,
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
  const visitor = json ? jsonVisitor(choices, counter, print) : tableVisitor(choices, counter, print);
  return visitFiles(files, choices.wish, context, visitor);
}

type Print = Output['write'];

function jsonVisitor(choices: Choices, counter: TokenCounter, print: Print): FileVisitor {
  return {
    begin: async () => true,
    entry: async (file, corpus, entry) => {
      if (entry.traces.length === 0) return print(`${emptyRow(file, corpus, entry, counter.id)}\n`);
      for (const trace of entry.traces) {
        const { analysis } = analyzeTexts(textsOf(trace), trace.givenSteps, counter, choices.analyze);
        if (!(await print(`${analyzeRow(file, corpus, entry, trace, analysis)}\n`))) return false;
        await breathe();
      }
      return true;
    },
    end: async () => true,
  };
}

const COLUMNS: readonly Column[] = [
  { title: 'line', width: 7, align: 'right' },
  { title: 'trace', width: 28, align: 'left' },
  { title: 'steps', width: 6, align: 'right' },
  { title: 'tokens', width: 9, align: 'right' },
  { title: 'answer', width: 8, align: 'right' },
  { title: 'can go', width: 7, align: 'right' },
  { title: 'tokens', width: 9, align: 'right' },
  { title: 'share', width: 8, align: 'right' },
];

interface Totals {
  traces: number;
  without: number;
  steps: number;
  reasoning: number;
  answer: number;
  flaggedSteps: number;
  flagged: number;
}

function tableVisitor(choices: Choices, counter: TokenCounter, print: Print): FileVisitor {
  let totals = noTotals();
  return {
    begin: async (file, corpus) => {
      totals = noTotals();
      return print(`${heading(file, corpus, counter)}${tableHead(COLUMNS)}`);
    },
    entry: async (_file, _corpus, entry) => {
      if (entry.traces.length === 0) totals.without += 1;
      for (const trace of entry.traces) {
        const { analysis } = analyzeTexts(textsOf(trace), trace.givenSteps, counter, choices.analyze);
        const one = totalsOf(analysis);
        addTotals(totals, one);
        const name = trace.label === undefined ? trace.id : `${trace.id} ${trace.label}`;
        if (!(await print(tableLine(String(entry.record.line), name, one, counter.exact)))) return false;
        await breathe();
      }
      return true;
    },
    end: async () => {
      const without = totals.without === 0 ? '' : `${figure(totals.without)} records without a trace.\n`;
      return print(`${tableLine('', `${figure(totals.traces)} traces`, totals, counter.exact)}${without}\n`);
    },
  };
}

function heading(file: string, corpus: Corpus, counter: TokenCounter): string {
  const tokens = counter.exact ? counter.id : `${counter.id} (not exact)`;
  return `${file}\nreader ${describeChoice(corpus.choice)}; tokens by ${tokens}\n`;
}

function noTotals(): Totals {
  return { traces: 0, without: 0, steps: 0, reasoning: 0, answer: 0, flaggedSteps: 0, flagged: 0 };
}

function totalsOf({ steps, tokens }: Analysis): Totals {
  return {
    traces: 1,
    without: 0,
    steps: steps.length,
    ...tokens,
    flaggedSteps: steps.filter((step) => step.flagged).length,
  };
}

function addTotals(sum: Totals, one: Totals): void {
  for (const key of Object.keys(sum) as (keyof Totals)[]) sum[key] += one[key];
}

function tableLine(line: string, name: string, one: Totals, exact: boolean): string {
  // The sum over steps may pass the count of the whole text, because counts are not additive.
  const share = one.reasoning === 0 ? 0 : Math.min(1, one.flagged / one.reasoning);
  const { steps, reasoning, answer, flaggedSteps, flagged } = one;
  return tableRow(COLUMNS, [
    line,
    name,
    figure(steps),
    figure(reasoning, exact),
    figure(answer, exact),
    figure(flaggedSteps),
    figure(flagged, exact),
    percent(share),
  ]);
}
