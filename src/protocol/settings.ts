/** The settings that the analysis follows: keys, defaults, and how unknown values are read. */
import type { JsonPath, JsonValue } from '../base/json.ts';
import { readWeights } from '../core/analysis/fit/weights-file.ts';
import type { Head, Preset } from '../core/analysis/types.ts';
import type { FieldMapping } from '../core/readers/types.ts';

/** What reads the records of the files that a glob names. */
export interface FileReader {
  readonly glob: string;
  /** Id of a reader, or a field mapping by hand. */
  readonly reader: string | FieldMapping;
}

/** All settings, read and checked. */
export interface Settings {
  /** Id of a tokenizer on offer, or the path of a model's `tokenizer.json`, which goes before. */
  readonly tokenizer: string;
  readonly segmenter: string;
  /** Separator for the segmenter `custom-regex`; empty when not set. */
  readonly segmenterPattern: string;
  readonly preset: Preset;
  readonly disabledPasses: readonly string[];
  /** Models of the score in place of the built-in ones, from the file that `weightsFile` names; absent when there is none. */
  readonly heads?: readonly Head[];
  /** First match wins. */
  readonly fileReaders: readonly FileReader[];
  readonly lens: { readonly steps: boolean; readonly findings: boolean; readonly records: boolean };
  /** Where token counts stand inside the text of trace documents. */
  readonly inlayTokens: InlayTokens;
  /** Whether skippable steps are faded. */
  readonly fade: boolean;
}

export type InlayTokens = 'off' | 'step' | 'line';

/** Keys below `cotLens.` with their defaults, as the manifest declares them. */
export const SETTING_DEFAULTS = {
  tokenizer: 'o200k_base',
  tokenizerFile: '',
  segmenter: 'auto',
  segmenterPattern: '',
  preset: 'balanced',
  disabledPasses: [],
  weightsFile: '',
  fileReaders: {},
  'lens.steps': true,
  'lens.findings': true,
  'lens.records': true,
  inlayTokens: 'off',
  fade: true,
} as const;

/** Key of a setting below `cotLens.`. */
export type SettingKey = keyof typeof SETTING_DEFAULTS;

export const PRESETS: readonly Preset[] = ['careful', 'balanced', 'aggressive'];
export const INLAY_TOKENS: readonly InlayTokens[] = ['off', 'step', 'line'];

/** The ids that settings may name, from the registries. */
export interface KnownIds {
  readonly tokenizers: readonly string[];
  readonly segmenters: readonly string[];
  readonly passes: readonly string[];
  readonly readers: readonly string[];
}

/**
 * Reads the value of the section `cotLens` as an editor gives it (nested objects or dotted keys). Total: what is not
 * understood counts as its default, and a note says so. Beside the settings, `weights` is the content of the file that
 * `weightsFile` names: who asks for the settings can read it, who reads them here cannot.
 */
export function parseSettings(
  raw: unknown,
  known: KnownIds,
): { readonly settings: Settings; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const value = (key: SettingKey) => lookUp(raw, key);
  const oneOf = <T extends string>(key: SettingKey, allowed: readonly T[], fallback: T): T => {
    const given = value(key);
    if (given === undefined || given === null) return fallback;
    const found = allowed.find((each) => each === given);
    if (found === undefined)
      notes.push(`cotLens.${key}: ${shown(given)} is not one of ${allowed.join(', ')}; ${fallback} counts.`);
    return found ?? fallback;
  };
  const flag = (key: SettingKey): boolean => {
    const given = value(key);
    if (typeof given === 'boolean') return given;
    if (given !== undefined && given !== null)
      notes.push(`cotLens.${key}: ${shown(given)} is neither true nor false; true counts.`);
    return true;
  };
  const heads = parseWeights(isRecord(raw) ? raw.weights : undefined, notes);
  const pattern = value('segmenterPattern');
  const file = value('tokenizerFile');
  const usesFile = typeof file === 'string' && file.trim() !== '';
  if (usesFile && !/\.json$/i.test(file)) {
    notes.push(`cotLens.tokenizerFile: ${shown(file)} is no .json file; cotLens.tokenizer counts.`);
  }
  const settings: Settings = {
    tokenizer:
      usesFile && /\.json$/i.test(file) ? file : oneOf('tokenizer', known.tokenizers, SETTING_DEFAULTS.tokenizer),
    segmenter: oneOf('segmenter', known.segmenters, SETTING_DEFAULTS.segmenter),
    segmenterPattern: typeof pattern === 'string' ? pattern : '',
    preset: oneOf('preset', PRESETS, SETTING_DEFAULTS.preset),
    disabledPasses: parsePasses(value('disabledPasses'), known.passes, notes),
    ...(heads === null ? {} : { heads }),
    fileReaders: parseFileReaders(value('fileReaders'), known.readers, notes),
    lens: { steps: flag('lens.steps'), findings: flag('lens.findings'), records: flag('lens.records') },
    inlayTokens: oneOf('inlayTokens', INLAY_TOKENS, SETTING_DEFAULTS.inlayTokens),
    fade: flag('fade'),
  };
  return { settings, notes };
}

/** The settings of someone who set nothing. */
export const DEFAULT_SETTINGS: Settings = parseSettings(undefined, {
  tokenizers: [SETTING_DEFAULTS.tokenizer],
  segmenters: [SETTING_DEFAULTS.segmenter],
  passes: [],
  readers: [],
}).settings;

/**
 * A path into a record as settings write it: an array of keys and indices, a JSON pointer ("/messages/0/content"), or
 * keys with dots ("messages.0.content", where digits are indices). Null when it is none of these.
 */
export function parseFieldPath(value: unknown): JsonPath | null {
  if (Array.isArray(value)) {
    const keys = value.filter((key): key is string | number => typeof key === 'string' || Number.isInteger(key));
    return keys.length === value.length && keys.length > 0 ? keys : null;
  }
  if (typeof value !== 'string' || value === '') return null;
  const keys = value.startsWith('/')
    ? value
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    : value.split('.');
  return keys.map((key) => (/^(0|[1-9]\d{0,8})$/.test(key) ? Number(key) : key));
}

const MAPPING_FIELDS = ['question', 'answer', 'referenceAnswer', 'id'] as const;

/** A field mapping as settings write it; null when `reasoning` is missing or a path is none. */
export function parseFieldMapping(value: unknown): FieldMapping | null {
  if (!isRecord(value)) return null;
  const reasoning = parseFieldPath(value.reasoning);
  if (!reasoning) return null;
  const paths: { -readonly [Field in (typeof MAPPING_FIELDS)[number]]?: JsonPath } = {};
  for (const field of MAPPING_FIELDS) {
    if (value[field] === undefined) continue;
    const path = parseFieldPath(value[field]);
    if (!path) return null;
    paths[field] = path;
  }
  const marks = parseMarks(value.marks);
  return marks === undefined ? null : { reasoning, ...paths, ...(marks === null ? {} : { marks }) };
}

/** Two marks as settings write them, `["<plan>", "</plan>"]`; null where there are none, undefined where they are no such pair. */
function parseMarks(value: unknown): FieldMapping['marks'] | null | undefined {
  if (value === undefined) return null;
  const [open, close] = Array.isArray(value) && value.length === 2 ? (value as readonly unknown[]) : [];
  return typeof open === 'string' && typeof close === 'string' && close !== '' ? { open, close } : undefined;
}

function parseWeights(value: unknown, notes: string[]): readonly Head[] | null {
  if (value === undefined || value === null) return null;
  const heads = readWeights(value as JsonValue);
  if (typeof heads !== 'string') return heads;
  notes.push(`cotLens.weightsFile: ${heads} The built-in weights count.`);
  return null;
}

function parsePasses(value: unknown, known: readonly string[], notes: string[]): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    notes.push(`cotLens.disabledPasses: ${shown(value)} is not a list; no pass is switched off.`);
    return [];
  }
  return value.filter((id): id is string => {
    const fits = typeof id === 'string' && known.includes(id);
    if (!fits) notes.push(`cotLens.disabledPasses: there is no pass ${shown(id)}; it is ignored.`);
    return fits;
  });
}

function parseFileReaders(value: unknown, known: readonly string[], notes: string[]): readonly FileReader[] {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) {
    notes.push(`cotLens.fileReaders: ${shown(value)} is no object of globs; readers are chosen automatically.`);
    return [];
  }
  return Object.entries(value).flatMap(([glob, given]): FileReader[] => {
    if (typeof given === 'string' && known.includes(given)) return [{ glob, reader: given }];
    const mapping = parseFieldMapping(given);
    if (mapping) return [{ glob, reader: mapping }];
    notes.push(
      `cotLens.fileReaders: ${shown(given)} for "${glob}" is neither a reader nor a field mapping; it is ignored.`,
    );
    return [];
  });
}

function lookUp(raw: unknown, key: SettingKey): unknown {
  if (!isRecord(raw)) return undefined;
  if (Object.hasOwn(raw, key)) return raw[key];
  const [head, tail] = key.split('.');
  const nested = head === undefined || !Object.hasOwn(raw, head) ? undefined : raw[head];
  return tail !== undefined && isRecord(nested) && Object.hasOwn(nested, tail) ? nested[tail] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = typeof value === 'object' ? jsonOf(value) : typeof value === 'string' ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'this';
  } catch {
    return 'this';
  }
}
