import type { StrategyModel } from '../core/compress/types.ts';
import { createClient } from '../endpoints/client.ts';
import { hostOf, parseProfile } from '../endpoints/profile.ts';
import { strategyModel } from '../endpoints/strategy-model.ts';
import type { Args, OptionTable } from './args.ts';
import type { CommandContext } from './context.ts';

/** Name of the environment variable that holds the endpoint's key. */
export const KEY_VARIABLE = 'COT_LENS_API_KEY';

/** Options that describe an endpoint. */
export const ENDPOINT_OPTIONS: OptionTable = {
  endpoint: { type: 'string', value: 'URL', help: `OpenAI-compatible base URL, e.g. http://localhost:8000/v1` },
  model: { type: 'string', value: 'NAME', help: 'model name as the endpoint knows it' },
  timeout: { type: 'string', value: 'SECONDS', help: 'longest time for one reply (600 when not given, 0 for none)' },
  'no-stream': { type: 'boolean', help: 'do not ask for streamed replies' },
};

/** A model to ask. `gaveUp` says why it is no use to ask again; null while it is. */
export interface Model {
  readonly host: string;
  readonly name: string;
  readonly model: StrategyModel;
  gaveUp(): string | null;
}

/** Trouble that no further request can be spared of. */
const HOPELESS = new Set(['misconfigured', 'unauthorized', 'not-found']);
const FAILURES_IN_A_ROW = 3;

/** The model that the options name; null without `--endpoint`. What is wrong goes to `args.wrong`. */
export function readModel(args: Args, context: CommandContext): Model | null {
  const baseUrl = args.text('endpoint');
  const model = args.text('model');
  const seconds = args.number('timeout', 'a number of seconds, 0 or more', (value) => value >= 0);
  if (baseUrl === undefined) {
    if (model !== undefined) args.wrong.push('--model needs --endpoint URL.');
    return null;
  }
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    args.wrong.push('--endpoint has to be an address that begins with http:// or https://.');
    return null;
  }
  if (model === undefined || model === '') {
    args.wrong.push('--endpoint needs --model NAME.');
    return null;
  }
  const timeout = seconds === undefined ? {} : { timeoutSeconds: seconds };
  const { profile, notes } = parseProfile({ baseUrl, model, stream: !args.flag('no-stream'), ...timeout });
  if (profile === null) {
    args.wrong.push(...notes);
    return null;
  }
  return modelOf(profile, context);
}

function modelOf(profile: Parameters<typeof createClient>[0], context: CommandContext): Model {
  const { console, host, signal } = context;
  const key = host.env[KEY_VARIABLE];
  const client = createClient(profile, {
    ...(key === undefined ? {} : { key }),
    onRetry: ({ trouble, waitMs }) => console.say(`${trouble.message} Trying again in ${Math.ceil(waitMs / 1000)} s.`),
  });
  let failures = 0;
  let reason: string | null = null;
  return {
    host: hostOf(profile.baseUrl),
    name: profile.model,
    gaveUp: () => reason,
    model: strategyModel(client, {
      signal,
      onReply: () => {
        failures = 0;
      },
      onTrouble: (trouble) => {
        failures += 1;
        if (HOPELESS.has(trouble.kind)) reason = 'Every further request would fail in the same way.';
        else if (failures >= FAILURES_IN_A_ROW) reason = `${failures} requests in a row failed.`;
      },
    }),
  };
}
