import { basename } from 'node:path';
import type { ChatQuestion } from '../app/batch/file-round.ts';
import { customIdOf } from '../app/batch/file-round.ts';
import type { BatchTrace } from '../app/batch/types.ts';
import { BATCH_FILES, type BatchFormat, batchRequest } from '../endpoints/batch-files.ts';
import type { EndpointProfile } from '../endpoints/profile.ts';
import type { CommandContext } from './context.ts';
import { type Output, openOutput } from './output.ts';

/** One batch file that was written. */
export interface WrittenPart {
  readonly path: string;
  readonly requests: number;
  readonly bytes: number;
}

/** Writes questions into batch files, as many as the limits of the service ask for; each appears whole, at the end. */
export class BatchWriter {
  readonly #format: BatchFormat;
  readonly #out: string;
  readonly #profile: EndpointProfile;
  readonly #context: CommandContext;
  readonly #keys = new Map<string, string>();
  readonly #parts: { readonly path: string; readonly output: Output; requests: number; bytes: number }[] = [];

  constructor(format: BatchFormat, out: string, profile: EndpointProfile, context: CommandContext) {
    this.#format = format;
    this.#out = out;
    this.#profile = profile;
    this.#context = context;
  }

  /** Adds a question once, whoever asks it again; a sentence when the file cannot be written. */
  async add(key: string, question: ChatQuestion, { entry, trace }: BatchTrace): Promise<string | null> {
    if (this.#keys.has(key)) return null;
    const id = customIdOf(key, entry.record.number, trace.index);
    const text = batchRequest(this.#format, id, this.#profile, { messages: question.messages, ...question.options });
    const { head, between, tail } = BATCH_FILES[this.#format];
    const size = Buffer.byteLength(text) + between.length;
    const part = await this.#partFor(size + tail.length);
    if (typeof part === 'string') return part;
    await part.output.write(`${part.requests === 0 ? head : between}${text}`);
    part.requests += 1;
    part.bytes += size;
    this.#keys.set(key, basename(part.path));
    return null;
  }

  /** Brings the files to their places; a sentence when one could not be. */
  async finish(): Promise<readonly WrittenPart[] | string> {
    for (const { output, path } of this.#parts) {
      await output.write(BATCH_FILES[this.#format].tail);
      if (!(await output.finish())) return `${path} could not be written: ${output.trouble() ?? 'interrupted'}.`;
    }
    return this.#parts.map(({ path, requests, bytes }) => ({ path, requests, bytes }));
  }

  /** Each written question with the name of its file. */
  get asked(): ReadonlyMap<string, string> {
    return this.#keys;
  }

  async #partFor(size: number) {
    const { mostRequests, mostBytes } = BATCH_FILES[this.#format];
    const last = this.#parts.at(-1);
    if (last && last.requests < mostRequests && last.bytes + size <= mostBytes) return last;
    const path = partName(this.#out, this.#parts.length + 1);
    const output = await openOutput(path, this.#context.host, this.#context.signal);
    if (typeof output === 'string') return output;
    const part = { path, output, requests: 0, bytes: BATCH_FILES[this.#format].head.length };
    this.#parts.push(part);
    return part;
  }
}

/** "jobs.jsonl" for the first part, "jobs.2.jsonl" for the second. */
function partName(out: string, part: number): string {
  if (part === 1) return out;
  const dot = out.lastIndexOf('.');
  const at = dot > out.lastIndexOf('/') + 1 ? dot : out.length;
  return `${out.slice(0, at)}.${part}${out.slice(at)}`;
}
