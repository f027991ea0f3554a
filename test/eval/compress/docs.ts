import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compressBuiltIn } from '../../../src/core/compress/compress.ts';
import { guards } from '../../../src/core/compress/guards/registry.ts';
import { builtInStrategies, strategies } from '../../../src/core/compress/registry.ts';
import type { Compressed, CompressionStrategy } from '../../../src/core/compress/types.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { filesUnder, type NamedInput, readTraces } from '../../helpers/compress-inputs.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples');
export const DOCS: string = join(import.meta.dirname, '../../../docs/strategies.md');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Traces of the shipped samples, by file. */
export function sampleSets(counter: TokenCounter): ReadonlyMap<string, readonly NamedInput[]> {
  return new Map(
    filesUnder(SAMPLES, /\.jsonl$/).map((file) => [file.split('/').at(-1) ?? file, readTraces(file, counter, 1000)]),
  );
}

function removed(results: readonly Compressed[]): string {
  const before = results.reduce((sum, one) => sum + one.tokens.before, 0);
  const after = results.reduce((sum, one) => sum + (one.accepted ? one.tokens.after : one.tokens.before), 0);
  return percent(1 - after / Math.max(1, before));
}

/** "needed-numbers 3, formulas 1": how often a guard failed, or had steps put back. */
function guardNotes(results: readonly Compressed[], pick: (one: Compressed['guards'][number]) => boolean): string {
  const counts = guards.flatMap(({ id }) => {
    const count = results.filter((one) => one.guards.some((guard) => guard.id === id && pick(guard))).length;
    return count === 0 ? [] : [`\`${id}\` ${count}`];
  });
  return counts.length === 0 ? 'none' : counts.join(', ');
}

function needs(strategy: CompressionStrategy): string {
  const options = strategy.takes === undefined ? '' : `; heeds ${strategy.takes.map((one) => `\`${one}\``).join(', ')}`;
  return (strategy.needs === 'none' ? 'nothing' : 'an endpoint') + options;
}

/** The generated blocks of docs/strategies.md by name. */
function blocks(counter: TokenCounter): ReadonlyMap<string, string> {
  const sets = sampleSets(counter);
  const files = [...sets.keys()];
  const rows = builtInStrategies.map((strategy) => {
    const bySet = files.map((file) => (sets.get(file) ?? []).map(({ input }) => compressBuiltIn(strategy, input)));
    const all = bySet.flat();
    return [
      `\`${strategy.id}\``,
      ...bySet.map(removed),
      percent(all.filter((one) => one.accepted).length / Math.max(1, all.length)),
      guardNotes(all, (guard) => guard.passed && guard.detail !== undefined),
      guardNotes(all, (guard) => !guard.passed),
    ];
  });
  const counts = files.map((file) => `\`${file}\` ${sets.get(file)?.length ?? 0}`).join(', ');
  return new Map([
    [
      'kinds',
      table(
        ['Strategy', 'Needs', 'What it does and keeps'],
        strategies.map((strategy) => [`\`${strategy.id}\``, needs(strategy), strategy.summary]),
      ),
    ],
    [
      'samples',
      `Traces: ${counts}.\n\n${table(
        [
          'Strategy',
          ...files.map((file) => file.replace('.jsonl', '')),
          'Accepted',
          'Put steps back',
          'Failed or warned',
        ],
        rows,
      )}`,
    ],
    [
      'guards',
      table(
        ['Guard', 'By default', 'What it holds'],
        guards.map((guard) => [`\`${guard.id}\``, guard.required ? 'required' : 'advisory', guard.summary]),
      ),
    ],
  ]);
}

/** docs/strategies.md with its generated blocks made anew. */
export function generatedDocs(text: string, counter: TokenCounter): string {
  let result = text;
  for (const [name, body] of blocks(counter)) {
    const open = `<!-- generated:${name} -->\n`;
    const from = result.indexOf(open);
    const to = result.indexOf('<!-- /generated -->', from);
    if (from < 0 || to < 0) throw new Error(`docs/strategies.md has no block "${name}"`);
    result = `${result.slice(0, from + open.length)}\n${body}\n\n${result.slice(to)}`;
  }
  return result;
}

export const docsText = (): string => readFileSync(DOCS, 'utf8');
