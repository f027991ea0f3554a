import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPromptFile, promptsOf, readPromptFiles } from '../app/prompt-files.ts';
import { parseGuardLevels } from '../core/compress/guard-levels.ts';
import { DEFAULT_STRATEGY, findStrategy, strategies } from '../core/compress/registry.ts';
import type { CompressionStrategy, CompressOptions } from '../core/compress/types.ts';
import type { Args, OptionTable } from './args.ts';

/** Options that choose a strategy and what is asked of it. */
export const STRATEGY_OPTIONS: OptionTable = {
  strategy: {
    type: 'string',
    value: 'ID',
    help: `how to compress; ${DEFAULT_STRATEGY} when not given (list strategies)`,
  },
  ratio: { type: 'string', value: 'R', help: 'share of the reasoning tokens to keep, above 0 and up to 1' },
  budget: { type: 'string', value: 'TOKENS', help: 'most reasoning tokens to keep' },
  level: { type: 'string', value: 'N', help: 'how strongly to compress, 1 to 3, for strategies with levels' },
  words: { type: 'string', value: 'N', help: 'most words of a step, for chain-of-draft (5 when not given)' },
  step: { type: 'string', value: 'N', help: 'the step that --strategy step-rewrite works on, from 1' },
  instruction: { type: 'string', value: 'TEXT', help: 'what a model should mind when it rewrites' },
  're-answer': {
    type: 'boolean',
    help: 'ask the model of --endpoint whether the compressed reasoning still leads to the answer',
  },
  guards: {
    type: 'string',
    value: 'ID=LEVEL,...',
    help: 'levels of guards: required, advisory or off, e.g. shorter=off,references-closed=required',
  },
  prompts: {
    type: 'string',
    value: 'DIR',
    help: 'folder of prompt files (*.md) in place of the own ones (list prompts)',
  },
};

/** The strategy and its options; null when there is no such strategy. What is wrong goes to `args.wrong`. */
export function readStrategy(args: Args): { strategy: CompressionStrategy; options: CompressOptions } | null {
  const ids = strategies.map((each) => each.id);
  const strategy = findStrategy(args.oneOf('strategy', ids, DEFAULT_STRATEGY));
  if (strategy === undefined) return null;
  return { strategy, options: { ...readOptions(args, strategy.id), ...readPrompts(args, strategy) } };
}

function readOptions(args: Args, strategy: string): CompressOptions {
  const whole = (value: number): boolean => Number.isInteger(value) && value >= 1;
  const ratio = args.number('ratio', 'a number above 0 and up to 1', (value) => value > 0 && value <= 1);
  const budgetTokens = args.number('budget', 'a whole number of tokens from 1', whole);
  const level = args.number('level', '1, 2 or 3', (value) => whole(value) && value <= 3);
  const wordsPerStep = args.number('words', 'a whole number of words from 1', whole);
  const step = args.number('step', 'the number of a step from 1', whole);
  const instruction = args.text('instruction');
  if (strategy === 'step-rewrite' && args.text('step') === undefined) {
    args.wrong.push('The strategy step-rewrite works on one step: name it with --step N.');
  }
  return {
    ...(ratio === undefined ? {} : { ratio }),
    ...(budgetTokens === undefined ? {} : { budgetTokens }),
    ...(level === undefined ? {} : { level }),
    ...(wordsPerStep === undefined ? {} : { wordsPerStep }),
    ...(step === undefined ? {} : { step: step - 1 }),
    ...(instruction === undefined ? {} : { instruction }),
    ...readChecks(args),
  };
}

function readChecks(args: Args): Pick<CompressOptions, 'reAnswer' | 'guards'> {
  const reAnswer = args.flag('re-answer');
  if (reAnswer && args.text('endpoint') === undefined)
    args.wrong.push('--re-answer needs --endpoint URL --model NAME.');
  const levels = args.text('guards');
  const { policy, problems } = parseGuardLevels(levels === undefined ? {} : levelsOf(levels));
  args.wrong.push(...problems.map((problem) => `--guards: ${problem}`));
  return { ...(reAnswer ? { reAnswer } : {}), ...(levels === undefined ? {} : { guards: policy }) };
}

/** "a=off,b=required" as an object. */
function levelsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((each) => each.split('=', 2).map((part) => part.trim())));
}

/** The prompts of the folder that the strategy asks with. A file with a fault is a wrong call: nobody wants to pay for it. */
function readPrompts(args: Args, strategy: CompressionStrategy): Pick<CompressOptions, 'prompts'> {
  const folder = args.text('prompts');
  if (folder === undefined) return {};
  try {
    const names = readdirSync(folder).filter(isPromptFile);
    const own = readPromptFiles(names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })));
    args.wrong.push(...own.problems.map((problem) => `--prompts: ${problem}`));
    const prompts = promptsOf(strategy, own);
    return Object.keys(prompts).length === 0 ? {} : { prompts };
  } catch (error) {
    args.wrong.push(`--prompts ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return {};
  }
}
