import type { Uri } from 'vscode';
import type { Trace } from '../../core/model/trace.ts';

/** What a trace document showed when it was last read or saved: the base that a save is compared with. */
export interface Shown {
  readonly uri: Uri;
  /** Document text as rendered or saved. */
  readonly text: string;
  readonly trace: Trace;
  /** Number of the record at that time; lines that come in above move it. */
  readonly record: number;
  readonly recordHash: string;
  /** Milliseconds; grows whenever the shown text changes. */
  readonly mtime: number;
}
