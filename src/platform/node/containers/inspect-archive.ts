import type { ByteSource } from '../../../app/ports.ts';
import { UnpackError } from '../../../app/sources/containers.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../base/json.ts';
import { type ZipEntry, zipContent, zipEntries } from './zip-entries.ts';

const MOST_HEADER_BYTES = 1 << 26;
const LF = 10;
const CR = 13;
const SPACE = 32;

/** Each sample of an Inspect log archive (.eval) as a line: a log in JSON that has this one sample. */
export async function* inspectLines(path: string, source: ByteSource): AsyncGenerator<Uint8Array> {
  const entries = await zipEntries(source);
  const samples = entries.filter(({ name }) => /^samples\/[^/]+\.json$/.test(name));
  const header = entries.find(({ name }) => name === 'header.json' || name === '_journal/start.json');
  if (!header && samples.length === 0) {
    throw new UnpackError('it is a zip archive, but no Inspect log; unpack it and open the files in it');
  }
  const encoder = new TextEncoder();
  const before = encoder.encode(`{"eval":${JSON.stringify(await evalOf(path, source, header))},"samples":[`);
  const after = encoder.encode(']}\n');
  for (const sample of samples) {
    yield before;
    for await (const piece of zipContent(path, source, sample)) yield onOneLine(piece);
    yield after;
  }
}

/** Line ends stand in JSON only between its parts, where a space means the same. */
function onOneLine(piece: Uint8Array): Uint8Array {
  return piece.map((byte) => (byte === LF || byte === CR ? SPACE : byte));
}

/** The few words about the evaluation that are repeated in each record. */
async function evalOf(path: string, source: ByteSource, header: ZipEntry | undefined): Promise<JsonObject> {
  if (!header) return {};
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of zipContent(path, source, header)) {
    bytes += piece.length;
    if (bytes > MOST_HEADER_BYTES) return {};
    pieces.push(piece);
  }
  const value = parsed(Buffer.concat(pieces).toString('utf8'));
  const spec = isJsonObject(value) ? value.eval : undefined;
  if (spec === undefined || !isJsonObject(spec)) return {};
  const { task, model, created } = spec;
  return Object.fromEntries(Object.entries({ task, model, created }).filter(([, each]) => typeof each === 'string'));
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
