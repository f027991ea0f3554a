/** Text that had arrived when a request failed, so that nothing is lost. */
export interface PartialReply {
  readonly text: string;
  readonly reasoning: string;
}

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
}

const STILL = 'Nothing was changed, and the built-in strategies work without an endpoint.';

/** The message of a trouble of that kind. */
export function messageFor(kind: EndpointTroubleKind, facts: TroubleFacts): string {
  const said = facts.said === undefined || facts.said === '' ? '' : ` The server says: "${facts.said}"`;
  return `${happened(kind, facts)}${said} ${STILL} ${advice(kind, facts)}`.trim();
}

function happened(kind: EndpointTroubleKind, { host, model, seconds }: TroubleFacts): string {
  const wait = seconds === undefined ? '' : ` within ${seconds} s`;
  switch (kind) {
    case 'misconfigured':
      return 'This endpoint cannot be used as it is set up.';
    case 'unreachable':
      return `${host} could not be reached.`;
    case 'unauthorized':
      return `${host} did not accept the key.`;
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
    case 'cancelled':
      return 'Cancelled.';
  }
}

function advice(kind: EndpointTroubleKind, { host }: TroubleFacts): string {
  switch (kind) {
    case 'misconfigured':
      return 'Correct the endpoint in the settings.';
    case 'unreachable':
      return `Check that the server runs, that the base URL is right, and that a proxy or firewall lets ${host} through.`;
    case 'unauthorized':
      return 'Set the key of this endpoint again, and check that it may use this model.';
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
      return 'Check that the base URL is an OpenAI-compatible one; try it with streaming turned off.';
    case 'empty':
      return "Try again, turn the model's thinking off, or use another model.";
    case 'refused':
      return 'Use another model or a built-in strategy for this trace.';
    case 'length':
      return 'Raise the most tokens of a reply for this endpoint, or compress a shorter trace.';
    case 'cancelled':
      return '';
  }
}
