import { createWriteStream, existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { chmod, open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import type { CliHost } from './host.ts';

/** Where results go. */
export interface Output {
  /** Resolves when there is room for more; false when nobody takes results any more (`trouble` says whether that is bad). */
  write(text: string): Promise<boolean>;
  /** All that was written is where it belongs; false when it could not be brought there. */
  finish(): Promise<boolean>;
  /** Why writing failed, for people; null when it did not, or when the reader just went away (`| head`). */
  trouble(): string | null;
}

/** Results on stdout, or in a file that appears whole at the end; a sentence when that file cannot be made. */
export async function openOutput(
  path: string | undefined,
  host: CliHost,
  signal: AbortSignal,
): Promise<Output | string> {
  if (path === undefined || path === '-') return streamOutput(host.stdout, signal);
  try {
    return await fileOutput(path, host, signal);
  } catch (error) {
    return `${path} cannot be written: ${reasonOf(error)}`;
  }
}

interface StreamState {
  open: boolean;
  error: NodeJS.ErrnoException | null;
}

function streamOutput(stream: Writable, signal: AbortSignal): Output {
  const state: StreamState = { open: true, error: null };
  stream.on('error', (error) => {
    state.open = false;
    state.error ??= error;
  });
  stream.on('close', () => {
    state.open = false;
  });
  return {
    write: async (text) => {
      if (!state.open || signal.aborted) return false;
      if (!stream.write(text)) await roomIn(stream, signal);
      return state.open && !signal.aborted;
    },
    finish: async () => {
      // An empty write is called back when all before it has left the process.
      if (state.open) await new Promise<void>((resolve) => stream.write('', () => resolve()));
      return state.open;
    },
    trouble: () => (state.error === null || state.error.code === 'EPIPE' ? null : state.error.message),
  };
}

/** Waits for 'drain', or for whatever makes it pointless. */
function roomIn(stream: Writable, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'error', 'close']) stream.off(event, done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    for (const event of ['drain', 'error', 'close']) stream.on(event, done);
    signal.addEventListener('abort', done);
    if (signal.aborted || stream.destroyed) done();
  });
}

async function fileOutput(path: string, host: CliHost, signal: AbortSignal): Promise<Output> {
  const there = existsSync(path) ? statSync(path) : null;
  // A device or a pipe has no place to rename to.
  if (there !== null && !there.isFile()) {
    if (there.isDirectory()) throw new Error('it is a folder');
    return streamOutput(createWriteStream(path), signal);
  }
  const target = there === null ? path : realpathSync(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}-${Date.now().toString(36)}.tmp`);
  const handle = await open(temporary, 'wx');
  let done = false;
  host.onExit(() => {
    if (!done) rmSync(temporary, { force: true });
  });
  const stream = handle.createWriteStream({ autoClose: false });
  const inner = streamOutput(stream, signal);
  let failure: string | null = null;
  return {
    write: inner.write,
    trouble: () => failure ?? inner.trouble(),
    finish: async () => {
      try {
        if (!(await inner.finish())) return false;
        if (there !== null) await chmod(temporary, there.mode);
        await handle.sync();
        await handle.close();
        await rename(temporary, target);
        done = true;
        return true;
      } catch (error) {
        failure = reasonOf(error);
        return false;
      }
    },
  };
}

/** The reason of a caught error, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
