import type { PlacedChart } from './chart.ts';
import type { TracePlace } from './distribution.ts';
import type { ChartFrame } from './length-charts.ts';

/** What is known of the labels of a corpus. */
export interface LabelFigures {
  /** Traces with a label on each of their steps, with some, and with none. */
  readonly done: number;
  readonly begun: number;
  readonly untouched: number;
  /** Steps by label, of all annotators. */
  readonly labels: readonly {
    readonly label: string;
    readonly steps: number;
    readonly places: readonly TracePlace[];
  }[];
  /** Labels whose step changed since. */
  readonly stale: number;
  /** Suggestions that nobody confirmed. */
  readonly suggested: number;
  /** How far each two annotators agree on the steps that both labelled; coefficients null where they are not defined. */
  readonly agreement: readonly {
    readonly annotators: string;
    readonly steps: number;
    readonly equal: number;
    readonly kappa: number | null;
  }[];
  /** Krippendorff's alpha over all annotators; null with fewer than two. */
  readonly alpha: number | null;
}

/** Progress of labelling and agreement; no charts without labels. */
export function labelCharts(figures: LabelFigures, frame: ChartFrame): readonly PlacedChart[] {
  if (figures.labels.length === 0 && figures.done === 0) return [];
  return [progressChart(figures, frame), ...agreementChart(figures)];
}

function progressChart(
  { done, begun, untouched, labels, stale, suggested }: LabelFigures,
  frame: ChartFrame,
): PlacedChart {
  const changed = stale === 0 ? '' : ` ${stale.toLocaleString('en')} labels are of steps that changed or went since.`;
  const figure = (value: number) => value.toLocaleString('en');
  const open = suggested === 0 ? '' : ` ${figure(suggested)} suggestions stand unconfirmed and are not counted.`;
  return {
    chart: {
      id: 'labels',
      title: 'Labels',
      about: `${figure(done)} traces are labelled whole, ${figure(begun)} in part, ${figure(untouched)} not.${changed}${open} ${frame.rest}`,
      drawing: {
        kind: 'bars',
        x: 'Label',
        y: 'Steps',
        labels: labels.map(({ label }) => label),
        series: [{ name: 'Steps', values: labels.map(({ steps }) => steps) }],
      },
      table: {
        columns: [
          { title: 'Label', numeric: false },
          { title: 'Steps', numeric: true },
        ],
        rows: labels.map(({ label, steps }) => [label, steps]),
      },
      opens: 'Open traces:',
    },
    places: labels.map(
      ({ places }) =>
        () =>
          places,
    ),
  };
}

function agreementChart({ agreement, alpha }: LabelFigures): readonly PlacedChart[] {
  if (agreement.length === 0) return [];
  const share = (equal: number, steps: number) => (steps === 0 ? 0 : (100 * equal) / steps);
  return [
    {
      chart: {
        id: 'agreement',
        title: 'Agreement',
        about: `Steps that two annotators both labelled. Krippendorff's alpha over all: ${alpha === null ? 'not defined' : alpha.toFixed(3)}.`,
        drawing: {
          kind: 'bars',
          x: 'Annotators',
          y: 'Same label, %',
          labels: agreement.map(({ annotators }) => annotators),
          series: [{ name: 'Same label, %', values: agreement.map(({ equal, steps }) => share(equal, steps)) }],
        },
        table: {
          columns: [
            { title: 'Annotators', numeric: false },
            { title: 'Steps', numeric: true },
            { title: 'Same label', numeric: true },
            { title: 'Same label, %', numeric: true, digits: 1 },
            { title: "Cohen's kappa", numeric: true, digits: 3 },
          ],
          rows: agreement.map(({ annotators, steps, equal, kappa }) => [
            annotators,
            steps,
            equal,
            share(equal, steps),
            kappa,
          ]),
        },
        opens: null,
      },
      places: [],
    },
  ];
}
