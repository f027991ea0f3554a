import { codeSpan, plain } from '../../base/markdown.ts';
import type { OutputFolder } from '../ports.ts';
import type { Counted, ExportReport, ExportSource, ExportWish } from './types.ts';

/** What the card says of where the data came from and who made it. */
export interface CardFacts {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly toolVersion: string;
  readonly tokenizer: string;
}

/** Name of the data card in the folder of an export. */
export const CARD = 'README.md';

/** The data card of an export: what it is, where it came from, how to make it again. Markdown. */
export function dataCard(
  sources: readonly ExportSource[],
  wish: ExportWish,
  report: ExportReport,
  { time, toolVersion, tokenizer }: CardFacts,
): string {
  const { exporter } = wish;
  const { tokens } = report;
  const figures =
    tokens.texts === 0
      ? 'No reasoning was exported.'
      : `${whole(tokens.sum)} tokens of reasoning (${tokenizer}) in ${whole(tokens.texts)} traces: ${whole(tokens.least)} to ${whole(tokens.most)}, mean ${tokens.mean.toFixed(1)}, median about ${whole(tokens.median)}.`;
  return [
    '---',
    `pretty_name: ${JSON.stringify(wish.name)}`,
    'tags: [chain-of-thought, cot-lens]',
    '---',
    '',
    `# ${wish.name}: ${exporter.title}`,
    '',
    `${plain(sentence(exporter.summary))} Written by CoT Lens ${toolVersion} on ${time}.`,
    ...exporter.notes.map((note) => `\n> ${plain(note)}`),
    '',
    '## Files',
    '',
    '| file | split | rows | bytes |',
    '| --- | --- | ---: | ---: |',
    ...report.files.map(({ path, split, rows, bytes }) => `| ${path} | ${split} | ${rows} | ${bytes} |`),
    ...report.extras.map((path) => `| ${path} | | | |`),
    '',
    figures,
    '',
    '## Where it comes from',
    '',
    ...sources.map(({ name, corpus }) => {
      const reader = corpus.choice?.reader.id ?? 'none';
      return `- ${codeSpan(name)}: ${corpus.count} records, reader ${reader}, version ${corpus.source.version}`;
    }),
    '',
    'The licence of the sources holds for this data too; CoT Lens does not know it.',
    '',
    '## How it was made',
    '',
    '```json',
    JSON.stringify(recipe(wish), null, 2),
    '```',
    '',
    `${report.traces} traces were read; ${report.units} ${exporter.unit === 'group' ? 'problems' : 'traces'} gave rows.`,
    ...listed('Left out', report.skipped),
    ...listed('Worth knowing', report.warnings),
    '',
  ].join('\n');
}

/** Writes the data card into the folder of an export whose files are in their places. */
export async function writeCard(folder: OutputFolder, ...parts: Parameters<typeof dataCard>): Promise<void> {
  const card = await folder.create(CARD);
  await card.write(new TextEncoder().encode(dataCard(...parts)));
  await card.close();
}

function recipe(wish: ExportWish): unknown {
  const {
    exporter,
    options,
    source,
    annotator,
    strategies,
    only,
    minTokens,
    maxTokens,
    splits,
    dedupe,
    seed,
    grouping,
    analyze,
  } = wish;
  return {
    to: exporter.id,
    options,
    source,
    ...(annotator === undefined ? {} : { annotator }),
    ...(strategies.length === 0 ? {} : { strategies }),
    only,
    minTokens,
    maxTokens,
    split: Object.fromEntries(splits.map(({ split, share }) => [split, share])),
    dedupe,
    seed,
    groupBy: grouping.groupBy ?? 'auto',
    answerRule: grouping.answerRule ?? 'auto',
    segmenter: analyze.segmenter,
  };
}

function listed(title: string, counted: Counted): readonly string[] {
  if (counted.length === 0) return [];
  return ['', `${title}:`, '', ...counted.map(([reason, times]) => `- ${times} x ${plain(reason)}`)];
}

function sentence(words: string): string {
  const start = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

function whole(value: number): string {
  return String(Math.round(value));
}
