import type { Client } from './client.ts';
import { type EndpointTrouble, FALLBACKS, troubleOf } from './errors.ts';
import { TRIAL } from './scorer.ts';
import type { ScoringWay } from './scoring/types.ts';
import type { Completion, CompletionRequest } from './types.ts';

/** What is asked about. */
export type ProbedAbility =
  | 'models'
  | 'context-length'
  | 'replies'
  | 'streaming'
  | 'reasoning'
  | 'max-tokens'
  | 'temperature'
  | 'seed'
  | 'scoring'
  | 'embeddings';

/** What an endpoint can do of one thing. */
export interface Finding {
  readonly ability: ProbedAbility;
  readonly state: 'yes' | 'no' | 'unknown';
  /** A plain sentence for people: what was found. */
  readonly sentence: string;
  /** What does the work where the ability is missing; absent where nothing needs to. */
  readonly fallback?: string;
}

/** What came of a probe. */
export interface Probe {
  /** In the order in which they are shown, every ability once. */
  readonly findings: readonly Finding[];
  /** Tokens of prompt and reply together, where the server tells. */
  readonly contextLength?: number;
  readonly scoringWay?: ScoringWay;
}

/** The most that a probe costs, to be shown before it. Tokens are an estimate; thinking models take more. */
export const PROBE_COST = { requests: 12, inputTokens: 200, outputTokens: 400 } as const;

const MOST_TOKENS = 64;
const QUESTION: CompletionRequest = {
  messages: [{ role: 'user', content: 'What is 2 + 3? Reply with the number only.' }],
};

/**
 * Finds out what an endpoint can do, with small requests one after the other (see `PROBE_COST`). Trouble of the server makes
 * abilities unknown and is in their sentences; rejects only with an `EndpointError` of kind 'cancelled'.
 */
export async function probeEndpoint(client: Client, signal: AbortSignal): Promise<Probe> {
  const list = await listed(client, signal);
  const talk = await talked(client, signal);
  if (talk.broken !== undefined) {
    const { broken } = talk;
    const asked = new Set(list.findings.map(({ ability }) => ability));
    const rest = ALL.filter((ability) => !asked.has(ability)).map((ability) =>
      ability === 'replies' ? unknown(ability, broken) : notAsked(ability),
    );
    return {
      findings: [...list.findings, ...rest],
      ...(list.length === undefined ? {} : { contextLength: list.length }),
    };
  }
  const options = await sampling(client, signal, talk.limit);
  const scoring = await scored(client, signal);
  const embeddings = await embedded(client, signal);
  return {
    findings: [...list.findings, ...talk.findings, ...options, scoring.finding, embeddings],
    ...(list.length === undefined ? {} : { contextLength: list.length }),
    ...(scoring.way === null ? {} : { scoringWay: scoring.way }),
  };
}

const ALL: readonly ProbedAbility[] = [
  'models',
  'context-length',
  'replies',
  'streaming',
  'reasoning',
  'max-tokens',
  'temperature',
  'seed',
  'scoring',
  'embeddings',
];

const NAMES: Readonly<Record<ProbedAbility, string>> = {
  models: 'A list of models',
  'context-length': 'The context length',
  replies: 'Replies',
  streaming: 'Streaming',
  reasoning: 'Reasoning apart from the reply',
  'max-tokens': 'A limit of reply tokens',
  temperature: 'A temperature',
  seed: 'A seed',
  scoring: 'Log-probabilities of a given text',
  embeddings: 'Embeddings',
};

function unknown(ability: ProbedAbility, trouble: EndpointTrouble): Finding {
  return { ability, state: 'unknown', sentence: `${NAMES[ability]}: not known. ${trouble.message}` };
}

function notAsked(ability: ProbedAbility): Finding {
  return { ability, state: 'unknown', sentence: `${NAMES[ability]}: not asked, as there was no reply.` };
}

/** The value, or the trouble; a cancel rejects. */
async function tried<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly trouble: EndpointTrouble }> {
  try {
    return { value: await work() };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined || trouble.kind === 'cancelled') throw error;
    return { trouble };
  }
}

async function listed(
  client: Client,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly length?: number }> {
  const result = await tried(() => client.models(signal));
  if ('trouble' in result) {
    const { trouble } = result;
    const lacks = trouble.kind === 'unsupported' || trouble.kind === 'not-found';
    const models: Finding = lacks
      ? { ability: 'models', state: 'no', sentence: 'It gives no list of models.', fallback: FALLBACKS.models }
      : unknown('models', trouble);
    const sentence = 'It does not tell its context length.';
    return { findings: [models, { ability: 'context-length', state: 'unknown', sentence }] };
  }
  const { model } = client.profile;
  const known = result.value.find(({ id }) => id === model);
  const here = model === '' ? '' : known ? `, "${model}" among them` : `; "${model}" is not among them`;
  const length = known?.contextLength;
  const models: Finding = {
    ability: 'models',
    state: 'yes',
    sentence: `It lists ${result.value.length} ${result.value.length === 1 ? 'model' : 'models'}${here}.`,
  };
  const context: Finding =
    length === undefined
      ? { ability: 'context-length', state: 'unknown', sentence: 'It does not tell its context length.' }
      : {
          ability: 'context-length',
          state: 'yes',
          sentence: `Prompt and reply may have ${length.toLocaleString('en')} tokens together.`,
        };
  return { findings: [models, context], ...(length === undefined ? {} : { length }) };
}

interface Talk {
  readonly findings: readonly Finding[];
  /** The limit to send along further requests: none when it was refused. */
  readonly limit: Pick<CompletionRequest, 'maxTokens'>;
  /** Set when there was no reply at all. */
  readonly broken?: EndpointTrouble;
}

/** One streamed question, asked again without the limit, then without the stream, when it is refused. */
async function talked(client: Client, signal: AbortSignal): Promise<Talk> {
  let first: EndpointTrouble | undefined;
  for (const [limit, stream] of [
    [{ maxTokens: MOST_TOKENS }, true],
    [{}, true],
    [{}, false],
  ] as const) {
    const result = await tried(() => client.complete({ ...QUESTION, ...limit, stream }, signal));
    const reply = 'value' in result ? result.value : cutReply(result.trouble);
    if (reply !== null || 'value' in result) return { findings: talkFindings(reply ?? {}, limit, stream), limit };
    first ??= result.trouble;
    if (result.trouble.kind !== 'bad-request') return { findings: [], limit: {}, broken: result.trouble };
  }
  if (first === undefined) throw new Error('a probe without a result');
  return { findings: [], limit: {}, broken: first };
}

type Reply = Pick<Completion, 'reasoning' | 'reasoningHidden' | 'streamed'>;

/** A reply that the small limit cut, or that is thought only, shows all the same what the server can do. */
function cutReply(trouble: EndpointTrouble): Reply | null {
  if (trouble.kind !== 'length' && trouble.kind !== 'empty' && trouble.kind !== 'refused') return null;
  const { reasoning = '', streamed, reasoningHidden } = trouble.partial ?? {};
  return {
    ...(reasoning === '' ? {} : { reasoning }),
    ...(streamed === undefined ? {} : { streamed }),
    ...(reasoningHidden === undefined ? {} : { reasoningHidden }),
  };
}

function talkFindings(reply: Reply, limit: Pick<CompletionRequest, 'maxTokens'>, stream: boolean): readonly Finding[] {
  const limited = limit.maxTokens !== undefined;
  const hidden = reply.reasoningHidden === true;
  const thinks = reply.reasoning !== undefined || hidden;
  const streams: Finding = reply.streamed
    ? { ability: 'streaming', state: 'yes', sentence: 'It streams its replies.' }
    : stream
      ? { ability: 'streaming', state: 'unknown', sentence: 'It was asked to stream; whether it did is not known.' }
      : {
          ability: 'streaming',
          state: 'no',
          sentence: 'It refuses to stream.',
          fallback: 'Turn streaming off for this endpoint; replies then come whole.',
        };
  return [
    { ability: 'replies', state: 'yes', sentence: 'It answers.' },
    streams,
    {
      ability: 'reasoning',
      state: thinks ? 'yes' : 'no',
      sentence: hidden
        ? 'The model thinks, but the server keeps (a part of) its reasoning to itself.'
        : thinks
          ? 'The model thinks, and its reasoning comes apart from the reply.'
          : 'No reasoning came with a simple question.',
    },
    limited
      ? { ability: 'max-tokens', state: 'yes', sentence: 'It takes a limit of reply tokens.' }
      : {
          ability: 'max-tokens',
          state: 'no',
          sentence: 'It refuses "max_tokens".',
          fallback: 'Put "max_completion_tokens" into the extra body fields instead.',
        },
  ];
}

/** Temperature and seed in one request; each alone when that is refused. */
async function sampling(
  client: Client,
  signal: AbortSignal,
  limit: Pick<CompletionRequest, 'maxTokens'>,
): Promise<readonly Finding[]> {
  const ask = (extra: Partial<CompletionRequest>) =>
    tried(() => client.complete({ ...QUESTION, ...limit, ...extra }, signal));
  const both = client.protocol.seed ? await ask({ temperature: 0, seed: 1 }) : null;
  const refused = both === null || ('trouble' in both && both.trouble.kind === 'bad-request');
  const temperature = refused ? await ask({ temperature: 0 }) : both;
  const seed = both === null || !refused ? both : await ask({ seed: 1 });
  return [
    taken('temperature', temperature, 'Its replies to the same request differ; the figures say so.'),
    taken('seed', seed, 'Replies cannot be repeated exactly; they are kept, so nothing has to be.'),
  ];
}

function taken(
  ability: 'temperature' | 'seed',
  result: Awaited<ReturnType<typeof tried<Completion>>> | null,
  fallback: string,
): Finding {
  const name = NAMES[ability];
  if (result === null) return { ability, state: 'no', sentence: `${name} does not exist in its protocol.`, fallback };
  if ('value' in result || cutReply(result.trouble) !== null) {
    return { ability, state: 'yes', sentence: `${name} is accepted; whether it is obeyed is not known.` };
  }
  if (result.trouble.kind !== 'bad-request') return unknown(ability, result.trouble);
  return { ability, state: 'no', sentence: `${name} is refused.`, fallback };
}

async function scored(
  client: Client,
  signal: AbortSignal,
): Promise<{ readonly finding: Finding; readonly way: ScoringWay | null }> {
  const result = await tried(() => client.scoringWay(signal));
  if ('trouble' in result) return { finding: unknown('scoring', result.trouble), way: null };
  const way = result.value;
  const ability = 'scoring';
  const finding: Finding =
    way === null
      ? {
          ability,
          state: 'no',
          sentence: 'It gives no log-probabilities of a given text.',
          fallback: FALLBACKS.scoring,
        }
      : { ability, state: 'yes', sentence: `It gives the log-probabilities of a given text: ${way.title}.` };
  return { finding, way };
}

async function embedded(client: Client, signal: AbortSignal): Promise<Finding> {
  const result = await tried(() => client.embed([TRIAL.text], signal));
  const ability = 'embeddings';
  if ('value' in result) {
    const length = result.value.vectors[0]?.length ?? 0;
    return { ability, state: 'yes', sentence: `It gives embeddings of ${length} numbers.` };
  }
  const lacks = ['unsupported', 'bad-request', 'malformed', 'server-error'].includes(result.trouble.kind);
  if (!lacks) return unknown(ability, result.trouble);
  return { ability, state: 'no', sentence: 'It gives no embeddings.', fallback: FALLBACKS.embeddings };
}
