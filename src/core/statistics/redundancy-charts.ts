import { passes } from '../analysis/registry.ts';
import type { PlacedChart } from './chart.ts';
import type { CorpusStatistics } from './corpus-statistics.ts';
import type { ChartFrame } from './length-charts.ts';

const TITLES: ReadonlyMap<string, string> = new Map(
  passes.flatMap((pass) => pass.codes.map(({ code, title }) => [code, title] as const)),
);

/** Why steps can go, and what steps do. */
export function redundancyCharts(statistics: CorpusStatistics, frame: ChartFrame): readonly PlacedChart[] {
  return [...reasonChart(statistics, frame), ...kindChart(statistics, frame)];
}

function reasonChart({ reasons, findings, sums }: CorpusStatistics, frame: ChartFrame): readonly PlacedChart[] {
  const all = findings.sorted().map(([code]) => code);
  const codes = [...reasons.sorted().map(([code]) => code)];
  codes.push(...all.filter((code) => !codes.includes(code)));
  if (codes.length === 0) return [];
  const titles = codes.map((code) => TITLES.get(code) ?? code);
  const rows = codes.map((code, at) => {
    const [flagged, found] = [reasons.get(code), findings.get(code)];
    const tokens = flagged?.tokens ?? 0;
    const share = sums.stepTokens === 0 ? 0 : (100 * tokens) / sums.stepTokens;
    return [titles[at] ?? code, flagged?.count ?? 0, tokens, share, flagged?.traces ?? 0, found?.count ?? 0];
  });
  return [
    {
      chart: {
        id: 'redundancy',
        title: 'Redundancy by kind',
        about:
          `${sums.flaggedSteps.toLocaleString('en')} of ${sums.steps.toLocaleString('en')} steps can go. Each counts once, for the ` +
          `finding with the strongest evidence; the last column counts every step with such a finding. ${frame.rest}`,
        drawing: {
          kind: 'bars',
          x: 'Kind of finding',
          y: `${capital(frame.tokens)} that can go`,
          labels: titles,
          series: [{ name: 'Can go', values: rows.map((row) => Number(row[2])), hollow: rows.map(() => true) }],
        },
        table: {
          columns: [
            { title: 'Kind of finding', numeric: false },
            { title: 'Steps that can go', numeric: true },
            { title: capital(frame.tokens), numeric: true },
            { title: "Share of all steps' tokens, %", numeric: true, digits: 1 },
            { title: 'Traces', numeric: true },
            { title: 'Steps with such a finding', numeric: true },
          ],
          rows,
        },
        opens: 'Open traces:',
      },
      places: codes.map((code) => () => (reasons.get(code) ?? findings.get(code))?.places ?? []),
    },
  ];
}

function kindChart({ kinds, flaggedKinds, sums }: CorpusStatistics, frame: ChartFrame): readonly PlacedChart[] {
  const all = kinds.sorted();
  if (all.length === 0) return [];
  const rows = all.map(([kind, tally]) => {
    const goes = flaggedKinds.get(kind)?.tokens ?? 0;
    const share = sums.stepTokens === 0 ? 0 : (100 * tally.tokens) / sums.stepTokens;
    return [kind, tally.count, tally.tokens, share, goes, tally.traces];
  });
  return [
    {
      chart: {
        id: 'step-kinds',
        title: 'Tokens by what steps do',
        about: `What the steps' tokens are spent on, and how much of it can go. ${frame.rest}`,
        drawing: {
          kind: 'bars',
          x: 'Kind of step',
          y: capital(frame.tokens),
          labels: all.map(([kind]) => kind),
          stacked: true,
          series: [
            { name: 'Stays', values: rows.map((row) => Number(row[2]) - Number(row[4])) },
            { name: 'Can go', values: rows.map((row) => Number(row[4])), hollow: rows.map(() => true) },
          ],
        },
        table: {
          columns: [
            { title: 'Kind of step', numeric: false },
            { title: 'Steps', numeric: true },
            { title: capital(frame.tokens), numeric: true },
            { title: 'Share, %', numeric: true, digits: 1 },
            { title: 'Of these can go', numeric: true },
            { title: 'Traces', numeric: true },
          ],
          rows,
        },
        opens: 'Open traces:',
      },
      places: all.map(
        ([, tally]) =>
          () =>
            tally.places,
      ),
    },
  ];
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
