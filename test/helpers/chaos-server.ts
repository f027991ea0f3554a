import { type ModelServer, type ServerBehaviour, startModelServer } from './model-server.ts';

/** A generator of numbers in [0,1) that gives the same row for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What may go wrong with a request, with the share of the requests that it happens to. */
const FAULTS: readonly (readonly [number, ServerBehaviour])[] = [
  [0.03, { kind: 'status', status: 500 }],
  [0.02, { kind: 'status', status: 429, headers: { 'retry-after-ms': '20' } }],
  [0.02, { kind: 'reset' }],
  [0.01, { kind: 'hang' }],
  [0.01, { kind: 'stall', text: 'So ' }],
  [0.01, { kind: 'cut', text: 'So ' }],
  [0.005, { kind: 'empty' }],
  [0.005, { kind: 'refusal', text: 'I would rather not.' }],
  [0.005, { kind: 'malformed-json' }],
  [0.005, { kind: 'html' }],
];

export interface ChaosServer {
  readonly url: string;
  /** Whole replies that were sent and not lost on the way, by the words of the question. */
  readonly answered: ReadonlyMap<string, number>;
  readonly requests: number;
  readonly restarts: number;
  close(): Promise<void>;
}

/**
 * A server that fails, stalls and is killed at random (with a fixed seed): every few hundred requests it goes away with all
 * its connections for a moment. `reply` makes the words of a good reply from those of the question.
 */
export async function startChaosServer(seed: number, reply: (question: string) => string): Promise<ChaosServer> {
  const random = seeded(seed);
  const answered = new Map<string, number>();
  const add = (question: string, count: number): unknown =>
    answered.set(question, (answered.get(question) ?? 0) + count);
  const state = { requests: 0, restarts: 0, nextKill: 80 + Math.floor(random() * 100), closed: false };
  let server: ModelServer | null = null;
  const restart = async (port: number): Promise<void> => {
    state.restarts += 1;
    await server?.close();
    await new Promise((resolve) => setTimeout(resolve, 200 + random() * 300));
    if (!state.closed) server = await start(port);
  };
  const start = (port: number): Promise<ModelServer> =>
    startModelServer(
      (request) => {
        state.requests += 1;
        if (state.requests === state.nextKill) {
          state.nextKill += 200 + Math.floor(random() * 400);
          void restart(port);
        }
        const fault = faultFor(random());
        if (fault) return fault;
        const question = wordsOf(request.body);
        add(question, 1);
        void request.dropped.then(() => add(question, -1));
        return { kind: 'reply', text: reply(question) };
      },
      { port },
    );
  server = await start(0);
  const { url } = server;
  const port = Number(new URL(url).port);
  await server.close();
  server = await start(port);
  return {
    url,
    answered,
    get requests() {
      return state.requests;
    },
    get restarts() {
      return state.restarts;
    },
    close: async () => {
      state.closed = true;
      await server?.close();
    },
  };
}

function faultFor(number: number): ServerBehaviour | null {
  let sum = 0;
  for (const [share, behaviour] of FAULTS) {
    sum += share;
    if (number < sum) return behaviour;
  }
  return null;
}

function wordsOf(body: unknown): string {
  const messages = typeof body === 'object' && body !== null && 'messages' in body ? body.messages : [];
  return JSON.stringify(messages);
}
