/** Random access to the bytes of a corpus. A source is for one state of the file; `version` changes when the file does. */
export interface ByteSource {
  readonly sizeBytes: number;
  readonly version: string;
  /** The bytes `start`..`end`, fewer at the end of the file. Rejects when the file cannot be read. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
  /**
   * All bytes from one on, in order, for a pass over the file; quicker than `read` where a source has it. A chunk is good until
   * the next one is asked for.
   */
  chunks?(startByte: number): AsyncIterable<Uint8Array>;
  /** Why nothing may be written to the records of this source, and what to do instead: a sentence. Absent when writing is fine. */
  readonly readOnly?: string;
}

/** A file that only grows. */
export interface AppendFile {
  /** The bytes `startByte`..`endByte`, fewer at the end of the file; none when the file is not there. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
  /** Resolves when the bytes are on the disk. */
  append(bytes: Uint8Array): Promise<void>;
}

/** The time of the machine, ISO 8601 in UTC. */
export type Clock = () => string;

/** A file that is being written. */
export interface OutputFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything is on the disk. */
  close(): Promise<void>;
}

/** A folder that results go to. Paths are relative to it, with "/" between folders. All methods reject when the disk refuses. */
export interface OutputFolder {
  has(path: string): Promise<boolean>;
  /** A new file, in place of one that is there; makes the folders above it. */
  create(path: string): Promise<OutputFile>;
  read(path: string): Promise<ByteSource>;
  /** Takes the place of a file that is there. */
  move(from: string, to: string): Promise<void>;
  /** Does nothing when there is no such file. */
  remove(path: string): Promise<void>;
}
