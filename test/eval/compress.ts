/**
 * How the built-in strategies and the guards do, beside `eval.ts`: `node test/eval/compress.ts [--misses]`. Exit 1 below the
 * ledger (compress-ledger.json). `--misses` names what was missed; `--docs` only writes the tables of docs/strategies.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInStrategies } from '../../src/core/compress/registry.ts';
import { defaultCounter } from '../helpers/compress-inputs.ts';
import { DOCS, docsText, generatedDocs } from './compress/docs.ts';
import {
  caseFigures,
  codeFigures,
  damageFigures,
  honestFigures,
  keptTexts,
  languageFigures,
  strategyFigures,
  type Verdicts,
} from './compress/figures.ts';
import {
  caseTraces,
  hasShared,
  replies,
  rewordings,
  solutions,
  thinkingSets,
  translations,
} from './compress/traces.ts';

const showMisses = process.argv.includes('--misses');
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const figures = new Map<string, number>();

function verdictRow(name: string, set: string, { count, refused, warned, missed }: Verdicts): readonly string[] {
  if (count > 0) figures.set(`${set}: ${name}`, refused / count);
  if (showMisses) for (const miss of missed.slice(0, 12)) console.error(`MISS ${set} | ${name} | ${miss}`);
  const share = (part: number): string => (count === 0 ? '-' : percent(part / count));
  return [set, name, String(count), share(refused), share(warned)];
}

async function main(): Promise<void> {
  const counter = await defaultCounter();
  if (process.argv.includes('--docs')) {
    writeFileSync(DOCS, generatedDocs(docsText(), counter));
    return;
  }
  if (!hasShared) console.log('../shared is not here: only the samples and the committed fixtures are used.\n');
  const sets = thinkingSets(counter);
  const rows = builtInStrategies.flatMap((strategy) =>
    [...sets, ['all', [...sets.values()].flat()] as const].flatMap(([set, sources]) => {
      if (set !== 'all' && strategy.id !== 'safe-prune') return [];
      const one = strategyFigures(strategy, sources);
      for (const key of ['removed', 'accepted', 'derivation'] as const)
        figures.set(`${strategy.id} ${set}: ${key}`, one[key]);
      if (showMisses) for (const lost of one.lost) console.error(`LOST ${strategy.id} ${lost}`);
      return [
        [
          strategy.id,
          set,
          String(one.traces),
          percent(one.removed),
          percent(one.accepted),
          percent(one.derivation),
          `${one.checked} (${one.calculated})`,
        ],
      ];
    }),
  );
  console.log(
    table(
      ['Strategy', 'Thinking', 'Traces', 'Tokens removed', 'Accepted', 'Derivation kept', 'Checked (by calculation)'],
      rows,
    ),
  );

  const thinking = [...sets.values()].flat();
  const gold = solutions(counter);
  const pairs = rewordings(counter);
  const honest = new Map([
    [
      'kept',
      [
        ...keptTexts(['safe-prune', 'answer-slice'], thinking),
        ...gold.map((one) => ({ ...one, text: one.input.text.reasoning })),
      ],
    ],
    ['lexical', keptTexts(['lexical'], [...thinking, ...gold])],
    ['model replies', replies(sets, counter)],
    ['reworded by hand', pairs],
  ]);
  console.log('');
  const honestRows = [...honest].map(([set, texts]) => {
    const one = honestFigures(texts);
    figures.set(`${set}: false refusals`, one.refused / Math.max(1, one.count));
    if (showMisses) for (const reason of one.reasons) console.error(`FALSE ${set} | ${reason}`);
    return [
      set,
      String(one.count),
      percent(one.refused / Math.max(1, one.count)),
      percent(one.warned / Math.max(1, one.count)),
    ];
  });
  console.log(table(['Honest texts', 'Count', 'Refused', 'Warned'], honestRows));
  console.log('');
  const damageRows = [...honest].flatMap(([set, texts]) => {
    const rounds = texts.length < 100 ? 6 : 1;
    const used = texts.filter((_, index) => index % Math.max(1, Math.floor(texts.length / 400)) === 0);
    const byDamage = damageFigures(used, rounds);
    const numbers = [...byDamage].map(([name, verdicts]) => verdictRow(name, set, verdicts));
    return numbers;
  });
  const cases = caseFigures(caseTraces(), counter);
  damageRows.push(
    verdictRow('lost case', 'cases', cases.lost),
    verdictRow('hurt code block', 'reworded by hand', codeFigures(pairs, counter)),
    verdictRow('changed language', 'reworded by hand', languageFigures(pairs, translations())),
  );
  figures.set('cases: false refusals', cases.whole.refused / cases.whole.count);
  console.log(table(['Text', 'Damage', 'Count', 'Refused', 'Only warned'], damageRows));
  check();
}

interface Bound {
  readonly atLeast?: number;
  readonly atMost?: number;
}

function check(): void {
  const ledgers = JSON.parse(readFileSync(join(import.meta.dirname, 'compress-ledger.json'), 'utf8')) as {
    full: Readonly<Record<string, Bound>>;
    small: Readonly<Record<string, Bound>>;
  };
  const failures = Object.entries(hasShared ? ledgers.full : ledgers.small).flatMap(([name, bound]) => {
    const value = figures.get(name);
    if (value === undefined) return [`${name}: not measured`];
    if (bound.atLeast !== undefined && value < bound.atLeast)
      return [`${name}: ${value.toFixed(4)} is below ${bound.atLeast}`];
    if (bound.atMost !== undefined && value > bound.atMost)
      return [`${name}: ${value.toFixed(4)} is above ${bound.atMost}`];
    return [];
  });
  for (const failure of failures) console.error(`LEDGER ${failure}`);
  if (failures.length === 0) console.log('\nEvery figure of the compression ledger is kept.');
  process.exitCode = failures.length === 0 ? 0 : 1;
}

await main();
