import { exporters, findExporter } from '../../core/export/registry.ts';
import type { Exporter, ExportOption, ExportValues } from '../../core/export/types.ts';
import { readValues } from '../../core/export/values.ts';
import type { ExportChoice, ExportWish, GradeFilter } from './types.ts';
import { ALL_TRAIN, parseShares } from './wish.ts';

type Given = Readonly<Record<string, string | number | boolean>>;

/** What a person answered, in plain values that can be stored. */
export interface ExportAnswers {
  readonly to: string;
  /** Options of the exporter that are not at their defaults. */
  readonly options: Given;
  readonly source: ExportChoice;
  readonly strategies: readonly string[];
  readonly only: GradeFilter;
  readonly minTokens: number | null;
  readonly maxTokens: number | null;
  /** As `parseShares` reads it. */
  readonly split: string;
  readonly dedupe: boolean;
  readonly seed: number;
  /** Whose labels count; null for those of the majority. */
  readonly annotator: string | null;
}

/** The answers that are remembered. */
export interface ExportMemory {
  readonly answers: ExportAnswers;
  /** Address of the folder of the last export; null before the first. */
  readonly folder: string | null;
  /** Addresses of the corpora of the last export. */
  readonly corpora: readonly string[];
  /** Ids of exporters, the one used last first. */
  readonly recent: readonly string[];
  /** Options of exporters that were used before, by the exporters' ids. */
  readonly options: Readonly<Record<string, Given>>;
}

const MOST_RECENT = 5;
const FIRST_ANSWERS: ExportAnswers = {
  to: '',
  options: {},
  source: 'originals',
  strategies: [],
  only: 'all',
  minTokens: null,
  maxTokens: null,
  split: 'train=100',
  dedupe: true,
  seed: 1,
  annotator: null,
};

/** The memory that was stored; what is missing, unknown or from another version is as for a person who never exported. */
export function readMemory(stored: unknown): ExportMemory {
  const { answers, folder, corpora, recent, options } = objectOf(stored);
  return {
    answers: readAnswers(answers),
    folder: typeof folder === 'string' && folder !== '' ? folder : null,
    corpora: textsOf(corpora),
    recent: textsOf(recent).filter((id) => findExporter(id) !== undefined),
    options: Object.fromEntries(Object.entries(objectOf(options)).map(([id, given]) => [id, givenOf(given)])),
  };
}

function readAnswers(stored: unknown): ExportAnswers {
  const { to, options, source, strategies, only, minTokens, maxTokens, split, dedupe, seed, annotator } =
    objectOf(stored);
  const exporter = typeof to === 'string' ? findExporter(to) : undefined;
  return {
    to: exporter?.id ?? '',
    options: exporter ? changedOptions(exporter, givenOf(options)) : {},
    source: source === 'variants' || source === 'both' || source === 'labels' ? source : 'originals',
    strategies: textsOf(strategies),
    only: only === 'graded' || only === 'correct' ? only : 'all',
    minTokens: boundOf(minTokens),
    maxTokens: boundOf(maxTokens),
    split: typeof split === 'string' && parseShares(split) !== null ? split : FIRST_ANSWERS.split,
    dedupe: dedupe !== false,
    seed: typeof seed === 'number' && Number.isSafeInteger(seed) ? seed : FIRST_ANSWERS.seed,
    annotator: typeof annotator === 'string' && annotator !== '' ? annotator : null,
  };
}

/** The memory after an export. */
export function remembered(
  memory: ExportMemory,
  answers: ExportAnswers,
  places: { readonly folder: string; readonly corpora: readonly string[] },
): ExportMemory {
  const { to } = answers;
  return {
    answers,
    ...places,
    recent: [to, ...memory.recent.filter((id) => id !== to)].slice(0, MOST_RECENT),
    options: { ...memory.options, [to]: answers.options },
  };
}

/** The answers with another exporter and the options that it was used with last. */
export function withExporter(answers: ExportAnswers, { id }: Exporter, memory: ExportMemory): ExportAnswers {
  if (answers.to === id) return answers;
  const exporter = findExporter(id);
  return { ...answers, to: id, options: exporter ? changedOptions(exporter, memory.options[id] ?? {}) : {} };
}

/** The answers with an option set, or back at its default. */
export function withOption(answers: ExportAnswers, exporter: Exporter, id: string, value: string | number | boolean) {
  return { ...answers, options: changedOptions(exporter, { ...answers.options, [id]: value }) };
}

/** Those of the values that the exporter knows, that are allowed, and that are not the default. */
function changedOptions({ options }: Exporter, given: Given): Given {
  const { values } = readValues(options, given);
  return Object.fromEntries(
    options.filter((each) => values[each.id] !== each.default).map(({ id }) => [id, values[id] ?? '']),
  );
}

/** What the answers ask for; null when their exporter is not known. */
export function wishOf(
  answers: ExportAnswers,
  { name, analyze }: Pick<ExportWish, 'name' | 'analyze'>,
): ExportWish | null {
  const exporter = findExporter(answers.to);
  if (!exporter) return null;
  const { source, strategies, only, minTokens, maxTokens, split, dedupe, seed, options, annotator } = answers;
  return {
    exporter,
    options: readValues(exporter.options, options).values,
    name,
    source: takesVariantsBeside(exporter) ? 'originals' : source,
    strategies: variantsCount(answers, exporter) ? strategies : [],
    only,
    minTokens,
    maxTokens,
    splits: parseShares(split) ?? ALL_TRAIN,
    dedupe,
    seed,
    ...(annotator === null ? {} : { annotator }),
    grouping: { groupBy: 'auto', answerRule: 'auto' },
    analyze,
    limit: null,
  };
}

/** Whether variants have a part in the export, so that their strategies matter. */
export function variantsCount({ source }: ExportAnswers, exporter: Exporter): boolean {
  return source === 'variants' || source === 'both' || takesVariantsBeside(exporter);
}

/** Whether an exporter gets variants with the trace that they are of, whatever the source is. */
export function takesVariantsBeside(exporter: Exporter): boolean {
  return exporter.unit === 'group' || exporter.variants === 'attached';
}

/** All exporters in the order and under the headings in which they are offered; each once. */
export function exporterSections(
  recent: readonly string[],
): readonly { readonly title: string; readonly exporters: readonly Exporter[] }[] {
  const used = recent.flatMap((id) => exporters.filter((each) => each.id === id));
  const others = (family: Exporter['family']) =>
    exporters.filter((each) => each.family === family && !used.includes(each));
  return [
    { title: 'Used last', exporters: used },
    { title: "The survey's systems", exporters: others('survey') },
    { title: 'Later methods', exporters: others('later') },
    { title: 'General formats of trainers', exporters: others('general') },
  ].filter((section) => section.exporters.length > 0);
}

/** A value of an option for people. */
export function valueText(option: ExportOption, value: ExportValues[string] | undefined): string {
  if (value === undefined || value === '') return 'empty';
  if (option.kind === 'flag') return value === true ? 'yes' : 'no';
  if (option.kind === 'choice') return option.choices.find(({ id }) => id === value)?.title ?? String(value);
  return String(value);
}

const FILTERS: Readonly<Record<GradeFilter, string>> = {
  all: 'all traces',
  graded: 'only graded ones',
  correct: 'only right ones',
};
const SOURCES: Readonly<Record<ExportChoice, string>> = {
  originals: 'originals',
  variants: 'accepted variants',
  both: 'originals and accepted variants',
  labels: 'without the steps labelled skip',
};

/** Short words for each part of the answers. */
export function answerTexts(answers: ExportAnswers) {
  const exporter = findExporter(answers.to);
  const changed = (exporter?.options ?? []).filter(({ id }) => answers.options[id] !== undefined);
  const { minTokens, maxTokens, strategies, dedupe, seed, annotator } = answers;
  return {
    exporter: exporter?.title ?? 'none yet',
    source:
      exporter && takesVariantsBeside(exporter) ? 'originals, with their accepted variants' : SOURCES[answers.source],
    filters: [
      FILTERS[answers.only],
      ...(minTokens === null && maxTokens === null ? [] : [tokensText(minTokens, maxTokens)]),
      ...(strategies.length === 0 || !exporter || !variantsCount(answers, exporter)
        ? []
        : [`variants of ${strategies.join(', ')}`]),
      ...(dedupe ? [] : ['with repeated ones']),
      ...(annotator === null ? [] : [`labels of ${annotator}`]),
    ].join('; '),
    split: `${splitText(answers.split)}; seed ${seed}`,
    options:
      changed.length === 0
        ? 'all as published'
        : changed.map((each) => `${each.title}: ${valueText(each, answers.options[each.id])}`).join('; '),
  };
}

/** Bounds of tokens for people. */
export function tokensText(least: number | null, most: number | null): string {
  if (least === null && most === null) return 'any length';
  if (most === null) return `from ${least} tokens`;
  return least === null ? `up to ${most} tokens` : `${least} to ${most} tokens`;
}

/** Bounds of tokens as people write them ("200-8000", "200-", "-8000", empty for none); null when they are none. */
export function parseTokens(text: string): Pick<ExportAnswers, 'minTokens' | 'maxTokens'> | null {
  const given = text.trim();
  if (given === '') return { minTokens: null, maxTokens: null };
  const match = /^(\d{0,9})\s{0,3}(?:-|–|to)\s{0,3}(\d{0,9})$/.exec(given);
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [least, most] = [match[1], match[2]].map((each) => (each === '' ? null : Number(each)));
  if (typeof least === 'number' && typeof most === 'number' && least > most) return null;
  return { minTokens: least ?? null, maxTokens: most ?? null };
}

/** Shares for people: "90 % train, 10 % valid". */
export function splitText(split: string): string {
  const shares = parseShares(split) ?? ALL_TRAIN;
  if (shares.length === 1) return `all in ${shares[0]?.split}`;
  return shares.map((each) => `${Number((each.share * 100).toFixed(1))} % ${each.split}`).join(', ');
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function givenOf(value: unknown): Given {
  const known = (each: unknown) => typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean';
  return Object.fromEntries(Object.entries(objectOf(value)).filter(([, each]) => known(each))) as Given;
}

function boundOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : null;
}
