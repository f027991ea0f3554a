/** Text that had arrived when a request failed, so that nothing is lost. */
export interface PartialReply {
  readonly text: string;
  readonly reasoning: string;
  /** As of a `Completion`. */
  readonly streamed?: true;
  readonly reasoningHidden?: true;
}

/** What an endpoint may lack. */
export type Ability = 'models' | 'scoring' | 'embeddings';

/** What does the work instead where an ability is missing. */
export const FALLBACKS: Readonly<Record<Ability, string>> = {
  models: 'Write the name of the model by hand.',
  scoring: 'Instead, a step is judged by leaving it out and asking for the answer again, or by a model as judge.',
  embeddings: 'Instead, texts are compared by the words that they share.',
};

interface Common {
  /** For people: what happened, what still works, what to do. Holds no key. */
  readonly message: string;
  /** What had arrived before the trouble; absent when nothing had. */
  readonly partial?: PartialReply;
  /** Requests made, retries included. */
  readonly attempts?: number;
}

/** Everything that can go wrong with an endpoint; a closed list. */
export type EndpointTrouble =
  | (Common & { readonly kind: 'misconfigured' })
  | (Common & { readonly kind: 'unreachable' })
  | (Common & { readonly kind: 'unauthorized'; readonly status: number })
  | (Common & { readonly kind: 'no-credit'; readonly status: number })
  | (Common & { readonly kind: 'not-found'; readonly status: number })
  | (Common & { readonly kind: 'rate-limited'; readonly status: number; readonly retryAfterSeconds?: number })
  | (Common & { readonly kind: 'server-error'; readonly status?: number; readonly retryAfterSeconds?: number })
  | (Common & { readonly kind: 'bad-request'; readonly status: number })
  | (Common & { readonly kind: 'timeout' })
  | (Common & { readonly kind: 'stalled' })
  | (Common & { readonly kind: 'cut' })
  | (Common & { readonly kind: 'malformed' })
  | (Common & { readonly kind: 'empty' })
  | (Common & { readonly kind: 'refused' })
  | (Common & { readonly kind: 'length' })
  /** The server cannot do what was asked for at all; the message names what does instead. */
  | (Common & { readonly kind: 'unsupported'; readonly ability: Ability })
  /** Not sent: the money that may be spent is spent, or would be by this request. `amounts` in the prices' currency. */
  | (Common & { readonly kind: 'spend-limit'; readonly spent: number; readonly limit: number })
  | (Common & { readonly kind: 'cancelled' });

export type EndpointTroubleKind = EndpointTrouble['kind'];

/** The only error that an endpoint client rejects with. `message` is the trouble's, safe to show. */
export class EndpointError extends Error {
  readonly trouble: EndpointTrouble;
  constructor(trouble: EndpointTrouble) {
    super(trouble.message);
    this.name = 'EndpointError';
    this.trouble = trouble;
  }
}

/** The trouble inside an unknown caught value, or undefined when it is no endpoint error. */
export function troubleOf(error: unknown): EndpointTrouble | undefined {
  return error instanceof EndpointError ? error.trouble : undefined;
}

/** What the messages need to know. `host` is the endpoint's host and port; `said` is already quoted and redacted. */
export interface TroubleFacts {
  readonly host: string;
  readonly model?: string;
  readonly said?: string;
  readonly seconds?: number;
  readonly ability?: Ability;
  /** Money spent and allowed, as text. */
  readonly spent?: string;
  readonly limit?: string;
}

const STILL = 'Nothing was changed, and the built-in strategies work without an endpoint.';

/** The message of a trouble of that kind. */
export function messageFor(kind: EndpointTroubleKind, facts: TroubleFacts): string {
  const said = facts.said === undefined || facts.said === '' ? '' : ` The server says: "${facts.said}"`;
  return `${happened(kind, facts)}${said} ${STILL} ${advice(kind, facts)}`.trim();
}

const LACKS: Readonly<Record<Ability, string>> = {
  models: 'gives no list of its models',
  scoring: 'gives no log-probabilities of a given text',
  embeddings: 'gives no embeddings',
};

function happened(kind: EndpointTroubleKind, facts: TroubleFacts): string {
  const { host, model, seconds } = facts;
  const wait = seconds === undefined ? '' : ` within ${seconds} s`;
  switch (kind) {
    case 'misconfigured':
      return 'This endpoint cannot be used as it is set up.';
    case 'unreachable':
      return `${host} could not be reached.`;
    case 'unauthorized':
      return `${host} did not accept the key.`;
    case 'no-credit':
      return `${host} answers no more: the credit or quota of the account is used up.`;
    case 'not-found':
      return `${host} knows no such address or model${model === undefined ? '' : ` ("${model}")`}.`;
    case 'rate-limited':
      return `${host} refuses more requests for now${seconds === undefined ? '' : ` and asks to wait ${seconds} s`}.`;
    case 'server-error':
      return `${host} failed to answer because of an error of its own.`;
    case 'bad-request':
      return `${host} did not accept the request.`;
    case 'timeout':
      return `${host} did not finish its reply${wait}.`;
    case 'stalled':
      return `${host} stopped in the middle of its reply: nothing more came${wait}.`;
    case 'cut':
      return `The connection to ${host} was cut in the middle of the reply.`;
    case 'malformed':
      return `${host} sent something that is no chat reply.`;
    case 'empty':
      return `${host} sent an empty reply.`;
    case 'refused':
      return 'The model refused to answer.';
    case 'length':
      return 'The reply was cut because it reached the most tokens allowed.';
    case 'unsupported':
      return `${host} ${facts.ability === undefined ? 'cannot do this' : LACKS[facts.ability]}.`;
    case 'spend-limit':
      return `Not sent: ${facts.spent ?? 'the money'} of the ${facts.limit ?? 'limit'} for ${host} is spent or set aside.`;
    case 'cancelled':
      return 'Cancelled.';
  }
}

function advice(kind: EndpointTroubleKind, { host, ability }: TroubleFacts): string {
  switch (kind) {
    case 'misconfigured':
      return 'Correct the endpoint in the settings.';
    case 'unreachable':
      return `Check that the server runs, that the base URL is right, and that a proxy or firewall lets ${host} through.`;
    case 'unauthorized':
      return 'Set the key of this endpoint again, and check that it may use this model.';
    case 'no-credit':
      return 'Look into the account at the service, or use another endpoint.';
    case 'not-found':
      return 'Check the base URL (it often ends in /v1) and the model name; the list of models shows what the server has.';
    case 'rate-limited':
      return 'Wait and try again, or use another endpoint.';
    case 'server-error':
      return "Try again; if it stays, look into the server's log.";
    case 'bad-request':
      return 'Check the model name and the extra body fields of this endpoint.';
    case 'timeout':
    case 'stalled':
      return 'Try again, or raise the time limits of this endpoint.';
    case 'cut':
      return 'Try again.';
    case 'malformed':
      return 'Check the base URL and the kind of this endpoint; try it with streaming turned off.';
    case 'empty':
      return "Try again, turn the model's thinking off, or use another model.";
    case 'refused':
      return 'Use another model or a built-in strategy for this trace.';
    case 'length':
      return 'Raise the most tokens of a reply for this endpoint, or compress a shorter trace.';
    case 'unsupported':
      return ability === undefined ? 'Use another endpoint.' : FALLBACKS[ability];
    case 'spend-limit':
      return 'Raise the spend limit of this endpoint, or use one that costs nothing.';
    case 'cancelled':
      return '';
  }
}
