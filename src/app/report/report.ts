import { codeSpan, plain } from '../../base/markdown.ts';
import { type ChartColumn, type ChartSpec, type ChartTable, cellText } from '../../core/statistics/chart.ts';
import { chartSvg, escaped, type Paint } from '../../core/statistics/chart-svg.ts';

/** Rows of a table in a report; more are told of. */
const SHOWN_ROWS = 200;

/** What a report says, in the order in which it says it. */
export interface Report {
  readonly title: string;
  /** Names of the files that it is about. */
  readonly files: readonly string[];
  /** What the figures rest on and how they were made, a sentence each. */
  readonly lines: readonly string[];
  /** A table of the files where there are several. */
  readonly overview: ChartTable | null;
  readonly charts: readonly ChartSpec[];
  /** Name and version of what made it. */
  readonly madeBy: string;
}

/** Formats of a report. */
export type ReportFormat = 'markdown' | 'html';

/** The format that a file's name asks for; Markdown when it asks for none. */
export function reportFormat(path: string): ReportFormat {
  return /\.html?$/i.test(path) ? 'html' : 'markdown';
}

/** The report as a document of that format. */
export function reportText(report: Report, format: ReportFormat): string {
  return format === 'html' ? reportHtml(report) : reportMarkdown(report);
}

/** The report as Markdown: words of traces and names of files stand in code spans, charts are tables. */
export function reportMarkdown({ title, files, lines, overview, charts, madeBy }: Report): string {
  const parts = [
    `# ${plain(title)}`,
    `${files.length === 1 ? 'File' : 'Files'}: ${files.map(codeSpan).join(', ')}`,
    lines.map((line) => `- ${plain(line)}`).join('\n'),
    ...(overview ? ['## Files', markdownTable(overview)] : []),
    ...charts.map(({ title: own, about, table }) => `## ${plain(own)}\n\n${plain(about)}\n\n${markdownTable(table)}`),
    `Made by ${plain(madeBy)}.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function markdownTable({ columns, rows }: ChartTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = rows.slice(0, SHOWN_ROWS).map((row) =>
    line(
      row.map((cell, at) => {
        const text = cellText(cell, columns[at]?.digits);
        return typeof cell === 'string' && !isPlain(cell) ? codeSpan(text) : text;
      }),
    ),
  );
  return [
    line(columns.map(({ title }) => plain(title))),
    line(columns.map(({ numeric }) => (numeric ? '---:' : '---'))),
    ...shown,
    ...cutNote(rows.length, '\n'),
  ].join('\n');
}

/** Words that mean nothing to Markdown. */
function isPlain(text: string): boolean {
  return /^[\p{L}\p{N} .,%–()±/-]*$/u.test(text);
}

function cutNote(rows: number, before: string): readonly string[] {
  if (rows <= SHOWN_ROWS) return [];
  return [`${before}${SHOWN_ROWS} of ${rows.toLocaleString('en')} rows are shown.`];
}

const PAINT: Paint = {
  ground: 'var(--ground)',
  text: 'var(--text)',
  grid: 'var(--grid)',
  series: ['var(--first)', 'var(--second)'],
};

const STYLE = `:root{color-scheme:light dark;--ground:#fff;--text:#222;--grid:#ccc;--first:#1f6fb5;--second:#b35900}
@media (prefers-color-scheme:dark){:root{--ground:#1e1e1e;--text:#ddd;--grid:#555;--first:#6cb6ff;--second:#f0a050}}
body{background:var(--ground);color:var(--text);font:15px/1.5 sans-serif;margin:2em auto;max-width:820px;padding:0 1em}
svg{height:auto;max-width:100%}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:13px;width:100%}
th,td{border-bottom:1px solid var(--grid);padding:3px 8px;text-align:left;vertical-align:top}
.number{font-variant-numeric:tabular-nums;text-align:right}
td{overflow-wrap:anywhere}`;

/** The report as one HTML file: no script, nothing from outside, charts as pictures; every word is escaped. */
export function reportHtml({ title, files, lines, overview, charts, madeBy }: Report): string {
  const items = (all: readonly string[]) => all.map((each) => `<li>${escaped(each)}</li>`).join('');
  const sections = charts.map(
    (chart) =>
      `<section><h2>${escaped(chart.title)}</h2><p>${escaped(chart.about)}</p>${chartSvg(chart, PAINT)}` +
      `<details><summary>Table: ${escaped(chart.title)}</summary>${htmlTable(chart.table)}</details></section>`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<ul aria-label="Files">${items(files)}</ul>
<ul aria-label="Summary">${items(lines)}</ul>
${overview ? `<h2>Files</h2>${htmlTable(overview)}` : ''}
${sections.join('\n')}
<p>Made by ${escaped(madeBy)}.</p>
</main>
</body>
</html>
`;
}

function htmlTable({ columns, rows }: ChartTable): string {
  const mark = (column: ChartColumn | undefined) => (column?.numeric ? ' class="number"' : '');
  const head = columns.map((column) => `<th scope="col"${mark(column)}>${escaped(column.title)}</th>`);
  const body = rows.slice(0, SHOWN_ROWS).map((row) => {
    const cells = row.map((cell, at) => `<td${mark(columns[at])}>${escaped(cellText(cell, columns[at]?.digits))}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const note = cutNote(rows.length, '').map((words) => `<p>${words}</p>`);
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>${note.join('')}`;
}
