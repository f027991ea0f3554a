import type { JsonObject, JsonValue } from '../base/json.ts';

/** A configured endpoint, without its key. */
export interface EndpointProfile {
  /** Stable; names the key in the secret storage. */
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  /** Free text; '' when none was chosen yet. */
  readonly model: string;
  /** A value may hold `{key}` where the key has to stand. */
  readonly headers: Readonly<Record<string, string>>;
  /** Fields put into the body of every request as they are. */
  readonly extraBody: JsonObject;
  readonly stream: boolean;
  /** Longest time for a whole reply; 0 for none. */
  readonly timeoutSeconds: number;
  /** Longest silence inside a reply; 0 for none. */
  readonly idleTimeoutSeconds: number;
  readonly temperature?: number;
  readonly maxTokens?: number;
  /** Money per million tokens, for cost estimates. */
  readonly prices?: { readonly input: number; readonly output: number };
}

/** A profile read from settings, with what was odd about them in plain sentences. `profile` is null when it is unusable. */
export interface ProfileReading {
  readonly profile: EndpointProfile | null;
  readonly notes: readonly string[];
}

export const DEFAULT_TIMEOUT_SECONDS = 600;
export const DEFAULT_IDLE_TIMEOUT_SECONDS = 120;

const KNOWN = new Set([
  'id',
  'name',
  'baseUrl',
  'model',
  'headers',
  'extraBody',
  'stream',
  'timeoutSeconds',
  'idleTimeoutSeconds',
  'temperature',
  'maxTokens',
  'prices',
]);

/** Reads a profile from whatever stands in the settings. Never throws; a wrong field gives a note and its default. */
export function parseProfile(value: unknown): ProfileReading {
  const notes: string[] = [];
  if (!isRecord(value)) return { profile: null, notes: ['An endpoint has to be an object with at least "baseUrl".'] };
  const baseUrl = text(value, 'baseUrl', notes)?.trim() ?? '';
  if (baseUrl === '') return { profile: null, notes: [...notes, 'The endpoint has no "baseUrl".'] };
  for (const field of Object.keys(value)) {
    if (/key|token|secret|password/i.test(field) && field !== 'maxTokens') {
      notes.push(`"${field}" is not read from settings: keys belong into the secret storage.`);
    } else if (!KNOWN.has(field)) notes.push(`"${field}" is no setting of an endpoint.`);
  }
  const name = text(value, 'name', notes)?.trim() || hostOf(baseUrl);
  const temperature = number(value, 'temperature', 0, 10, notes);
  const maxTokens = number(value, 'maxTokens', 1, 10_000_000, notes);
  const prices = pricesOf(value.prices, notes);
  const profile: EndpointProfile = {
    id: text(value, 'id', notes)?.trim() || baseUrl,
    name,
    baseUrl,
    model: text(value, 'model', notes)?.trim() ?? '',
    headers: headersOf(value.headers, notes),
    extraBody: extraBodyOf(value.extraBody, notes),
    stream: typeof value.stream === 'boolean' ? value.stream : streamDefault(value.stream, notes),
    timeoutSeconds: number(value, 'timeoutSeconds', 0, 86_400, notes) ?? DEFAULT_TIMEOUT_SECONDS,
    idleTimeoutSeconds: number(value, 'idleTimeoutSeconds', 0, 86_400, notes) ?? DEFAULT_IDLE_TIMEOUT_SECONDS,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxTokens: Math.floor(maxTokens) }),
    ...(prices === undefined ? {} : { prices }),
  };
  return { profile, notes };
}

/** Reads a list of profiles; a second one with the same id is left out with a note. */
export function parseProfiles(value: unknown): {
  readonly profiles: readonly EndpointProfile[];
  readonly notes: readonly string[];
} {
  if (value === undefined || value === null) return { profiles: [], notes: [] };
  if (!Array.isArray(value)) return { profiles: [], notes: ['The endpoints have to be a list.'] };
  const profiles = new Map<string, EndpointProfile>();
  const notes: string[] = [];
  value.forEach((item: unknown, index) => {
    const reading = parseProfile(item);
    notes.push(...reading.notes.map((note) => `Endpoint ${index + 1}: ${note}`));
    const { profile } = reading;
    if (profile === null) return;
    if (profiles.has(profile.id))
      notes.push(`Endpoint ${index + 1}: the id "${profile.id}" is taken by an earlier one.`);
    else profiles.set(profile.id, profile);
  });
  return { profiles: [...profiles.values()], notes };
}

/** Host and port of an address; the text itself when it is none. For names and provenance, never with a query or login. */
export function hostOf(baseUrl: string): string {
  try {
    return new URL(baseUrl).host || baseUrl;
  } catch {
    return 'endpoint';
  }
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(from: Fields, field: string, notes: string[]): string | undefined {
  const value = from[field];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  notes.push(`"${field}" has to be text.`);
  return undefined;
}

function number(from: Fields, field: string, least: number, most: number, notes: string[]): number | undefined {
  const value = from[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  notes.push(`"${field}" has to be a number from ${least} to ${most}.`);
  return undefined;
}

function streamDefault(value: unknown, notes: string[]): boolean {
  if (value !== undefined && value !== null) notes.push('"stream" has to be true or false.');
  return true;
}

function headersOf(value: unknown, notes: string[]): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    notes.push('"headers" has to be an object of texts.');
    return {};
  }
  const entries = Object.entries(value);
  for (const [name, one] of entries) if (typeof one !== 'string') notes.push(`The header "${name}" has to be text.`);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function extraBodyOf(value: unknown, notes: string[]): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    notes.push('"extraBody" has to be an object.');
    return {};
  }
  if ('messages' in value) notes.push('"messages" in "extraBody" is not sent: the messages are made from the trace.');
  // Settings are JSON; the round trip drops whatever a caller put in that is not.
  return JSON.parse(JSON.stringify(value)) as JsonValue as JsonObject;
}

function pricesOf(value: unknown, notes: string[]): { input: number; output: number } | undefined {
  if (value === undefined || value === null) return undefined;
  if (isRecord(value) && typeof value.input === 'number' && typeof value.output === 'number') {
    if (value.input >= 0 && value.output >= 0) return { input: value.input, output: value.output };
  }
  notes.push('"prices" has to hold "input" and "output", each money per million tokens.');
  return undefined;
}
