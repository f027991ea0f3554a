import { describe, expect, it } from 'vitest';
import { type ChartSpec, cellText, chartCsv } from '../../../src/core/statistics/chart.ts';
import { chartSvg, escaped, niceTicks } from '../../../src/core/statistics/chart-svg.ts';
import { Distribution } from '../../../src/core/statistics/distribution.ts';
import { spreadChart } from '../../../src/core/statistics/length-charts.ts';
import { SHARE_SCALE } from '../../../src/core/statistics/scales.ts';

const HOSTILE = '<script>alert("1")</script>&\u0000\ud800';

function spec(label: string): ChartSpec {
  return {
    id: 'x',
    title: label,
    about: '',
    drawing: { kind: 'bars', x: 'x', y: 'y', labels: [label, 'b'], series: [{ name: label, values: [1, 2] }] },
    table: { columns: [{ title: 'x', numeric: false }], rows: [[label], ['b']] },
    opens: null,
  };
}

describe('a picture of a chart', () => {
  it('holds no mark-up of a trace and no character that XML forbids', () => {
    const svg = chartSvg(spec(HOSTILE));
    expect(svg).not.toContain('<script');
    expect(svg).not.toMatch(/[\u0000\ud800]/u);
    expect(escaped('a\tb\n😀')).toBe('a\tb\n😀');
  });

  it('has a bar for each value, as high as the value', () => {
    const heights = [...chartSvg(spec('a')).matchAll(/<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)"/g)];
    const [first = 0, second = 0] = heights.map(([, height]) => Number(height));
    expect(heights).toHaveLength(2);
    expect(second).toBeCloseTo(2 * first, 1);
  });

  it('is finite where all values are 0 and where there are none', () => {
    const empty = { ...spec('a'), drawing: { kind: 'points' as const, x: 'x', y: 'y', points: [] } };
    expect(chartSvg(empty)).not.toMatch(/NaN|Infinity/);
    const zero = { kind: 'bars' as const, x: '', y: '', labels: ['a'], series: [{ name: 'n', values: [0] }] };
    expect(chartSvg({ ...spec('a'), drawing: zero })).not.toMatch(/NaN|Infinity/);
  });

  it('has four to eight round ticks that reach the largest value', () => {
    for (const largest of [0.3, 1, 7, 99, 100, 12_345, 8e9]) {
      const ticks = niceTicks(largest);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks.length).toBeGreaterThanOrEqual(4);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
    }
    expect(niceTicks(0)).toEqual([0, 1]);
  });
});

describe('a table as a file', () => {
  it('quotes what needs it, keeps numbers whole, and makes no formula of a text', () => {
    const columns = [
      { title: 'a,b', numeric: false },
      { title: 'n', numeric: true, digits: 1 },
    ];
    const csv = chartCsv({
      columns,
      rows: [
        ['say "x"\n', 1 / 3],
        ['=1+1', null],
      ],
    });
    expect(csv).toBe(`"a,b",n\r\n"say ""x""\n",${1 / 3}\r\n'=1+1,\r\n`);
  });

  it('shows people rounded numbers and a dash for none', () => {
    expect([cellText(1234.56), cellText(1234.56, 1), cellText(null), cellText('x')]).toEqual([
      '1,235',
      '1,234.6',
      '-',
      'x',
    ]);
  });
});

describe('a chart of a spread', () => {
  it('has a row and places for each bar, the same numbers, and is not there without values', () => {
    const shares = new Distribution(SHARE_SCALE);
    const words = { id: 'a', title: 'A', value: 'v', about: 'About.', unit: '%' as const };
    expect(spreadChart(shares, words, 'All.')).toEqual([]);
    shares.add(0.25, { file: 0, position: 3, traceIndex: 1 });
    const [placed] = spreadChart(shares, words, 'All.');
    expect(placed?.chart.table.rows[2]).toEqual(['20–30 %', 1, 100]);
    expect(placed?.chart.drawing).toMatchObject({ series: [{ values: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0] }] });
    expect(placed?.places[2]?.()).toEqual([{ file: 0, position: 3, traceIndex: 1 }]);
    expect(placed?.places[1]?.()).toEqual([]);
    expect(placed?.chart.about).toContain('median 25.0 %');
  });
});
