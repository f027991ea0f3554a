import type { JsonObject, JsonValue } from '../base/json.ts';

/** The protocols that endpoints speak; each has its file in `protocols`. */
export const ENDPOINT_KINDS = ['openai-compatible', 'anthropic', 'azure-openai'] as const;

export type EndpointKind = (typeof ENDPOINT_KINDS)[number];

/** A configured endpoint, without its key. */
export interface EndpointProfile {
  /** Stable; names the key in the secret storage. */
  readonly id: string;
  readonly name: string;
  readonly kind: EndpointKind;
  readonly baseUrl: string;
  /** Free text; '' when none was chosen yet. For Azure the deployment, unless the base URL names it. */
  readonly model: string;
  /** The model for embeddings, where it is another one. */
  readonly embeddingModel?: string;
  /** Azure only; see `protocols/azure-openai.ts`. */
  readonly apiVersion?: string;
  /** A value may hold `{key}` where the key has to stand. */
  readonly headers: Readonly<Record<string, string>>;
  /** Fields put into the body of every chat request as they are. */
  readonly extraBody: JsonObject;
  readonly stream: boolean;
  /** Longest time for a whole reply; 0 for none. */
  readonly timeoutSeconds: number;
  /** Longest silence inside a reply; 0 for none. */
  readonly idleTimeoutSeconds: number;
  readonly temperature?: number;
  readonly maxTokens?: number;
  /** Most requests at the same time. */
  readonly concurrency: number;
  /** Most requests in any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Most tokens, of requests and replies together, in any 60 seconds. */
  readonly tokensPerMinute?: number;
  /** Money per million tokens. `currency` is an ISO 4217 code, USD when absent. */
  readonly prices?: {
    readonly input: number;
    readonly output: number;
    readonly cachedInput?: number;
    readonly currency?: string;
  };
  /** Most money to spend, in the currency of the prices, without which it is not in force. */
  readonly spendLimit?: number;
}

/** A profile read from settings, with what was odd about them in plain sentences. `profile` is null when it is unusable. */
export interface ProfileReading {
  readonly profile: EndpointProfile | null;
  readonly notes: readonly string[];
}

export const DEFAULT_TIMEOUT_SECONDS = 600;
export const DEFAULT_IDLE_TIMEOUT_SECONDS = 120;
export const DEFAULT_CONCURRENCY = 4;

const KNOWN = new Set([
  'id',
  'name',
  'kind',
  'baseUrl',
  'model',
  'embeddingModel',
  'apiVersion',
  'headers',
  'extraBody',
  'stream',
  'timeoutSeconds',
  'idleTimeoutSeconds',
  'temperature',
  'maxTokens',
  'concurrency',
  'requestsPerMinute',
  'tokensPerMinute',
  'prices',
  'spendLimit',
]);

/** Reads a profile from whatever stands in the settings. Never throws; a wrong field gives a note and its default. */
export function parseProfile(value: unknown): ProfileReading {
  const notes: string[] = [];
  if (!isRecord(value)) return { profile: null, notes: ['An endpoint has to be an object with at least "baseUrl".'] };
  const baseUrl = text(value, 'baseUrl', notes)?.trim() ?? '';
  if (baseUrl === '') return { profile: null, notes: [...notes, 'The endpoint has no "baseUrl".'] };
  notes.push(...strangeFields(value));
  const profile: EndpointProfile = {
    id: text(value, 'id', notes)?.trim() || baseUrl,
    name: text(value, 'name', notes)?.trim() || hostOf(baseUrl),
    kind: kindOf(value.kind, notes),
    baseUrl,
    model: text(value, 'model', notes)?.trim() ?? '',
    ...given('embeddingModel', text(value, 'embeddingModel', notes)?.trim() || undefined),
    ...given('apiVersion', text(value, 'apiVersion', notes)?.trim() || undefined),
    headers: headersOf(value.headers, notes),
    extraBody: extraBodyOf(value.extraBody, notes),
    stream: typeof value.stream === 'boolean' ? value.stream : streamDefault(value.stream, notes),
    timeoutSeconds: number(value, 'timeoutSeconds', 0, 86_400, notes) ?? DEFAULT_TIMEOUT_SECONDS,
    idleTimeoutSeconds: number(value, 'idleTimeoutSeconds', 0, 86_400, notes) ?? DEFAULT_IDLE_TIMEOUT_SECONDS,
    ...given('temperature', number(value, 'temperature', 0, 10, notes)),
    ...given('maxTokens', whole(value, 'maxTokens', 10_000_000, notes)),
    ...limitsOf(value, notes),
  };
  return { profile, notes };
}

function limitsOf(
  value: Fields,
  notes: string[],
): Pick<EndpointProfile, 'concurrency' | 'requestsPerMinute' | 'tokensPerMinute' | 'prices' | 'spendLimit'> {
  const prices = pricesOf(value.prices, notes);
  const spendLimit = number(value, 'spendLimit', 0, 1_000_000_000, notes);
  if (spendLimit !== undefined && prices === undefined) {
    notes.push('"spendLimit" is not in force: it needs "prices".');
  }
  return {
    concurrency: whole(value, 'concurrency', 1000, notes) ?? DEFAULT_CONCURRENCY,
    ...given('requestsPerMinute', whole(value, 'requestsPerMinute', 1_000_000, notes)),
    ...given('tokensPerMinute', whole(value, 'tokensPerMinute', 1_000_000_000, notes)),
    ...given('prices', prices),
    ...given('spendLimit', spendLimit),
  };
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

function strangeFields(value: Fields): readonly string[] {
  return Object.keys(value)
    .filter((field) => !KNOWN.has(field))
    .map((field) =>
      /key|token|secret|password/i.test(field)
        ? `"${field}" is not read from settings: keys belong into the secret storage.`
        : `"${field}" is no setting of an endpoint.`,
    );
}

/** `{ [name]: value }`, or nothing for undefined: an optional field is left out and never set to undefined. */
function given<K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [name in K]?: V };
}

function kindOf(value: unknown, notes: string[]): EndpointKind {
  const kind = ENDPOINT_KINDS.find((one) => one === value);
  if (kind === undefined && value !== undefined && value !== null) {
    notes.push(`"kind" has to be one of ${ENDPOINT_KINDS.join(', ')}.`);
  }
  return kind ?? 'openai-compatible';
}

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

function whole(from: Fields, field: string, most: number, notes: string[]): number | undefined {
  const value = number(from, field, 1, most, notes);
  return value === undefined ? undefined : Math.floor(value);
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

function pricesOf(value: unknown, notes: string[]): EndpointProfile['prices'] {
  if (value === undefined || value === null) return undefined;
  const isPrice = (price: unknown): price is number => typeof price === 'number' && price >= 0;
  if (!isRecord(value) || !isPrice(value.input) || !isPrice(value.output)) {
    notes.push('"prices" has to hold "input" and "output", each money per million tokens.');
    return undefined;
  }
  const { input, output, cachedInput } = value;
  if (cachedInput !== undefined && !isPrice(cachedInput)) notes.push('The price "cachedInput" has to be a number.');
  const currency = text(value, 'currency', notes)?.trim().toUpperCase();
  return {
    input,
    output,
    ...(isPrice(cachedInput) ? { cachedInput } : {}),
    ...(currency ? { currency } : {}),
  };
}
