import type { ExportWish } from '../app/export/types.ts';
import { ALL_TRAIN, dataSetName, parseShares, SPLITS } from '../app/export/wish.ts';
import { ANSWER_RULES } from '../core/analysis/final-answer.ts';
import { strategies } from '../core/compress/registry.ts';
import { exporters } from '../core/export/registry.ts';
import type { Exporter } from '../core/export/types.ts';
import { readValues } from '../core/export/values.ts';
import type { GroupBy } from '../core/groups/problem-key.ts';
import { type Args, type OptionTable, unknownId } from './args.ts';
import type { Choices } from './choices.ts';

const GROUP_BYS: readonly GroupBy[] = ['auto', 'question', 'id', 'record'];

/** Options that say how samples of one problem are found and graded. */
export const GROUP_OPTIONS: OptionTable = {
  'group-by': {
    type: 'string',
    value: 'WAY',
    help: 'samples of one problem have the same: auto (question, else id, else record), question, id, record',
  },
  'answer-rule': {
    type: 'string',
    value: 'ID',
    help: `where the final answer stands: auto, ${ANSWER_RULES.map(({ id }) => id).join(', ')}`,
  },
};

/** Options of an export but for the files. */
export const EXPORT_OPTIONS: OptionTable = {
  to: { type: 'string', value: 'ID', help: 'exporter (list exporters; "list exporters ID" says all of one)' },
  set: { type: 'string', multiple: true, value: 'OPTION=VALUE', help: 'an option of the exporter; may be repeated' },
  source: {
    type: 'string',
    value: 'WHICH',
    help: 'originals (the default), accepted variants, both, or labels (without the steps that people labelled skip)',
  },
  annotator: {
    type: 'string',
    value: 'NAME',
    help: 'only labels of this annotator; those of the majority when not given',
  },
  strategy: { type: 'string', multiple: true, value: 'ID', help: 'only variants of this strategy; may be repeated' },
  only: { type: 'string', value: 'WHICH', help: 'all (the default), graded, correct' },
  'min-tokens': { type: 'string', value: 'N', help: 'no reasoning with fewer tokens' },
  'max-tokens': { type: 'string', value: 'N', help: 'no reasoning with more tokens' },
  split: { type: 'string', value: 'SHARES', help: 'e.g. train=90,valid=10; a problem goes to one split whole' },
  seed: { type: 'string', value: 'N', help: 'decides everything that is drawn by chance; 1 when not given' },
  name: { type: 'string', value: 'NAME', help: "the data set's name; that of the first file when not given" },
  'keep-duplicates': {
    type: 'boolean',
    help: 'also traces whose question and reasoning were there before (exporters of sample groups always take them)',
  },
  ...GROUP_OPTIONS,
};

/** Reads the options of `GROUP_OPTIONS`; what is wrong goes to `args.wrong`. */
export function readGrouping(args: Args): ExportWish['grouping'] {
  const rules = ['auto', ...ANSWER_RULES.map(({ id }) => id)];
  return {
    groupBy: args.oneOf('group-by', GROUP_BYS, 'auto'),
    answerRule: args.oneOf('answer-rule', rules, 'auto'),
  };
}

/** Reads the options of `EXPORT_OPTIONS`; null when there is no exporter. What is wrong goes to `args.wrong`. */
export function readExportWish(args: Args, choices: Choices, firstFile: string): ExportWish | null {
  const exporter = readExporter(args);
  const wish = {
    name: readName(args, firstFile),
    source: args.oneOf('source', ['originals', 'variants', 'both', 'labels'] as const, 'originals'),
    ...readAnnotator(args),
    strategies: args.someOf(
      'strategy',
      strategies.map(({ id }) => id),
    ),
    only: args.oneOf('only', ['all', 'graded', 'correct'] as const, 'all'),
    minTokens: args.number('min-tokens', 'a number from 0', (value) => value >= 0) ?? null,
    maxTokens: args.number('max-tokens', 'a number from 0', (value) => value >= 0) ?? null,
    splits: readSplits(args),
    dedupe: !args.flag('keep-duplicates'),
    seed: args.number('seed', 'a whole number', Number.isSafeInteger) ?? 1,
    grouping: readGrouping(args),
    analyze: choices.analyze,
    limit: null,
  };
  if (exporter === null) return null;
  const { values, wrong } = readValues(exporter.options, readSettings(args));
  args.wrong.push(...wrong.map((each) => `--set: ${each}`));
  return { ...wish, exporter, options: values };
}

function readAnnotator(args: Args): Pick<ExportWish, 'annotator'> {
  const annotator = args.text('annotator');
  if (annotator === '') args.wrong.push('--annotator needs a name.');
  return annotator === undefined ? {} : { annotator };
}

function readExporter(args: Args): Exporter | null {
  const id = args.text('to');
  const known = exporters.map((exporter) => exporter.id);
  const found = exporters.find((exporter) => exporter.id === id);
  if (id === undefined) args.wrong.push(`export needs --to ID. Known: ${known.join(', ')}.`);
  else if (found === undefined) args.wrong.push(unknownId('exporter', id, known));
  return found ?? null;
}

function readSettings(args: Args): Record<string, string> {
  const given: Record<string, string> = {};
  for (const words of args.texts('set')) {
    const at = words.indexOf('=');
    if (at <= 0) args.wrong.push(`--set has to be OPTION=VALUE, not "${words}".`);
    else given[words.slice(0, at)] = words.slice(at + 1);
  }
  return given;
}

function readName(args: Args, firstFile: string): string {
  const given = args.text('name');
  if (given !== undefined && !/^[A-Za-z0-9_-]+$/.test(given)) {
    args.wrong.push(`--name has to be letters, digits, "-" and "_", not "${given}".`);
  }
  return given ?? dataSetName(firstFile);
}

function readSplits(args: Args): ExportWish['splits'] {
  const given = args.text('split');
  const splits = given === undefined ? ALL_TRAIN : parseShares(given);
  if (splits === null) {
    args.wrong.push(`--split has to be shares of ${SPLITS.join(', ')}, e.g. train=90,valid=10, not "${given}".`);
  }
  return splits ?? ALL_TRAIN;
}
