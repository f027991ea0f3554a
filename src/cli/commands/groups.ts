import { baselineScores } from '../../core/groups/baseline-score.ts';
import { rewardColumns } from '../../core/rewards/registry.ts';
import type { OptionTable } from '../args.ts';
import { ANALYSIS_OPTIONS, makeCounter, readChoices } from '../choices.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { GROUP_OPTIONS, readGrouping } from '../export-wish.ts';
import { aesLine, groupFiles, groupLines, groupRow, readColumns, setLines } from '../group-run.ts';
import { RESULT_OPTIONS, writeResults, wrongFiles } from '../results.ts';

const OPTIONS: OptionTable = {
  rewards: { type: 'string', value: 'ID,...', help: `columns: ${rewardColumns.map(({ id }) => id).join(', ')}` },
  baseline: {
    type: 'string',
    value: 'FILE',
    help: 'samples of another model on the same problems: the score of these against them (AES)',
  },
  set: {
    type: 'string',
    multiple: true,
    value: 'COLUMN.OPTION=NUMBER',
    help: 'e.g. truncation.limit=2000; may be repeated',
  },
};

const DETAILS = `Samples of one problem are found by the question's text (without case and white space), or as --group-by says, over all
files. Each is graded: by a person (<corpus>.annotations.jsonl), by the reference answer (mathematical equality), by what
the record says, else by the vote of more than half of the samples. docs/rewards.md says what the columns are.

--json prints one JSON object a line per problem:
  key, by, question (cut to 300 characters), reference, vote {answer, count, share, kept} or null,
  with --baseline: aes (null with the reason in noAes),
  samples [{file, line, id, tokens, verdict, by, answer, rule, shortestRight, rewards {column: number or null},
  variants? [{id, strategy, tokens, rewards}]}]`;

/** `cot-lens groups`. */
export const groups: Command = {
  id: 'groups',
  usage: 'groups FILE... [--rewards ID,...] [options]',
  summary: 'Joins samples of one problem, grades them, and computes rewards.',
  details: DETAILS,
  options: { ...RESULT_OPTIONS, ...OPTIONS, ...GROUP_OPTIONS, ...ANALYSIS_OPTIONS },
  async run(args, context) {
    const choices = readChoices(args);
    const columns = readColumns(args);
    const grouping = readGrouping(args);
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one or more'))];
    if (wrong.length > 0) return { wrong };
    const counter = await makeCounter(choices.tokenizer, context.host);
    if (typeof counter === 'string') return { wrong: [counter] };
    return writeResults(args, context, async (print) => {
      const read = await groupFiles(args.positionals, grouping, choices, columns, counter, context).catch(
        (error: unknown) => {
          if (context.signal.aborted) return 'interrupted' as const;
          throw error;
        },
      );
      const before = args.text('baseline');
      const base =
        before === undefined || read === 'interrupted' || read === null
          ? null
          : await groupFiles([before], grouping, choices, [], counter, context);
      if (before !== undefined && base === null) return EXIT.problems;
      if (read === 'interrupted') return EXIT.interrupted;
      if (read === null) return EXIT.problems;
      const groupsOf = ({ table }: typeof read) => table.groups.map(({ group }) => group);
      const scores = base && baselineScores(groupsOf(base), groupsOf(read));
      for (const [at, group] of read.table.groups.entries()) {
        const text = args.flag('json')
          ? groupRow(group, args.positionals, columns, scores?.problems[at])
          : groupLines(group, columns);
        if (!(await print(text))) break;
      }
      if (!args.flag('json')) await print(setLines(read.table) + (scores ? aesLine(scores) : ''));
      return read.errors ? EXIT.problems : EXIT.done;
    });
  },
};
