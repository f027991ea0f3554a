import { basename } from 'node:path';
import { comparisonReport } from '../../app/report/corpus-report.ts';
import { type Compared, readComparison } from '../../app/report/read-comparison.ts';
import { reportFormat, reportText } from '../../app/report/report.ts';
import { indexVariants } from '../../app/variant-index.ts';
import { variantsPath } from '../../app/variant-store.ts';
import { strategies } from '../../core/compress/registry.ts';
import { type Comparison, comparisonSums, type ProblemSide } from '../../core/statistics/comparison.ts';
import type { SideNames } from '../../core/statistics/comparison-charts.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { nodeAppendFile } from '../../platform/node/files.ts';
import type { Args } from '../args.ts';
import { ANALYSIS_OPTIONS, type Choices, makeCounter, readChoices } from '../choices.ts';
import { comparisonTable } from '../compare-table.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { GROUP_OPTIONS, readGrouping } from '../export-wish.ts';
import { type OpenFiles, openFiles } from '../open-files.ts';
import type { Output } from '../output.ts';
import { RESULT_OPTIONS, writeResults, wrongFiles } from '../results.ts';
import { withVerdictsBeside } from '../verdicts.ts';

const DETAILS = `Traces are paired by problem (as "groups" finds them); both sides are graded together, so a reference answer in A serves B.
--variants compares the traces of one file with the accepted variants beside it (<corpus>.variants.jsonl); traces without
one are left out. The end of --out says the format: .md or .html is a report, anything else the table.

--json prints one JSON object a line: first {kind: "summary", a, b, tokenizer, pairs, shorter, longer, same, tokensA, tokensB,
stepsA, stepsB, accuracyA, accuracyB, changes {lost, gained, right, wrong, mixed, unknown}, onlyA, onlyB} (means over the
problems that are in both), then {kind: "problem", key, question, in: "both" | "a" | "b", ratio, change, a, b}; a and b are null
or {samples, graded, right, meanTokens, meanSteps, line, id} with the line and id of their first trace.`;

/** `cot-lens compare`. */
export const compare: Command = {
  id: 'compare',
  usage: 'compare A B | compare FILE --variants [options]',
  summary: 'Compares two files, or traces with their variants: what got shorter, what got wrong.',
  details: DETAILS,
  options: {
    ...RESULT_OPTIONS,
    variants: { type: 'boolean', help: 'compare the traces of one file with their accepted variants' },
    strategy: { type: 'string', value: 'ID', help: 'with --variants: only variants of this strategy' },
    ...GROUP_OPTIONS,
    ...ANALYSIS_OPTIONS,
  },
  async run(args, context) {
    const choices = readChoices(args);
    const grouping = readGrouping(args);
    const wrong = [...(await wrongSides(args)), ...args.wrong];
    if (wrong.length > 0) return { wrong };
    const counter = await makeCounter(choices.tokenizer, context.host);
    if (typeof counter === 'string') return { wrong: [counter] };
    return writeResults(args, context, async (print) => {
      const opened = await openFiles(args.positionals, choices, context, 'compare');
      if (opened === null) return EXIT.problems;
      try {
        return await run(args, opened, choices, counter, grouping, context, print);
      } catch (error) {
        if (context.signal.aborted) return EXIT.interrupted;
        throw error;
      } finally {
        await opened.close();
      }
    });
  },
};

async function wrongSides(args: Args): Promise<readonly string[]> {
  const variants = args.flag('variants');
  const wrong = [...(await wrongFiles(args, 'one or more'))];
  const count = args.positionals.length;
  if (count > 0 && count !== (variants ? 1 : 2)) {
    wrong.push(variants ? `--variants compares one file, not ${count}.` : `Name two files, or one with --variants.`);
  }
  if (variants && args.positionals[0] === '-') wrong.push('Beside stdin there are no variants.');
  const strategy = args.text('strategy');
  const known = strategies.map(({ id }) => id);
  if (strategy !== undefined && !variants) wrong.push('--strategy is only read with --variants.');
  else if (strategy !== undefined) args.oneOf('strategy', known, strategy);
  return wrong;
}

async function run(
  args: Args,
  { corpora, work, end }: OpenFiles,
  choices: Choices,
  counter: TokenCounter,
  grouping: ReturnType<typeof readGrouping>,
  { host }: CommandContext,
  print: Output['write'],
): Promise<ExitCode> {
  const files = args.flag('variants') ? [args.positionals[0] ?? '', args.positionals[0] ?? ''] : args.positionals;
  const compared = await comparedOf(args, corpora);
  const wish = { counter, analyze: choices.analyze, grouping: await withVerdictsBeside(grouping, files) };
  const comparison = await readComparison(compared, wish, work);
  const errors = end();
  const [a = '', b = ''] = files.map((file) => (file === '-' ? 'stdin' : basename(file)));
  const tokens = counter.exact ? 'tokens' : 'tokens (estimate)';
  const names = { a, b: compared.kind === 'variants' ? `variants of ${a}` : b, tokens };
  const out = args.text('out') ?? '';
  if (args.flag('json')) await printJson(comparison, names, counter, print);
  else if (/\.(md|html?)$/i.test(out))
    await print(reportText(comparisonReport(comparison, names, `CoT Lens ${host.version}`), reportFormat(out)));
  else await print(comparisonTable(comparison, names));
  return errors ? EXIT.problems : EXIT.done;
}

async function comparedOf(args: Args, corpora: OpenFiles['corpora']): Promise<Compared> {
  const [a, b] = corpora;
  if (a && b) return { kind: 'corpora', a, b };
  if (!a) throw new Error('No file is open.');
  const variants = await indexVariants(nodeAppendFile(variantsPath(args.positionals[0] ?? '')));
  return { kind: 'variants', corpus: a, variants, strategy: args.text('strategy') ?? null };
}

async function printJson(
  comparison: Comparison,
  { a, b }: SideNames,
  counter: TokenCounter,
  print: Output['write'],
): Promise<void> {
  const line = (value: object) => print(`${JSON.stringify(value)}\n`);
  const { pairs, onlyA, onlyB } = comparison;
  const only = { onlyA: onlyA.length, onlyB: onlyB.length };
  await line({ kind: 'summary', a, b, tokenizer: counter.id, ...comparisonSums(comparison), ...only });
  for (const { key, question, ratio, change, ...sides } of pairs) {
    const both = { a: sideRow(sides.a), b: sideRow(sides.b) };
    if (!(await line({ kind: 'problem', key, question, in: 'both', ratio, change, ...both }))) return;
  }
  for (const [name, some] of [['a', onlyA] as const, ['b', onlyB] as const]) {
    for (const { key, question, side } of some) {
      const sides = { a: null, b: null, [name]: sideRow(side) };
      if (!(await line({ kind: 'problem', key, question, in: name, ratio: null, change: 'unknown', ...sides }))) return;
    }
  }
}

function sideRow({ samples, graded, right, meanTokens, meanSteps, first }: ProblemSide): object {
  return { samples, graded, right, meanTokens, meanSteps, line: first.line, id: first.id };
}
