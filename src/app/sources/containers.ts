/** Files that hold records in another wrapping than text. */
export type Container = 'gzip' | 'zstd' | 'parquet' | 'zip';

const SIGNATURES: readonly (readonly [Container, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
];

/** How many bytes `containerOf` looks at. */
export const SIGNATURE_BYTES = 4;

/** What a file is by its first bytes, whatever it is called; null when it is none of these. */
export function containerOf(head: Uint8Array): Container | null {
  return SIGNATURES.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0] ?? null;
}

/** What a container is called, and how a person gets a file out of it that can be written to. */
export const CONTAINER_WORDS: Readonly<Record<Container, { readonly name: string; readonly way: string }>> = {
  gzip: { name: 'a gzip file', way: 'Unpack it (gzip -dk FILE) and open the unpacked file' },
  zstd: { name: 'a zstd file', way: 'Unpack it (zstd -d FILE) and open the unpacked file' },
  parquet: { name: 'a Parquet file', way: 'Convert it to JSON Lines and open that file' },
  zip: { name: 'an Inspect log archive', way: 'Convert it to JSON (inspect log convert --to json) and open that file' },
};

/** Why a container cannot be made into records; its message is for people and has no stop at its end. */
export class UnpackError extends Error {}

/** Names of files that hold records as a rule, for looking through folders. */
export const CORPUS_GLOB = '**/*.{jsonl,ndjson,jsonl.gz,ndjson.gz,jsonl.zst,ndjson.zst,parquet,eval}';

/** True when a file is called like one with records, and is none that CoT Lens keeps beside them. */
export function isCorpusPath(path: string): boolean {
  if (/\.(variants|annotations|journal)\.jsonl$/i.test(path)) return false;
  return /\.(jsonl|ndjson|json|parquet|eval|(jsonl|ndjson|json)\.(gz|zst))$/i.test(path);
}
