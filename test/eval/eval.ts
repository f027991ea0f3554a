/** `npm run eval`: how well the analysis finds needless steps, per data set, beside trivial baselines. Exit 1 below the ledger. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeTrace } from '../../src/core/analysis/analyze.ts';
import { auc } from '../../src/core/analysis/fit/auc.ts';
import { passes } from '../../src/core/analysis/registry.ts';
import type { Preset } from '../../src/core/analysis/types.ts';
import type { Analysis } from '../../src/core/model/finding.ts';
import { baselines } from './baselines.ts';
import { hasShared, type LabelledChain } from './chains.ts';
import { averagePrecision, f1, share } from './metrics.ts';
import { type EvalSet, evalSets } from './sets.ts';

/** Counts words and signs: the eval compares shares, for which a vocabulary is not needed. */
const counter = {
  id: 'words',
  exact: false,
  count: (text: string) => text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0,
};

interface Judged {
  readonly chain: LabelledChain;
  readonly analysis: Analysis;
}

interface StepRow {
  readonly score: number;
  readonly label: boolean;
  readonly flagged: boolean;
  readonly tokens: number;
  readonly repeat: boolean;
}

function judge(chain: LabelledChain, preset: Preset): Judged {
  const options = { preset, disabledPasses: [] };
  return { chain, analysis: analyzeTrace({ text: chain.text, segmenter: 'given', counter, options }) };
}

const REPEAT_PASSES = new Set(['exact-repeat', 'near-repeat', 'loop']);

function rowsOf(judged: readonly Judged[]): readonly StepRow[] {
  return judged.flatMap(({ chain, analysis }) =>
    analysis.steps.map((step, i) => ({
      score: step.score,
      label: chain.labels[i] === true,
      flagged: step.flagged,
      tokens: step.tokens,
      repeat: step.flagged && step.findings.some((f) => REPEAT_PASSES.has(f.pass)),
    })),
  );
}

/** Figures of one set: higher is better unless the name says `alarms` or `harm`. */
export type Figures = Readonly<Record<string, number>>;

function figuresOf(set: EvalSet): Figures {
  const rows = rowsOf(set.chains.map((chain) => judge(chain, 'balanced')));
  const positives = rows.filter((r) => r.label);
  const negatives = rows.filter((r) => !r.label);
  const tokens = (some: readonly StepRow[]) => some.reduce((sum, r) => sum + r.tokens, 0);
  const base: Record<string, number> = { alarms: share(negatives.filter((r) => r.flagged).length, negatives.length) };
  if (positives.length > 0) {
    base.auc = auc(rows);
    base.ap = averagePrecision(rows);
    base.f1 = f1(rows);
    base.recall = share(positives.filter((r) => r.flagged).length, positives.length);
    base.gain = share(tokens(positives.filter((r) => r.flagged)), tokens(positives));
    base.repeatAlarms = share(negatives.filter((r) => r.repeat).length, negatives.length);
    for (const baseline of baselines) {
      const scored = set.chains.flatMap((chain) =>
        baseline.score(chain).map((score, i) => ({ score, label: chain.labels[i] === true })),
      );
      base[`auc ${baseline.id}`] = auc(scored);
    }
  }
  return base;
}

const percent = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '-' : `${(100 * value).toFixed(1)} %`;
const decimal = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '-' : value.toFixed(3);

function tableOf(all: ReadonlyMap<string, Figures>, sets: readonly EvalSet[]): string {
  const head = [
    'Set',
    'Cue words',
    'Steps',
    'AUC',
    'AP',
    'F1',
    'Found',
    'Tokens found',
    'False alarms',
    'Other steps flagged as repeats',
    ...baselines.map((b) => b.id),
  ];
  const lines = sets.map((set) => {
    const f = all.get(keyOf(set)) ?? {};
    const steps = set.chains.reduce((sum, c) => sum + c.labels.length, 0);
    return [
      set.title,
      set.masked ? 'masked' : 'as is',
      String(steps),
      decimal(f.auc),
      decimal(f.ap),
      decimal(f.f1),
      percent(f.recall),
      percent(f.gain),
      percent(f.alarms),
      percent(f.repeatAlarms),
      ...baselines.map((b) => decimal(f[`auc ${b.id}`])),
    ];
  });
  const rows = [head, head.map(() => '---'), ...lines];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const keyOf = (set: EvalSet): string => `${set.id} ${set.masked ? 'masked' : 'plain'}`;

/** How many tokens of each kind go, over the plain sets of natural traces. */
function kindTable(sets: readonly EvalSet[]): string {
  const rows = sets
    .filter((set) => !set.masked && ['clean', 'human', 'tail'].includes(set.id))
    .flatMap((set) => {
      const byKind = new Map<string, { all: number; gone: number }>();
      for (const { analysis } of set.chains.map((chain) => judge(chain, 'balanced'))) {
        for (const step of analysis.steps) {
          const entry = byKind.get(step.kind) ?? { all: 0, gone: 0 };
          entry.all += step.tokens;
          if (step.flagged) entry.gone += step.tokens;
          byKind.set(step.kind, entry);
        }
      }
      return [...byKind]
        .sort()
        .map(([kind, e]) => `| ${set.title} | ${kind} | ${e.all} | ${percent(share(e.gone, e.all))} |`);
    });
  return ['| Set | Kind | Tokens | Flagged |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** How often each pass speaks, and how often of labelled steps. */
function passTable(sets: readonly EvalSet[]): string {
  const ids = passes.map((p) => p.id);
  const chosen = sets.filter((set) => !set.masked && ['inserted', 'clean', 'human', 'tail'].includes(set.id));
  const lines = chosen.map((set) => {
    const judged = set.chains.map((chain) => judge(chain, 'balanced'));
    const cells = ids.map((id) => {
      const hits = judged.flatMap(({ chain, analysis }) =>
        analysis.steps.filter((s) => s.findings.some((f) => f.pass === id)).map((s) => chain.labels[s.index] === true),
      );
      return `${hits.filter(Boolean).length}/${hits.length}`;
    });
    return `| ${[set.title, ...cells].join(' | ')} |`;
  });
  return [
    `| Set (labelled / all findings) | ${ids.join(' | ')} |`,
    `| --- |${ids.map(() => ' --- |').join('')}`,
    ...lines,
  ].join('\n');
}

interface Ledger {
  /** Key of a set and a figure, with the worst value allowed. */
  readonly [setAndFigure: string]: { readonly atLeast?: number; readonly atMost?: number };
}

function checkLedger(all: ReadonlyMap<string, Figures>, ledger: Ledger): readonly string[] {
  return Object.entries(ledger).flatMap(([name, bound]) => {
    const at = name.lastIndexOf(' ');
    const value = all.get(name.slice(0, at))?.[name.slice(at + 1)];
    if (value === undefined) return [`${name}: not measured`];
    if (bound.atLeast !== undefined && value < bound.atLeast)
      return [`${name}: ${value.toFixed(4)} is below ${bound.atLeast}`];
    if (bound.atMost !== undefined && value > bound.atMost)
      return [`${name}: ${value.toFixed(4)} is above ${bound.atMost}`];
    return [];
  });
}

function main(): void {
  const sets = evalSets();
  if (!hasShared)
    console.log('../shared is not here: only the small committed subset (test/fixtures/eval) is scored.\n');
  const all = new Map(sets.map((set) => [keyOf(set), figuresOf(set)]));
  const report = [tableOf(all, sets), '', passTable(sets), '', kindTable(sets)].join('\n');
  console.log(report);
  const out = process.argv.indexOf('--out');
  if (out !== -1 && process.argv[out + 1] !== undefined) writeFileSync(process.argv[out + 1] ?? '', `${report}\n`);
  if (process.argv.includes('--figures')) console.log(JSON.stringify(Object.fromEntries(all), null, 1));
  const ledgers = JSON.parse(readFileSync(join(import.meta.dirname, 'ledger.json'), 'utf8')) as {
    full: Ledger;
    small: Ledger;
  };
  const failures = checkLedger(all, hasShared ? ledgers.full : ledgers.small);
  for (const failure of failures) console.error(`LEDGER ${failure}`);
  if (failures.length === 0) console.log('\nEvery figure of the ledger is kept.');
  process.exitCode = failures.length === 0 ? 0 : 1;
}

main();
