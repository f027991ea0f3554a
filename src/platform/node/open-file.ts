import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CONTAINER_WORDS,
  type Container,
  containerOf,
  SIGNATURE_BYTES,
  UnpackError,
} from '../../app/sources/containers.ts';
import { recast } from '../../app/sources/recast.ts';
import type { OpenedFile, Unpacking } from '../../app/sources/types.ts';
import { UNPACK_LIMITS, type UnpackLimits, unpack } from './containers/unpack.ts';
import { nodeByteSource } from './files.ts';
import { nodeIndexKeeper } from './index-keeper.ts';

/** Where things may be kept between runs (null: nowhere), and how much unpacking may take. */
export interface OpenSettings {
  readonly cache: string | null;
  readonly limits?: UnpackLimits;
}

/**
 * Opens a local file of records. Compressed files, Parquet and Inspect archives are unpacked to JSON Lines first, kept in the
 * cache folder and read-only. A string says why a file cannot be opened, without a stop at its end; rejects when it cannot be
 * read at all or the signal is aborted.
 */
export async function openNodeFile(
  path: string,
  settings: OpenSettings,
  work: Unpacking = {},
): Promise<OpenedFile | string> {
  const source = await nodeByteSource(path);
  const head = await source.read(0, SIGNATURE_BYTES);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    return 'it is UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)';
  }
  const kind = containerOf(head);
  if (kind === null) {
    const made = await recast(source);
    if (made !== null) return { ...made, close: async () => {} };
    return { source, ...kept(settings.cache, path), note: null, close: async () => {} };
  }
  try {
    return await openContainer(path, kind, settings, work);
  } catch (error) {
    if (error instanceof UnpackError) return error.message;
    throw error;
  }
}

function kept(cache: string | null, path: string): Pick<OpenedFile, 'keeper'> {
  return cache === null ? {} : { keeper: nodeIndexKeeper(cache, path) };
}

async function openContainer(
  path: string,
  kind: Container,
  { cache, limits = UNPACK_LIMITS }: OpenSettings,
  work: Unpacking,
): Promise<OpenedFile> {
  const own = cache === null ? await mkdtemp(join(tmpdir(), 'cot-lens-')) : null;
  const close = async (): Promise<void> => {
    if (own !== null) await rm(own, { recursive: true, force: true });
  };
  try {
    const folder = own ?? join(cache ?? '', 'unpacked');
    const packed = await nodeByteSource(path);
    const unpacked = await unpack(await realpath(path), kind, packed, folder, work, limits);
    const { name, way } = CONTAINER_WORDS[kind];
    const note = `It is ${name} (${size(packed.sizeBytes)}), unpacked to ${size(unpacked.bytes)} of JSON Lines${own === null ? ` in ${folder}, where it stays for the next time` : ''}.`;
    const readOnly = `These records come from ${name}, which is only read. ${way} to change them.`;
    return {
      source: { ...(await nodeByteSource(unpacked.path)), readOnly },
      ...kept(cache, unpacked.path),
      note: unpacked.isNew ? note : null,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
