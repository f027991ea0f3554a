import { analystHere } from '../app/analyst.ts';
import { readGroups } from '../app/groups/read-groups.ts';
import type { CorpusEntry } from '../app/open-corpus.ts';
import { indexVariants } from '../app/variant-index.ts';
import { variantsPath } from '../app/variant-store.ts';
import type { BaselineScore, BaselineScores } from '../core/groups/baseline-score.ts';
import type { GroupWish } from '../core/groups/group.ts';
import { type ChosenColumn, type GroupFigures, type GroupTable, groupTable } from '../core/groups/group-table.ts';
import { readRewardOptions } from '../core/rewards/read-options.ts';
import { findRewardColumn, rewardColumns } from '../core/rewards/registry.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { nodeAppendFile } from '../platform/node/files.ts';
import { type Args, unknownId } from './args.ts';
import type { Choices } from './choices.ts';
import { printable } from './console.ts';
import type { CommandContext } from './context.ts';
import { type OpenInput, openInput } from './input.ts';
import { ProblemLog } from './problem-log.ts';
import { figure, percent } from './table.ts';
import { withVerdictsBeside } from './verdicts.ts';
import { breathe } from './visit-files.ts';

/** Columns whose values need an analysis of every trace. */
const ANALYZED = ['outcome-efficiency', 'process-efficiency'];

/** Reads `--rewards` and `--set COLUMN.OPTION=NUMBER`; what is wrong goes to `args.wrong`. */
export function readColumns(args: Args): readonly ChosenColumn[] {
  const known = rewardColumns.map(({ id }) => id);
  const ids = (args.text('rewards') ?? '').split(',').flatMap((id) => id.trim() || []);
  const settings = new Map<string, string[]>();
  for (const words of args.texts('set')) {
    const [, id = '', rest = ''] = /^([^.=]+)\.(.+)$/.exec(words) ?? [];
    if (!ids.includes(id))
      args.wrong.push(`--set has to be COLUMN.OPTION=NUMBER of a column of --rewards, not "${words}".`);
    settings.set(id, [...(settings.get(id) ?? []), rest]);
  }
  return ids.flatMap((id) => {
    const column = findRewardColumn(id);
    if (column === undefined) {
      args.wrong.push(unknownId('reward', id, known));
      return [];
    }
    const { options, wrong } = readRewardOptions(column, (settings.get(id) ?? []).join(','));
    args.wrong.push(...wrong.map((each) => `--set: ${each}`));
    return [{ column, options }];
  });
}

/** What the groups of some files came to. */
export interface GroupsRead {
  readonly table: GroupTable;
  /** Errors in the input were told. */
  readonly errors: boolean;
}

/** Groups and grades the traces of the files; null when a file cannot be read, which was said. */
export async function groupFiles(
  files: readonly string[],
  grouping: GroupWish,
  choices: Choices,
  columns: readonly ChosenColumn[],
  counter: TokenCounter,
  context: CommandContext,
): Promise<GroupsRead | null> {
  const { console, host, signal } = context;
  const opened: OpenInput[] = [];
  try {
    for (const file of files) {
      const input = await openInput(file, choices.wish, host, signal);
      if (typeof input === 'string') {
        console.say(`${file}: ${input}.`);
        return null;
      }
      if (input.note !== null) console.say(`${file}: ${input.note}`);
      opened.push(input);
    }
    const wish = await withVerdictsBeside(grouping, files);
    const logs = files.map((file) => new ProblemLog(console, file));
    const corpora = opened.map(({ corpus }) => corpus);
    const analyzed = columns.some(({ column }) => ANALYZED.includes(column.id));
    const work = {
      signal,
      pause: breathe,
      onProgress: (share: number) => console.progress('groups', share, `${Math.round(100 * share)} %`),
      onEntry: (file: number, entry: CorpusEntry) => {
        for (const problem of entry.problems) logs[file]?.add(entry.record.line, problem);
      },
    };
    const variants = await Promise.all(
      files.map((file) => (file === '-' ? null : indexVariants(nodeAppendFile(variantsPath(file))))),
    );
    const extras = {
      variants,
      hashes: wish.verdictOf !== undefined,
      ...(analyzed ? { analyst: analystHere(choices.analyze, counter) } : {}),
    };
    const groups = await readGroups(corpora, counter, wish, work, extras);
    for (const log of logs) log.end();
    return { table: groupTable(groups, columns), errors: logs.some((log) => log.errors > 0) };
  } finally {
    console.clear();
    for (const input of opened) await input.close();
  }
}

/** One line of `groups --json`; `scored` against a baseline where there is one. */
export function groupRow(
  { group, samples }: GroupFigures,
  files: readonly string[],
  columns: readonly ChosenColumn[],
  scored: BaselineScore | undefined,
): string {
  const { key, by, question, reference, vote } = group;
  const named = (rewards: readonly (number | null)[]) =>
    Object.fromEntries(columns.map(({ column }, index) => [column.id, rewards[index] ?? null]));
  const rows = samples.map(({ sample, rewards, isShortestRight, variants }) => {
    const { file, line, id, tokens, grade } = sample;
    const made = variants.map((each) => ({ ...each.variant, rewards: named(each.rewards) }));
    return {
      file: files[file] ?? '',
      line,
      id,
      tokens,
      ...grade,
      shortestRight: isShortestRight,
      rewards: named(rewards),
      ...(made.length === 0 ? {} : { variants: made }),
    };
  });
  return `${JSON.stringify({ key, by, question, reference, vote, ...(scored ? aesOf(scored) : {}), samples: rows })}\n`;
}

/** The lines of one problem for people. */
export function groupLines(
  { group, samples, right, graded, meanTokens }: GroupFigures,
  columns: readonly ChosenColumn[],
): string {
  const { question, vote } = group;
  const title = (question ?? 'no question').replaceAll(/\s+/g, ' ').slice(0, 70);
  const agree = vote === null ? '' : `, ${vote.count} say ${vote.answer.slice(0, 30)}`;
  const head = `${printable(title)}\n  ${samples.length} samples, ${right} of ${graded} right, mean ${figure(Math.round(meanTokens))} tokens${printable(agree)}\n`;
  const lines = samples.map(({ sample, rewards, isShortestRight }) => {
    const { line, tokens, grade } = sample;
    const named = columns.map(({ column }, index) => {
      const value = rewards[index] ?? null;
      return `${column.id} ${value === null ? '-' : value.toFixed(3)}`;
    });
    const how = `${grade.verdict} by ${grade.by}`;
    const words = [String(line).padStart(7), figure(tokens).padStart(8), how.padEnd(20), ...named];
    return `  ${words.join('  ')}${isShortestRight ? '  shortest right' : ''}\n`;
  });
  return head + lines.join('');
}

/** Figures of all problems for people. */
export function setLines({ figures }: GroupTable): string {
  const { problems, samples, graded, accuracy, meanTokens, solved, shortestTokens, limits } = figures;
  const lines = [
    `${figure(problems)} problems, ${figure(samples)} samples, ${figure(graded)} graded`,
    ...(accuracy === null ? [] : [`accuracy ${percent(accuracy)}, mean ${figure(Math.round(meanTokens ?? 0))} tokens`]),
    ...(shortestTokens === null
      ? []
      : [
          `${figure(solved)} problems solved; the shortest right sample of each: mean ${figure(Math.round(shortestTokens))} tokens`,
        ]),
    ...limits.flatMap(({ limit, passRate, mixed }) =>
      passRate === null
        ? []
        : [`right within ${figure(limit)} tokens: ${percent(passRate)} (${mixed} problems with right and wrong ones)`],
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** The accuracy-efficiency score of the samples against a baseline, for people. */
export function aesLine({ overall, compared }: BaselineScores): string {
  if (overall.kind === 'none') return `No AES: ${overall.why}\n`;
  const { score, before } = overall;
  const from = `${percent(before.accuracy)} at ${figure(Math.round(before.tokens))} tokens before`;
  return `AES ${score.toFixed(3)} (${from}; ${figure(compared)} ${compared === 1 ? 'problem' : 'problems'} of both)\n`;
}

/** A score in JSON. */
function aesOf(scored: BaselineScore): { readonly aes: number | null; readonly noAes?: string } {
  return scored.kind === 'score' ? { aes: scored.score } : { aes: null, noAes: scored.why };
}
