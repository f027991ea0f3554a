import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import { type Client, createClient } from '../endpoints/client.ts';
import { createLimits } from '../endpoints/limits.ts';
import { DEFAULT_CONCURRENCY, ENDPOINT_KINDS, type EndpointProfile, parseProfile } from '../endpoints/profile.ts';
import type { Args, OptionTable } from './args.ts';
import type { CommandContext } from './context.ts';

/** Name of the environment variable that holds the endpoint's key. */
export const KEY_VARIABLE = 'COT_LENS_API_KEY';

/** Options that say what is asked of a model and what it costs, with an endpoint and in batch files alike. */
export const REQUEST_OPTIONS: OptionTable = {
  model: { type: 'string', value: 'NAME', help: 'model name as the endpoint knows it' },
  'max-tokens': { type: 'string', value: 'N', help: 'most tokens of a reply; not sent when not given' },
  temperature: { type: 'string', value: 'T', help: 'not sent when not given' },
  body: { type: 'string', value: 'JSON', help: 'further fields of each request, sent as they are' },
  'price-in': { type: 'string', value: 'M', help: 'price of a million tokens sent; with --price-out costs are shown' },
  'price-out': { type: 'string', value: 'M', help: 'price of a million tokens received' },
};

/** Options that describe an endpoint. */
export const ENDPOINT_OPTIONS: OptionTable = {
  endpoint: { type: 'string', value: 'URL', help: 'base URL, e.g. http://localhost:8000/v1' },
  'endpoint-kind': {
    type: 'string',
    value: 'ID',
    help: `what the endpoint speaks: ${ENDPOINT_KINDS.join(', ')} (the first when not given)`,
  },
  ...REQUEST_OPTIONS,
  timeout: { type: 'string', value: 'SECONDS', help: 'longest time for one reply (600 when not given, 0 for none)' },
  'no-stream': { type: 'boolean', help: 'do not ask for streamed replies' },
  concurrency: {
    type: 'string',
    value: 'N',
    help: `traces at the same time (${DEFAULT_CONCURRENCY} when not given); the first question goes out alone`,
  },
  'max-cost': { type: 'string', value: 'M', help: 'stop before more money than this is spent; needs both prices' },
};

/** The endpoint that the options name; null without `--endpoint`. What is wrong goes to `args.wrong`. */
export function readEndpoint(args: Args): EndpointProfile | null {
  const baseUrl = args.text('endpoint');
  const timeoutSeconds = args.number('timeout', 'a number of seconds, 0 or more', (value) => value >= 0);
  const concurrency = args.number('concurrency', 'a whole number from 1', isWhole);
  const spendLimit = args.number('max-cost', 'an amount of money above 0', (value) => value > 0);
  const request = readRequest(args);
  if (spendLimit !== undefined && !('prices' in request))
    args.wrong.push('--max-cost needs --price-in and --price-out.');
  if (baseUrl === undefined) {
    if (args.text('model') !== undefined) args.wrong.push('--model needs --endpoint URL.');
    return null;
  }
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    args.wrong.push('--endpoint has to be an address that begins with http:// or https://.');
    return null;
  }
  const kind = args.oneOf('endpoint-kind', ENDPOINT_KINDS, 'openai-compatible');
  const stream = !args.flag('no-stream');
  return profileOf({ ...request, baseUrl, kind, stream, timeoutSeconds, concurrency, spendLimit }, '--endpoint', args);
}

/** A profile for batch files, which go to no address: only what stands in each request counts. */
export function readBatchProfile(args: Args, kind: 'openai-compatible' | 'anthropic'): EndpointProfile | null {
  return profileOf({ ...readRequest(args), baseUrl: 'http://localhost/v1', kind, stream: false }, 'batch', args);
}

function profileOf(fields: Readonly<Record<string, unknown>>, what: string, args: Args): EndpointProfile | null {
  if (typeof fields.model !== 'string' || fields.model === '') {
    args.wrong.push(`${what} needs --model NAME.`);
    return null;
  }
  const { profile, notes } = parseProfile(fields);
  if (profile === null || notes.length > 0) args.wrong.push(...notes);
  return profile;
}

function readRequest(args: Args): Readonly<Record<string, unknown>> {
  const price = (name: string): number | undefined => args.number(name, 'an amount of money, 0 or more', (m) => m >= 0);
  const input = price('price-in');
  const output = price('price-out');
  if ((input === undefined) !== (output === undefined)) args.wrong.push('--price-in and --price-out go together.');
  return {
    model: args.text('model'),
    maxTokens: args.number('max-tokens', 'a whole number from 1', isWhole),
    temperature: args.number('temperature', 'a number from 0 to 10', (value) => value >= 0 && value <= 10),
    ...(args.text('body') === undefined ? {} : { extraBody: readBody(args) }),
    ...(input === undefined || output === undefined ? {} : { prices: { input, output } }),
  };
}

function readBody(args: Args): JsonObject | undefined {
  try {
    const value = JSON.parse(args.text('body') ?? '') as JsonValue;
    if (isJsonObject(value)) return value;
  } catch {
    // Said below.
  }
  args.wrong.push('--body has to be a JSON object, e.g. \'{"top_p":0.9}\'.');
  return undefined;
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

/** A client for the endpoint; its key comes from the environment. `spentBefore` counts against `--max-cost`. */
export function openClient(profile: EndpointProfile, { console, host }: CommandContext, spentBefore: number): Client {
  const key = host.env[KEY_VARIABLE];
  return createClient(profile, {
    ...(key === undefined ? {} : { key }),
    limits: createLimits(profile, spentBefore),
    onRetry: ({ trouble, waitMs }) => console.say(`${trouble.message} Trying again in ${Math.ceil(waitMs / 1000)} s.`),
  });
}
