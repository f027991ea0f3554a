import { basename, join } from 'node:path';
import { annotationsPath, openAnnotations } from '../../app/annotation-store.ts';
import { CARD, writeCard } from '../../app/export/card.ts';
import { FileIsThere, keepingFolder, takenPaths } from '../../app/export/places.ts';
import { runExport } from '../../app/export/run-export.ts';
import type { ExportReport, ExportSource, ExportWish } from '../../app/export/types.ts';
import { indexVariants } from '../../app/variant-index.ts';
import { variantsPath } from '../../app/variant-store.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { nodeAppendFile } from '../../platform/node/files.ts';
import { nodeOutputFolder } from '../../platform/node/output-folder.ts';
import { ANALYSIS_OPTIONS, type Choices, makeCounter, readChoices } from '../choices.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { EXPORT_OPTIONS, readExportWish } from '../export-wish.ts';
import { type OpenInput, openInput } from '../input.ts';
import { openOutput, reasonOf } from '../output.ts';
import { ProblemLog } from '../problem-log.ts';
import { wrongFiles } from '../results.ts';
import { withVerdictsBeside } from '../verdicts.ts';
import { breathe } from '../visit-files.ts';

const DETAILS = `Reads the files, and the accepted variants beside them (<corpus>.variants.jsonl) where --source or the exporter wants
them, and writes the files that training code reads into DIR, with a data card (${CARD}). Every file is read again with
the loading rules of that code before it is put in its place; with a fault nothing is. A file that is there already is
left alone unless --overwrite is given.

Without --source, exporters that need variants (list exporters ID) take them beside the original.

What people said of steps (<corpus>.annotations.jsonl) goes to exporters that take labels of steps: that of the majority, or of
--annotator NAME; ties, labels of steps that changed since and suggestions that nobody confirmed do not count. --source labels
exports what is left without the steps labelled skip (where variants go: beside the original, or in its place); guards judge it.

--json prints {"to", "out", "files": [{kind, split, path, rows, bytes}], "extras", "traces", "units", "tokens", "skipped",
"warnings", "faults"}; skipped and warnings are [{reason, times}].`;

/** `cot-lens export`. */
export const exportCommand: Command = {
  id: 'export',
  usage: 'export FILE... --to ID --out DIR [--set OPTION=VALUE ...] [options]',
  summary: 'Writes the files that training code reads, and checks them by its rules.',
  details: DETAILS,
  options: {
    ...EXPORT_OPTIONS,
    out: { type: 'string', value: 'DIR', help: 'folder to write to' },
    overwrite: { type: 'boolean', help: 'replace files that are there' },
    json: { type: 'boolean', help: 'report as JSON' },
    ...ANALYSIS_OPTIONS,
  },
  async run(args, context) {
    const choices = readChoices(args);
    const wish = readExportWish(args, choices, args.positionals[0] ?? '');
    const out = args.text('out');
    if (out === undefined || out === '') args.wrong.push('export needs --out DIR.');
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one or more'))];
    if (wish === null || out === undefined || wrong.length > 0) return { wrong };
    const counter = await makeCounter(choices.tokenizer, context.host);
    if (typeof counter === 'string') return { wrong: [counter] };
    const grouping = await withVerdictsBeside(wish.grouping, args.positionals);
    const run: Run = {
      files: args.positionals,
      wish: { ...wish, grouping },
      out,
      counter,
      choices,
      overwrite: args.flag('overwrite'),
    };
    const done = await exportFiles(run, context);
    if (done.report === null) return done.code;
    const output = await openOutput(undefined, context.host, context.signal);
    if (typeof output === 'string') return EXIT.problems;
    await output.write(args.flag('json') ? jsonOf(run, done.report) : tableOf(run, done.report));
    await output.finish();
    return done.code;
  },
};

interface Run {
  readonly files: readonly string[];
  readonly wish: ExportWish;
  readonly out: string;
  readonly counter: TokenCounter;
  readonly choices: Choices;
  readonly overwrite: boolean;
}

interface Done {
  readonly code: ExitCode;
  readonly report: ExportReport | null;
}

async function exportFiles(run: Run, context: CommandContext): Promise<Done> {
  const opened: OpenInput[] = [];
  try {
    const sources: ExportSource[] = [];
    for (const file of run.files) {
      const input = await openInput(file, run.choices.wish, context.host, context.signal);
      if (context.signal.aborted) return { code: EXIT.interrupted, report: null };
      if (typeof input === 'string') {
        context.console.say(`${file}: ${input}. Nothing was written.`);
        return { code: EXIT.problems, report: null };
      }
      if (input.note !== null) context.console.say(`${file}: ${input.note}`);
      opened.push(input);
      const variants = file === '-' ? null : await indexVariants(nodeAppendFile(variantsPath(file)));
      const name = file === '-' ? 'stdin' : basename(file);
      const labels = file === '-' ? null : await openAnnotations(nodeAppendFile(annotationsPath(file)));
      sources.push({ name, corpus: input.corpus, variants, ...(labels === null ? {} : { labels }) });
    }
    const [taken] = run.overwrite ? [] : await takenPaths(nodeOutputFolder(run.out), run.wish);
    if (taken === undefined) return await exportSources(run, sources, context);
    return refuse(run, taken, context);
  } catch (error) {
    if (context.signal.aborted) return { code: EXIT.interrupted, report: null };
    if (error instanceof FileIsThere) return refuse(run, error.path, context);
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    context.console.say(`Nothing was exported, because a file cannot be read or written: ${reasonOf(error)}.`);
    return { code: EXIT.problems, report: null };
  } finally {
    context.console.clear();
    for (const input of opened) await input.close();
  }
}

function refuse({ out }: Run, taken: string, { console }: CommandContext): Done {
  console.say(`${join(out, taken)} is there already. Choose another folder, or replace it with --overwrite.`);
  return { code: EXIT.problems, report: null };
}

async function exportSources(run: Run, sources: readonly ExportSource[], context: CommandContext): Promise<Done> {
  const { wish, counter } = run;
  const { console, signal } = context;
  const out = nodeOutputFolder(run.out);
  const folder = run.overwrite ? out : keepingFolder(out, []);
  const logs = run.files.map((file) => new ProblemLog(console, file));
  const report = await runExport(sources, wish, {
    folder,
    counter,
    work: {
      signal,
      pause: breathe,
      onProgress: (share) => console.progress(wish.exporter.id, share, `${Math.round(share * 100)} %`),
      onEntry: (file, entry) => {
        for (const problem of entry.problems) logs[file]?.add(entry.record.line, problem);
      },
    },
  });
  for (const log of logs) log.end();
  if (report.faults.length > 0) return { code: EXIT.problems, report };
  const time = new Date().toISOString();
  const { version: toolVersion } = context.host;
  await writeCard(folder, sources, wish, report, { time, toolVersion, tokenizer: counter.id });
  const clean = logs.every((log) => log.errors === 0) && report.units > 0;
  return { code: clean ? EXIT.done : EXIT.problems, report };
}

function jsonOf({ wish, out }: Run, report: ExportReport): string {
  const counted = (all: ExportReport['skipped']) => all.map(([reason, times]) => ({ reason, times }));
  const { skipped, warnings, ...rest } = report;
  const all = { to: wish.exporter.id, out, ...rest, skipped: counted(skipped), warnings: counted(warnings) };
  return `${JSON.stringify(all)}\n`;
}

function tableOf({ wish, out, counter }: Run, report: ExportReport): string {
  const { files, extras, units, traces, tokens, skipped, warnings, faults } = report;
  const unit = wish.exporter.unit === 'group' ? 'problems' : 'traces';
  const lines = [
    ...files.map(({ path, rows, bytes }) => `${join(out, path)}  ${rows} rows  ${bytes} bytes`),
    ...extras.map((path) => join(out, path)),
    `${units} ${unit} exported, ${traces} traces read; ${tokens.sum} tokens of reasoning (${counter.id}), mean ${tokens.mean.toFixed(1)}`,
    ...skipped.map(([reason, times]) => `left out: ${times} x ${reason}`),
    ...warnings.map(([reason, times]) => `note: ${times} x ${reason}`),
    ...faults.map(({ path, row, message }) => `fault: ${path}${row === 0 ? '' : `, row ${row}`}: ${message}`),
  ];
  if (faults.length > 0)
    lines.push('Nothing was written: the training code would not read these rows as they are meant.');
  if (units === 0) lines.push('Nothing fits this exporter.');
  return `${lines.join('\n')}\n`;
}
