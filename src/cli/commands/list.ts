import { defaultPromptFile, promptUses } from '../../app/prompt-files.ts';
import { passes } from '../../core/analysis/registry.ts';
import { strategies } from '../../core/compress/registry.ts';
import { exporters, findExporter } from '../../core/export/registry.ts';
import type { Exporter } from '../../core/export/types.ts';
import { readers } from '../../core/readers/registry.ts';
import { rewardColumns } from '../../core/rewards/registry.ts';
import { samplingMethods } from '../../core/sampling/registry.ts';
import { segmenters } from '../../core/segment/registry.ts';
import { TOKENIZERS } from '../../core/tokens/registry.ts';
import { unknownId } from '../args.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openOutput } from '../output.ts';

interface Item {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
}

const LISTS: Readonly<Record<string, () => readonly Item[]>> = {
  readers: () => readers.map(itemOf),
  segmenters: () => segmenters.map(itemOf),
  passes: () => passes.map((pass) => ({ ...itemOf(pass), codes: pass.codes.map(({ code }) => code) })),
  strategies: () =>
    strategies.map((strategy) => ({ ...itemOf(strategy), needsEndpoint: strategy.needs === 'completer' })),
  prompts: () =>
    promptUses().map(({ template, usedBy }) => ({
      id: template.id,
      title: template.id,
      summary: `Asked by ${usedBy.map((user) => user.id).join(', ')}.`,
      variables: template.variables,
      file: defaultPromptFile(template.id),
    })),
  samplers: () => samplingMethods.map(itemOf),
  rewards: () =>
    rewardColumns.map((each) => ({ ...itemOf(each), source: each.source, scope: each.scope, options: each.options })),
  exporters: () =>
    exporters.map((each) => ({
      ...itemOf(each),
      family: each.family,
      unit: each.unit,
      needs: each.needs,
      notes: each.notes,
      options: each.options,
    })),
  tokenizers: () => TOKENIZERS.map((tokenizer) => ({ ...itemOf(tokenizer), exact: tokenizer.exact })),
};

/** Lists of which one unit can be told whole. */
const ONE: Readonly<Record<string, { of(id: string): string | undefined; ids(): readonly string[] }>> = {
  prompts: { of: defaultPromptFile, ids: () => promptUses().map(({ template }) => template.id) },
  exporters: {
    of: (id) => {
      const found = findExporter(id);
      return found && exporterText(found);
    },
    ids: () => exporters.map(({ id }) => id),
  },
};

/** Everything about an exporter, for people. */
function exporterText({ id, title, summary, needs, notes, options, files }: Exporter): string {
  const lines = [
    `${id}: ${title}`,
    summary,
    `Needs: ${needs}.`,
    ...notes.map((note) => `- ${note}`),
    'Options (--set OPTION=VALUE):',
  ];
  for (const option of options) {
    lines.push(`  ${option.id}=${JSON.stringify(option.default)}  ${option.summary}`);
    if (option.kind === 'choice') lines.push(...option.choices.map((choice) => `      ${choice.id}: ${choice.title}`));
  }
  if (options.length === 0) lines.push('  none');
  return `${[...lines, 'Files:', ...files.map((file) => `  ${file.path('train')}`)].join('\n')}\n`;
}

/** `cot-lens list`. */
export const list: Command = {
  id: 'list',
  usage: `list ${Object.keys(LISTS).join('|')} [ID] [--json]`,
  summary: 'Lists the ids that the other commands take.',
  details: `Prints one line per id with what it is; the first one is the default where there is one. "list prompts ID" prints the
prompt itself, as a file that --prompts DIR takes when it is saved there under any name that ends in .md; "list exporters ID"
says what an exporter needs, its options, its files, and what to know before.`,
  options: { json: { type: 'boolean', help: 'one JSON array of {id, title, summary, ...}' } },
  async run(args, { host, console, signal }) {
    const [name = '', ...more] = args.positionals;
    const make = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
    if (make === undefined) return { wrong: [unknownId('list', name, Object.keys(LISTS))] };
    const [one] = more;
    const texts = ONE[name];
    if (more.length > (texts ? 1 : 0)) return { wrong: ['Name one list at a time.'] };
    const file = one === undefined ? undefined : texts?.of(one);
    if (one !== undefined && file === undefined)
      return { wrong: [unknownId(name.slice(0, -1), one, texts?.ids() ?? [])] };
    const items = make();
    const output = await openOutput(undefined, host, signal);
    if (typeof output === 'string') return EXIT.problems;
    await output.write(file ?? (args.flag('json') ? `${JSON.stringify(items)}\n` : table(items)));
    await output.finish();
    if (items.length === 0) console.say(`This version has no ${name} yet.`);
    return EXIT.done;
  },
};

function itemOf({ id, title, summary }: Item): Item {
  return { id, title, summary };
}

function table(items: readonly Item[]): string {
  const width = Math.max(0, ...items.map(({ id }) => id.length));
  return items.map(({ id, summary }) => `${id.padEnd(width)}  ${summary}\n`).join('');
}
