/** A column on offer in the table of a corpus. `field`: a field of the records, whatever it holds. */
export interface TableColumnInfo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly kind: 'number' | 'share' | 'text' | 'boolean' | 'field';
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** What a person set up; kept for each file between sessions. */
export interface TableView {
  /** Ids of the columns that are shown, in their order. */
  readonly columns: readonly string[];
  /** Widths in CSS pixels of columns that were made wider or narrower. */
  readonly widths: Readonly<Record<string, number>>;
  readonly filter: string;
  /** Null: the order of the file. */
  readonly sort: TableSort | null;
  /** First row that is seen, counted in the order that is shown. */
  readonly top: number;
}

/** A row as it is shown. */
export interface TableRowData {
  /** 0-based place in the order that is shown. */
  readonly place: number;
  /** Texts of the shown columns; cut, and on one line. */
  readonly cells: readonly string[];
  /** Places among the cells of those that are still being computed. */
  readonly pending: readonly number[];
}

/** Rows from one place to the one before another, in the order that is shown. */
export interface PlaceRange {
  readonly from: number;
  readonly to: number;
}

/** What can be done with chosen rows. A slot for labels: an action more here, with its handler in `extension/table/actions.ts`. */
export type TableAction = 'compress' | 'export' | 'label' | 'copy';

/** Long work on the rows; one of each kind at a time. */
export type TableJob = 'filter' | 'sort' | 'figures';

/** Messages to the table. `generation` names an order of the rows: rows of another one are stale. */
export type ToTable =
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly records: number;
      readonly notes: readonly string[];
      readonly columns: readonly TableColumnInfo[];
      readonly view: TableView;
    }
  | { readonly kind: 'order'; readonly generation: number; readonly count: number }
  | { readonly kind: 'rows'; readonly generation: number; readonly rows: readonly TableRowData[] }
  /** The rows stand in another order than was asked for. */
  | { readonly kind: 'sorted'; readonly sort: TableSort | null }
  | {
      readonly kind: 'job';
      readonly job: TableJob;
      readonly running: boolean;
      /** In [0,1]. */
      readonly share: number;
      readonly text: string;
    }
  | {
      readonly kind: 'problems';
      readonly problems: readonly { readonly message: string; readonly start: number; readonly end: number }[];
    }
  | {
      readonly kind: 'distribution';
      readonly column: string;
      /** Heights of the bars in [0,1]. */
      readonly bars: readonly number[];
      readonly text: string;
    };

/** Messages from the table. */
export type FromTable =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'rows'; readonly generation: number } & PlaceRange)
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'sort'; readonly sort: TableSort | null }
  | { readonly kind: 'columns'; readonly ids: readonly string[] }
  | { readonly kind: 'view'; readonly widths: Readonly<Record<string, number>>; readonly top: number }
  | { readonly kind: 'cancel'; readonly job: TableJob }
  /** Analyse all rows that are shown. */
  | { readonly kind: 'compute' }
  | { readonly kind: 'open'; readonly generation: number; readonly place: number }
  | {
      readonly kind: 'act';
      readonly action: TableAction;
      readonly generation: number;
      readonly ranges: readonly PlaceRange[];
    };
