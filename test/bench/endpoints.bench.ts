/**
 * What the endpoint client costs for each request against plain fetch, at 32 requests at once, on the same local server in
 * another thread, interleaved. Run with `node test/bench/endpoints.bench.ts [requests] [rounds]`.
 */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { createClient } from '../../src/endpoints/client.ts';
import { parseProfile } from '../../src/endpoints/profile.ts';
import { startModelServer } from '../helpers/model-server.ts';
import { median } from './ratios.ts';

const CONCURRENCY = 32;
/** A reply of about 450 tokens in 100 pieces, as a rewrite has. */
const TEXT = 'So the total is 3 + 4 = 7. '.repeat(70);

/** Milliseconds that the server takes for a reply, of two servers: one at once, one as a fast model. */
const SERVERS = [0, 200] as const;

async function serve(): Promise<void> {
  const urls: string[] = [];
  for (const ms of SERVERS) {
    const server = await startModelServer(async () => {
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      return { kind: 'reply', text: TEXT, pieces: 100 };
    });
    urls.push(server.url);
  }
  parentPort?.postMessage(urls);
}

async function measure(): Promise<void> {
  const requests = Number(process.argv[2] ?? 1000);
  const rounds = Number(process.argv[3] ?? 9);
  const worker = new Worker(new URL(import.meta.url));
  const urls = await new Promise<readonly string[]>((resolve) => worker.once('message', resolve));
  process.stdout.write(`node ${process.version}, ${requests} requests, ${CONCURRENCY} at once, ${rounds} rounds\n`);
  for (const [i, url] of urls.entries()) {
    for (const stream of [false, true]) {
      const ways = [plain(url, stream), own(url, stream)] as const;
      const samples: (readonly [Sample, Sample])[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const pair = [await run(ways[0], requests), await run(ways[1], requests)] as const;
        if (round > 0) samples.push(pair); // the first round warms up
      }
      const what = `${stream ? 'stream of 100 events' : 'whole body'}, server takes ${SERVERS[i]} ms`;
      process.stdout.write(`\n${what}: median of plain fetch / client / difference within a round, ms\n`);
      tell('time a request', samples, ({ total }) => total / requests);
      tell('processor a request, server included', samples, ({ cpu }) => cpu / requests);
      tell('latency', samples, ({ latency }) => latency);
    }
  }
  await worker.terminate();
}

type Ask = () => Promise<number>;

const MESSAGES = [{ role: 'user' as const, content: TEXT }];

function plain(url: string, stream: boolean): Ask {
  return async () => {
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', stream, messages: MESSAGES }),
    });
    return (await response.text()).length;
  };
}

/** The client with every limit in force and none of them reached. */
function own(url: string, stream: boolean): Ask {
  const settings = { baseUrl: url, model: 'm', concurrency: CONCURRENCY, requestsPerMinute: 1_000_000 };
  const limits = { tokensPerMinute: 1_000_000_000, prices: { input: 1, output: 1 }, spendLimit: 1_000_000 };
  const { profile } = parseProfile({ ...settings, ...limits });
  if (profile === null) throw new Error('no profile');
  const client = createClient(profile);
  const { signal } = new AbortController();
  return async () => (await client.complete({ messages: MESSAGES, stream }, signal)).text.length;
}

function tell(name: string, samples: readonly (readonly [Sample, Sample])[], of: (sample: Sample) => number): void {
  const figures = [
    median(samples.map(([first]) => of(first))),
    median(samples.map(([, second]) => of(second))),
    median(samples.map(([first, second]) => of(second) - of(first))),
  ];
  process.stdout.write(`  ${name.padEnd(38)} ${figures.map((ms) => ms.toFixed(3).padStart(9)).join(' ')}\n`);
}

interface Sample {
  readonly total: number;
  /** Processor time of this process, the server's thread included. */
  readonly cpu: number;
  /** Median time from asking to the whole reply. */
  readonly latency: number;
}

/** Keeps 32 requests in flight until that many are done. */
async function run(ask: Ask, requests: number): Promise<Sample> {
  let left = requests;
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const asked = performance.now();
      const length = await ask();
      if (length < TEXT.length - 1) throw new Error('the reply is not whole');
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const { user, system } = process.cpuUsage(cpu);
  return { total: performance.now() - start, cpu: (user + system) / 1000, latency: median(latencies) };
}

if (isMainThread) await measure();
else await serve();
