import type { BaselineScore } from '../core/groups/baseline-score.ts';
import type { GroupPoint, GroupView } from '../core/groups/group-page.ts';
import type { SetFigures } from '../core/groups/group-table.ts';
import type { Decider, Verdict } from '../core/groups/types.ts';
import type { RewardOption } from '../core/rewards/types.ts';

/** A sample as the table shows it; rewards stand in the order of the chosen columns. */
export interface SampleRow {
  /** 0-based place in its group. */
  readonly place: number;
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly tokens: number;
  readonly verdict: Verdict;
  readonly by: Decider;
  readonly rule: string | null;
  readonly answer: string | null;
  readonly isShortestRight: boolean;
  readonly rewards: readonly (number | null)[];
  /** Its accepted variants. */
  readonly variants: readonly {
    readonly strategy: string;
    readonly tokens: number;
    readonly rewards: readonly (number | null)[];
  }[];
}

/** A problem as the table shows it. */
export interface GroupRow {
  /** 0-based place in the whole table. */
  readonly place: number;
  readonly question: string | null;
  readonly reference: string | null;
  readonly vote: { readonly answer: string; readonly count: number } | null;
  readonly right: number;
  readonly graded: number;
  readonly meanTokens: number;
  /** Against the baseline; null while none is chosen. */
  readonly aes: BaselineScore | null;
  readonly samples: readonly SampleRow[];
}

/** The corpus that the groups are compared with. */
export interface BaselineRow {
  readonly name: string;
  readonly overall: BaselineScore;
  /** Problems that are graded on both sides. */
  readonly compared: number;
}

/** A reward column on offer. */
export interface ColumnRow {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly chosen: boolean;
  readonly options: readonly (RewardOption & { readonly value: number })[];
}

/** Everything that the group view shows. */
export interface GroupsState {
  readonly title: string;
  readonly tokenizer: string;
  readonly tokensExact: boolean;
  readonly figures: SetFigures;
  readonly columns: readonly ColumnRow[];
  /** Null while none is chosen. */
  readonly baseline: BaselineRow | null;
  readonly view: GroupView;
  readonly groups: readonly GroupRow[];
  /** Problems that pass the filter, and pages of them. */
  readonly found: number;
  readonly pages: number;
  readonly points: readonly GroupPoint[];
  /** Sentences about what is not shown or not heeded. */
  readonly notes: readonly string[];
}

/** Messages to the group view. `state` null: the groups are not read yet. */
export interface ToGroups {
  readonly kind: 'state';
  readonly state: GroupsState | null;
}

/** Messages from the group view; `group` and `sample` are places. */
export type FromGroups =
  | { readonly kind: 'ready' }
  | { readonly kind: 'baseline' }
  | { readonly kind: 'view'; readonly view: GroupView }
  | { readonly kind: 'columns'; readonly ids: readonly string[] }
  | { readonly kind: 'option'; readonly column: string; readonly option: string; readonly value: number }
  | { readonly kind: 'open'; readonly group: number; readonly sample: number }
  | {
      readonly kind: 'judge';
      readonly group: number;
      readonly sample: number;
      readonly verdict: 'correct' | 'wrong' | 'none';
    };
