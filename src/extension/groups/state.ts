import type { BaselineScore, BaselineScores } from '../../core/groups/baseline-score.ts';
import { type GroupView, groupPage, groupPoints, MOST_POINTS, type PlacedGroup } from '../../core/groups/group-page.ts';
import type { ChosenColumn, GroupTable, SampleFigures } from '../../core/groups/group-table.ts';
import { rewardColumns } from '../../core/rewards/registry.ts';
import type { ColumnRow, GroupRow, GroupsState, SampleRow } from '../../protocol/groups.ts';

/** What the panel knows of the corpora that it shows. */
export interface ShownGroups {
  readonly title: string;
  /** Names of the files, by their places. */
  readonly files: readonly string[];
  readonly tokenizer: string;
  readonly tokensExact: boolean;
  readonly baseline: { readonly name: string; readonly scores: BaselineScores } | null;
  /** Sentences to show besides those about what is cut. */
  readonly notes: readonly string[];
}

/** Everything that the page shows of a table. */
export function groupsState(
  shown: ShownGroups,
  table: GroupTable,
  columns: readonly ChosenColumn[],
  view: GroupView,
): GroupsState {
  const { groups, found, pages, page } = groupPage(table, view);
  const points = groupPoints(table);
  const graded = table.groups.filter((group) => group.graded > 0).length;
  const cut = graded > MOST_POINTS ? [`The chart shows ${MOST_POINTS} of ${graded} problems, evenly chosen.`] : [];
  return {
    title: shown.title,
    tokenizer: shown.tokenizer,
    tokensExact: shown.tokensExact,
    figures: table.figures,
    columns: columnRows(columns),
    baseline: baselineRow(shown),
    view: { ...view, page },
    groups: groups.map((group) => groupRow(group, shown.files, shown.baseline?.scores.problems[group.place] ?? null)),
    found,
    pages,
    points,
    notes: [...shown.notes, ...cut],
  };
}

function columnRows(chosen: readonly ChosenColumn[]): readonly ColumnRow[] {
  return rewardColumns.map(({ id, title, summary, options }) => {
    const own = chosen.find(({ column }) => column.id === id);
    const values = options.map((option) => ({ ...option, value: own?.options[option.id] ?? option.default }));
    return { id, title, summary, chosen: own !== undefined, options: values };
  });
}

function baselineRow({ baseline }: ShownGroups): GroupsState['baseline'] {
  return baseline && { name: baseline.name, overall: baseline.scores.overall, compared: baseline.scores.compared };
}

function groupRow({ place, figures }: PlacedGroup, files: readonly string[], aes: BaselineScore | null): GroupRow {
  const { group, samples, right, graded, meanTokens } = figures;
  const { question, reference, vote } = group;
  return {
    place,
    question,
    reference,
    vote: vote === null ? null : { answer: vote.answer, count: vote.count },
    right,
    graded,
    meanTokens,
    aes,
    samples: samples.map((each, index) => sampleRow(each, index, files)),
  };
}

function sampleRow(
  { sample, rewards, isShortestRight, variants }: SampleFigures,
  place: number,
  files: readonly string[],
): SampleRow {
  const { id, file, line, tokens, grade } = sample;
  const made = variants.map(({ variant, rewards: own }) => {
    return { strategy: variant.strategy, tokens: variant.tokens, rewards: own };
  });
  return { place, id, file: files[file] ?? '', line, tokens, ...grade, isShortestRight, rewards, variants: made };
}
