import { basename } from 'node:path';
import { annotationsPath, openAnnotations, withVerdicts } from '../../app/annotation-store.ts';
import { corpusReport } from '../../app/report/corpus-report.ts';
import {
  refusedVariants,
  StatisticsReading,
  type StatisticsSource,
  type StatisticsWish,
} from '../../app/report/read-statistics.ts';
import { reportFormat, reportText } from '../../app/report/report.ts';
import { indexVariants } from '../../app/variant-index.ts';
import { variantsPath } from '../../app/variant-store.ts';
import { corpusCharts, corpusLines } from '../../core/statistics/corpus-charts.ts';
import { nodeAppendFile } from '../../platform/node/files.ts';
import { AnalysisThreads, readThreads, THREADS_OPTION } from '../analysis-threads.ts';
import type { Args } from '../args.ts';
import { ANALYSIS_OPTIONS, makeCounter, readChoices } from '../choices.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { GROUP_OPTIONS, readGrouping } from '../export-wish.ts';
import { type OpenFiles, openFiles } from '../open-files.ts';
import type { Output } from '../output.ts';
import { writeResults, wrongFiles } from '../results.ts';

const DETAILS = `Lengths in tokens and steps, what can go and why, efficiency, right and wrong answers, and what the variants beside each file
saved (<corpus>.variants.jsonl). The end of --out says the format: .html (one file, charts as pictures, no script), else
Markdown. Counts and sums are exact; a quantile of more than 10,000 traces says how far off it may be.

--json prints one JSON object: lines [sentences], charts [{id, title, about, drawing, table {columns, rows}, opens}].`;

/** `cot-lens report`. */
export const report: Command = {
  id: 'report',
  usage: 'report FILE... [--out report.md|report.html] [options]',
  summary: 'Writes a report on files of traces: lengths, redundancy, correctness, compression, labels.',
  details: DETAILS,
  options: {
    json: { type: 'boolean', help: 'the figures as one JSON object instead of a document' },
    out: { type: 'string', value: 'FILE', help: 'write there instead of to stdout; .html or Markdown by its name' },
    ...GROUP_OPTIONS,
    ...THREADS_OPTION,
    ...ANALYSIS_OPTIONS,
  },
  async run(args, context) {
    const choices = readChoices(args);
    const grouping = readGrouping(args);
    const threads = readThreads(args);
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one or more'))];
    if (wrong.length > 0) return { wrong };
    const counter = await makeCounter(choices.tokenizer, context.host);
    if (typeof counter === 'string') return { wrong: [counter] };
    return writeResults(args, context, async (print) => {
      const opened = await openFiles(args.positionals, choices, context, 'report');
      if (opened === null) return EXIT.problems;
      const pool = new AnalysisThreads(threads, choices, counter, context.host);
      const analyst = pool.of(opened.corpora);
      const wish = { counter, analyze: choices.analyze, grouping, analyst };
      try {
        return await writeReport(args, opened, wish, context, print);
      } catch (error) {
        if (context.signal.aborted) return EXIT.interrupted;
        throw error;
      } finally {
        await pool.close();
        await opened.close();
      }
    });
  },
};

async function writeReport(
  args: Args,
  { corpora, work, end }: OpenFiles,
  wish: StatisticsWish,
  { host }: CommandContext,
  print: Output['write'],
): Promise<ExitCode> {
  const names = args.positionals.map((file) => (file === '-' ? 'stdin' : basename(file)));
  const sources = await Promise.all(
    corpora.map(async (corpus, at): Promise<StatisticsSource> => {
      const file = args.positionals[at] ?? '-';
      const beside = file === '-' ? null : nodeAppendFile(variantsPath(file));
      return {
        name: names[at] ?? '',
        corpus,
        variants: beside && (await indexVariants(beside)),
        refused: beside ? await refusedVariants(beside) : new Map(),
        annotations: file === '-' ? null : await openAnnotations(nodeAppendFile(annotationsPath(file))),
      };
    }),
  );
  const annotations = sources.map((source) => source.annotations);
  const reading = new StatisticsReading(sources, { ...wish, grouping: withVerdicts(wish.grouping, annotations) });
  await reading.run(work);
  const errors = end();
  const figures = reading.figures();
  const made = corpusReport(figures, names, reading.files, `CoT Lens ${host.version}`);
  const json = { lines: corpusLines(figures), charts: corpusCharts(figures).map(({ chart }) => chart) };
  await print(args.flag('json') ? `${JSON.stringify(json)}\n` : reportText(made, reportFormat(args.text('out') ?? '')));
  return errors ? EXIT.problems : EXIT.done;
}
