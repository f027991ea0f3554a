import { codeSpan, fenced, plain } from '../../base/markdown.ts';
import { answerTexts, type ExportAnswers, valueText } from './answers.ts';
import { CARD } from './card.ts';
import type { Preview, PreviewFile, PreviewRow } from './preview.ts';
import type { Counted, ExportWish, RowFault } from './types.ts';

/** What a preview says besides what it saw. */
export interface PreviewFacts {
  readonly wish: ExportWish;
  readonly answers: ExportAnswers;
  /** Names of the corpora. */
  readonly corpora: readonly string[];
  /** The folder for people. */
  readonly folder: string;
  /** Paths in the folder that would be replaced. */
  readonly taken: readonly string[];
  readonly tokenizer: string;
  /** False when its counts are estimates. */
  readonly exact: boolean;
}

/** A preview as a Markdown document. Words of traces and names of files stand in fences and code spans only. */
export function previewPage(preview: Preview, facts: PreviewFacts): string {
  const { exporter } = facts.wish;
  const { report } = preview;
  const parts = [
    `# Export preview: ${exporter.title}`,
    `${plain(sentence(exporter.summary))} **This is a preview: nothing was written for it.**`,
    ...(preview.seen < preview.all
      ? [
          `All figures and rows below are of the first ${figure(preview.seen)} of ${figure(preview.all)} records; the export reads them all.`,
        ]
      : []),
    '## What will be written',
    filesPart(preview, facts),
    ...faultsPart(report.faults),
    ...traps(facts),
    '## Choices',
    choices(facts),
    '## Tokens of the reasoning',
    tokensPart(preview, facts),
    '## Left out',
    counted(report.skipped, 'Nothing.'),
    ...(report.warnings.length > 0 ? ['## Worth knowing', counted(report.warnings, '')] : []),
    ...(preview.files.length > 0
      ? ['## First rows', 'Laid out for reading; the files have the layout that their formats want.']
      : []),
    ...preview.files.flatMap(rowsPart),
    ...preview.extras.flatMap(({ path, ...row }) => [`### ${codeSpan(path)}`, ...rowPart(row, languageOf(path))]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The faults of an export as a Markdown document. */
export function faultsPage(title: string, faults: readonly RowFault[]): string {
  return `${[`# Faults: ${title}`, ...faultsPart(faults)].join('\n\n')}\n`;
}

function faultsPart(faults: readonly RowFault[]): readonly string[] {
  if (faults.length === 0) return [];
  const lines = faults.map(({ path, row, message }) => `${path}${row === 0 ? '' : `, row ${row}`}: ${message}`);
  return [
    '**The training code would not read these rows as they are meant. With faults nothing is put in its place.** At most 20 are listed for each file.',
    fenced(lines.join('\n'), 'text'),
  ];
}

function filesPart({ report, files, extras }: Preview, { folder, taken, wish }: PreviewFacts): string {
  const unit = wish.exporter.unit === 'group' ? 'problems' : 'traces';
  const rows = files.map(
    ({ path, split, rows, bytes }) => `| ${codeSpan(path)} | ${split} | ${figure(rows)} | ${figure(bytes)} |`,
  );
  const beside = [...extras.map(({ path }) => path), CARD].map((path) => `| ${codeSpan(path)} | | | |`);
  return [
    `${figure(report.units)} ${unit} give rows, of ${figure(report.traces)} traces read. Into ${codeSpan(folder)}:`,
    '',
    '| File | Split | Rows | Bytes |',
    '| --- | --- | ---: | ---: |',
    ...rows,
    ...beside,
    ...(taken.length > 0 ? ['', `**There already, to be replaced: ${taken.map(codeSpan).join(', ')}.**`] : []),
  ].join('\n');
}

function traps({ wish }: PreviewFacts): readonly string[] {
  const { needs, notes } = wish.exporter;
  return ['## Know before', [`- Needs: ${plain(needs)}`, ...notes.map((note) => `- ${plain(note)}`)].join('\n')];
}

function choices({ wish, answers, corpora }: PreviewFacts): string {
  const texts = answerTexts(answers);
  const { exporter, options, analyze } = wish;
  const own = exporter.options.map((option) => {
    const value = options[option.id];
    const published =
      value === option.default ? ' (as published)' : ` (published: ${codeSpan(valueText(option, option.default))})`;
    return `- ${plain(option.title)}: ${codeSpan(valueText(option, value))}${published}`;
  });
  return [
    `- From: ${corpora.map(codeSpan).join(', ')}`,
    `- Reasoning: ${texts.source}`,
    `- Which: ${texts.filters}`,
    `- Split: ${texts.split}; a problem goes to one split whole`,
    `- Steps are cut by: ${codeSpan(analyze.segmenter)}`,
    ...own,
  ].join('\n');
}

function tokensPart({ report }: Preview, { tokenizer, exact }: PreviewFacts): string {
  const { texts, sum, least, most, mean, median } = report.tokens;
  if (texts === 0) return 'None.';
  const kind = exact ? codeSpan(tokenizer) : `${codeSpan(tokenizer)}, an estimate`;
  return `${figure(sum)} in ${figure(texts)} traces, counted by ${kind}: ${figure(least)} to ${figure(most)}, mean ${figure(mean)}, median about ${figure(median)}.`;
}

function counted(reasons: Counted, none: string): string {
  return reasons.length === 0
    ? none
    : reasons.map(([reason, times]) => `- ${figure(times)} x ${plain(reason)}`).join('\n');
}

function rowsPart(file: PreviewFile): readonly string[] {
  const language = file.format === 'lines' ? 'text' : 'json';
  return [`### ${codeSpan(file.path)}`, ...file.first.flatMap((row) => rowPart(row, language))];
}

function rowPart({ text, chars }: PreviewRow, language: string): readonly string[] {
  const cut = `Cut: ${figure(text.length)} of ${figure(chars)} characters are shown; the file gets all.`;
  return [fenced(text, language), ...(chars > text.length ? [cut] : [])];
}

function languageOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  return (
    (
      {
        json: 'json',
        jsonl: 'json',
        py: 'python',
        sh: 'shellscript',
        yaml: 'yaml',
        yml: 'yaml',
        md: 'markdown',
      } as Readonly<Record<string, string>>
    )[ending] ?? 'text'
  );
}

function sentence(words: string): string {
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

function figure(value: number): string {
  return Math.round(value).toLocaleString('en');
}
