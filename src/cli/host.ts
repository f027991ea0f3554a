import type { Readable, Writable } from 'node:stream';

/** A stream that people may be looking at. */
export type Screen = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What the command line needs of its process; made by the entry, so that nothing below reaches for globals. */
export interface CliHost {
  readonly stdin: Readable;
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the bundles: `ranks/` and `server.cjs` lie there. */
  readonly distFolder: string;
  /** Version of the product; 'unknown' when the package file is not beside the bundle. */
  readonly version: string;
  /** Runs the action on Ctrl+C (or a request to end). */
  onInterrupt(action: () => void): void;
  /** Runs the action right before the process ends, however it ends; it must not wait for anything. */
  onExit(action: () => void): void;
  /** Ends the process at once. */
  exit(code: number): void;
}
