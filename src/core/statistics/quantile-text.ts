import { cellText } from './chart.ts';
import type { Distribution, Quantile } from './distribution.ts';

/** A quantile for people: "1,234", or "about 1,234 (±12)" where it is an estimate. `factor` 100 makes percent of shares. */
export function quantileText({ value, error }: Quantile, factor = 1): string {
  const digits = factor === 1 ? 0 : 1;
  const figure = cellText(value * factor, digits);
  return error === 0 ? figure : `about ${figure} (±${cellText(error * factor, digits)})`;
}

/** "Mean 12, median 10, 90th percentile 20, least 1, largest 30."; empty without values. */
export function spreadText(values: Distribution, unit: '' | '%' = ''): string {
  const { mean, least, largest } = values;
  const median = values.quantile(0.5);
  const high = values.quantile(0.9);
  if (mean === null || least === null || largest === null || median === null || high === null) return '';
  const factor = unit === '%' ? 100 : 1;
  const mark = unit === '%' ? ' %' : '';
  const figure = (value: number) => `${cellText(value * factor, factor === 1 ? 0 : 1)}${mark}`;
  return (
    `Mean ${cellText(mean * factor, 1)}${mark}, median ${quantileText(median, factor)}${mark}, ` +
    `90th percentile ${quantileText(high, factor)}${mark}, least ${figure(least)}, largest ${figure(largest)}.`
  );
}
