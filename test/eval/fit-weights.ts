/** Makes src/core/analysis/weights.ts from the development data: `node test/eval/fit-weights.ts [--write]`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auc } from '../../src/core/analysis/fit/auc.ts';
import { type Example, fitLogistic, type Model, predict } from '../../src/core/analysis/fit/logistic.ts';
import { SIGNS } from '../../src/core/analysis/fit/signs.ts';
import { passes } from '../../src/core/analysis/registry.ts';
import { hasShared } from './chains.ts';
import { averagePrecision } from './metrics.ts';
import { type EvalSet, evalSets, featuresOfChain } from './sets.ts';

interface HeadPlan {
  readonly id: string;
  /** Features of the model. */
  readonly features: readonly string[];
  /** How much a set counts in the fit. */
  readonly sets: Readonly<Record<string, number>>;
  /** Sets of which only the steps that have to stay count. */
  readonly negatives?: Readonly<Record<string, number>>;
  /** Share of steps of clean chains and of solutions by people that it may flag by default. */
  readonly falseAlarms?: number;
  /** Share of the labelled steps of `recallOn` that it has to flag by default, in place of `falseAlarms`. */
  readonly recall?: number;
  readonly recallOn?: readonly string[];
  /** For one feature that is 1 or 0: the fitted probability is the score where it is 1; where it is 0 the model is silent. */
  readonly uncut?: boolean;
}

const REPEATS = ['exact-repeat', 'near-repeat', 'loop'];
const TAIL = ['after-answer', 'tail-restated', 'tail-said-again', 'tail-length', 'tail-firm', 'tail-dense'];
/** Evidence that needs the record's reference answer. */
const KNOWN = ['tail-known'];
const NAMES: readonly string[] = [...new Set([...passes.map((p) => p.id), ...Object.keys(SIGNS), ...TAIL, ...KNOWN])];
/** The plain inserted chains count little: their stock words are no evidence. */
const HEADS: readonly HeadPlan[] = [
  {
    id: 'repeat',
    features: REPEATS,
    falseAlarms: 0.01,
    recall: 0.998,
    recallOn: ['paraphrase plain', 'verbatim plain'],
    sets: {
      'verbatim plain': 1,
      'paraphrase plain': 1,
      'paraphrase masked': 1,
      'loop plain': 0.3,
      'clean plain': 0.2,
      'human plain': 1,
    },
  },
  {
    id: 'tail',
    falseAlarms: 0.01,
    recall: 0.84,
    recallOn: ['tail-steps plain'],
    features: [...TAIL, 're-derivation', 'no-new-number', 'needed'],
    sets: {
      'tail plain': 1,
      'tail masked': 0.5,
      'tail-steps plain': 1,
      'clean plain': 1,
      'clean masked': 0.5,
      'human plain': 0.5,
    },
  },
  {
    id: 'known',
    features: KNOWN,
    uncut: true,
    sets: { 'tail-known plain': 1, 'tail-known masked': 0.5 },
  },
  {
    id: 'gain',
    falseAlarms: 0.003,
    features: NAMES.filter((name) => ![...REPEATS, ...TAIL, ...KNOWN].includes(name)),
    sets: { 'inserted masked': 1, 'inserted plain': 0.3, 'clean masked': 0.5, 'clean plain': 0.5, 'human plain': 0.5 },
    negatives: { 'tail plain': 0.5 },
  },
];
/** Log-odds by which a step without the evidence of an uncut model is lowered: it then says nothing of it. */
const SILENT = 8;
const RIDGE = 2;
const FOLDS = 5;

interface Row extends Example {
  readonly set: string;
  readonly fold: number;
}

function foldOf(group: string): number {
  let hash = 7;
  for (let i = 0; i < group.length; i++) hash = (Math.imul(hash, 31) + group.charCodeAt(i)) >>> 0;
  return hash % FOLDS;
}

function rowsOf(set: EvalSet): readonly Row[] {
  const name = `${set.id} ${set.masked ? 'masked' : 'plain'}`;
  const steps = set.chains.reduce((sum, chain) => sum + chain.labels.length, 0);
  const weight = 2_000 / steps;
  return set.chains.flatMap((chain) => {
    const fold = foldOf(chain.group);
    return featuresOfChain(chain).map((features, i) => ({
      x: NAMES.map((n) => features[n] ?? 0),
      y: chain.labels[i] === true ? 1 : 0,
      weight,
      set: name,
      fold,
    }));
  });
}

type Models = readonly { readonly plan: HeadPlan; readonly model: Model }[];

function train(rows: readonly Row[]): Models {
  return HEADS.map((plan) => {
    const columns = plan.features.map((name) => NAMES.indexOf(name));
    const examples = rows
      .map((row) => {
        const share = plan.sets[row.set] ?? (row.y === 0 ? plan.negatives?.[row.set] : undefined) ?? 0;
        return { x: columns.map((c) => row.x[c] ?? 0), y: row.y, weight: row.weight * share };
      })
      .filter((example) => example.weight > 0);
    const model = fitLogistic(
      examples,
      plan.features.map((name) => SIGNS[name] ?? 1),
      RIDGE,
    );
    if (plan.uncut !== true) return { plan, model };
    return { plan, model: model.map((value, i) => value + (i === 0 ? -SILENT : SILENT)) };
  });
}

function probabilityOf({ plan, model }: Models[number], row: Row): number {
  return predict(
    model,
    plan.features.map((name) => row.x[NAMES.indexOf(name)] ?? 0),
  );
}

const scoreRow = (models: Models, row: Row): number => Math.max(...models.map((m) => probabilityOf(m, row)));
const logit = (p: number): number => Math.log(p / (1 - p));

/**
 * Probability from which a model decides by default: the repeat model takes nearly all planted repeats, the others are
 * allowed a small share of false alarms on clean chains and on solutions by people.
 */
function cutOf(plan: HeadPlan, scores: ReadonlyMap<Row, number>): number {
  if (plan.uncut === true) return 0.5;
  const of = (sets: readonly string[], y: number) =>
    [...scores].filter(([row]) => sets.includes(row.set) && row.y === y).map(([, p]) => p);
  if (plan.recall === undefined)
    return quantile(of(['clean plain', 'human plain', 'tail plain'], 0), 1 - (plan.falseAlarms ?? 0));
  // A step without any of the model's own evidence can never be taken.
  const own = plan.features.filter((name) => SIGNS[name] === undefined).map((name) => NAMES.indexOf(name));
  const seen = [...scores]
    .filter(([row]) => plan.recallOn?.includes(row.set) && row.y === 1 && own.some((i) => (row.x[i] ?? 0) > 0))
    .map(([, p]) => p);
  return quantile(seen, 1 - plan.recall) - 1e-6;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0.5;
}

function shift(models: Models, cuts: readonly number[]): Models {
  return models.map(({ plan, model }, i) => ({
    plan,
    model: [(model[0] ?? 0) - logit(cuts[i] ?? 0.5), ...model.slice(1)],
  }));
}

function thresholdFor(negatives: readonly number[], allowed: number): number {
  const sorted = [...negatives].sort((a, b) => b - a);
  return Number((sorted[Math.floor(sorted.length * allowed)] ?? 0.5).toFixed(3)) + 0.001;
}

function main(): void {
  if (!hasShared) {
    console.log('The development data (../shared) are not here; the committed weights stay as they are.');
    return;
  }
  const rows = evalSets().flatMap(rowsOf);
  const perHead = HEADS.map(() => new Map<Row, number>());
  const foldModels: Models[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const models = train(rows.filter((r) => r.fold !== fold));
    foldModels.push(models);
    for (const row of rows.filter((r) => r.fold === fold)) {
      for (const [i, model] of models.entries()) perHead[i]?.set(row, probabilityOf(model, row));
    }
  }
  const cuts = HEADS.map((plan, i) => cutOf(plan, perHead[i] ?? new Map()));
  console.log('cuts', cuts.map((c) => c.toFixed(3)).join(' '));
  const held = new Map<Row, number>();
  const shifted = foldModels.map((models) => shift(models, cuts));
  for (const row of rows) held.set(row, scoreRow(shifted[row.fold] ?? [], row));
  console.log('Cross-validated by question:');
  for (const set of new Set(rows.map((r) => r.set))) {
    const items = rows.filter((r) => r.set === set).map((r) => ({ score: held.get(r) ?? 0, label: r.y === 1 }));
    if (items.some((i) => i.label)) {
      console.log(set.padEnd(20), 'AUC', auc(items).toFixed(3), 'AP', averagePrecision(items).toFixed(3));
    }
  }
  const negatives = (sets: readonly string[]) => rows.filter((r) => sets.includes(r.set)).map((r) => held.get(r) ?? 0);
  const positives = (set: string) => rows.filter((r) => r.set === set && r.y === 1).map((r) => held.get(r) ?? 0);
  const quiet = negatives(['clean plain', 'human plain']);
  const thresholds = {
    careful: Math.max(0.6, Number((quantile(positives('verbatim plain'), 0.01) - 0.005).toFixed(3))),
    balanced: 0.5,
    aggressive: Math.min(0.4, thresholdFor(quiet, 0.05)),
  };
  const model = shift(train(rows), cuts);
  console.log('thresholds', thresholds, 'quiet rows', quiet.length);
  for (const [name, t] of Object.entries(thresholds)) {
    const parts = [...new Set(rows.map((r) => r.set))].map((set) => {
      const mine = rows.filter((r) => r.set === set);
      const rate = (y: number) => {
        const side = mine.filter((r) => r.y === y);
        return ((100 * side.filter((r) => (held.get(r) ?? 0) >= t).length) / Math.max(1, side.length)).toFixed(1);
      };
      return `${set}: ${rate(1)}/${rate(0)}`;
    });
    console.log(name, parts.join('  '));
  }
  for (const { plan, model: head } of model) {
    const parts = plan.features.map((name, i) => `${name} ${(head[i + 1] ?? 0).toFixed(2)}`);
    console.log(plan.id, 'bias', (head[0] ?? 0).toFixed(2), parts.join(', '));
  }
  if (process.argv.includes('--write')) write(model, thresholds);
}

function write(models: Models, thresholds: Readonly<Record<string, number>>): void {
  const number = (value: number) => String(Number(value.toFixed(2)));
  const key = (name: string) => (/^[a-z]+$/.test(name) ? name : `'${name}'`);
  const heads = models.map(({ plan, model }) => {
    const used = plan.features
      .map((name, i) => ({ name, value: number(model[i + 1] ?? 0) }))
      .filter((l) => Number(l.value) !== 0);
    const lines = used.map((l) => `      ${key(l.name)}: ${l.value},`).join('\n');
    return `  {\n    id: '${plan.id}',\n    bias: ${number(model[0] ?? 0)},\n    weights: {\n${lines}\n    },\n  },`;
  });
  const text = `import type { Head, Preset } from './types.ts';

/** Made by \`node test/eval/fit-weights.ts --write\` from the development data; not to be edited by hand. */
export const HEADS: readonly Head[] = [
${heads.join('\n')}
];

/** Least score of a flagged step, by preset. */
export const THRESHOLDS: Readonly<Record<Preset, number>> = {
${Object.entries(thresholds)
  .map(([k, v]) => `  ${k}: ${number(v)},`)
  .join('\n')}
};
`;
  writeFileSync(join(import.meta.dirname, '../../src/core/analysis/weights.ts'), text);
  console.log('weights.ts written.');
}

main();
