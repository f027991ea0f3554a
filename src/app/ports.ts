/** Random access to the bytes of a corpus. A source is for one state of the file; `version` changes when the file does. */
export interface ByteSource {
  readonly sizeBytes: number;
  readonly version: string;
  /** The bytes `start`..`end`, fewer at the end of the file. Rejects when the file cannot be read. */
  read(startByte: number, endByte: number): Promise<Uint8Array>;
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
