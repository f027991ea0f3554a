import { contentHash } from '../base/hash.ts';
import { type PatchRefusal, patchRecord, type RecordEdit } from '../core/jsonl/patch.ts';
import { decodeUtf8 } from '../core/jsonl/record.ts';
import type { Corpus } from './open-corpus.ts';
import type { ByteSource } from './ports.ts';
import { readAhead } from './read-ahead.ts';

/** Bytes `startByte`..`endByte` of the corpus become `bytes`; everything else stays. */
export interface BytePatch {
  readonly startByte: number;
  readonly endByte: number;
  readonly bytes: Uint8Array;
  /** The record's new text, its hash, and the number under which it stands now. */
  readonly recordText: string;
  readonly recordHash: string;
  readonly recordNumber: number;
}

/**
 * Why nothing was written. `changed`: the record is no longer as it was shown; `gone`: it is no longer there;
 * `not-utf8`: its bytes are not UTF-8; `read-only`: its source cannot be written to, as the sentence says; `patch`: the edit does not fit the record, for the given reason.
 */
export type WriteRefusal =
  | { readonly kind: 'changed' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-utf8' }
  | { readonly kind: 'read-only'; readonly reason: string }
  | { readonly kind: 'patch'; readonly reason: PatchRefusal };

export type WritePlan =
  | { readonly ok: true; readonly patch: BytePatch }
  | { readonly ok: false; readonly refusal: WriteRefusal };

/**
 * Works out the bytes that a guarded write-back changes. `base` is the record as it was shown. When it moved (lines came
 * in above), it is found again by its hash, if that is unique. The corpus must be open on the present state of the file.
 */
export async function planWriteBack(
  corpus: Corpus,
  base: { readonly number: number; readonly hash: string },
  edits: readonly RecordEdit[],
): Promise<WritePlan> {
  const { readOnly } = corpus.source;
  if (readOnly !== undefined) return { ok: false, refusal: { kind: 'read-only', reason: readOnly } };
  const position = await findRecord(corpus, base);
  if (typeof position !== 'number') return { ok: false, refusal: position };
  const span = corpus.span(position);
  if (!span) return { ok: false, refusal: { kind: 'gone' } };
  const decoded = decodeUtf8(await corpus.source.read(span.start, span.end));
  if (!decoded.valid) return { ok: false, refusal: { kind: 'not-utf8' } };
  const patched = patchRecord(decoded.text, edits);
  if (!patched.ok) return { ok: false, refusal: { kind: 'patch', reason: patched.reason } };
  return {
    ok: true,
    patch: {
      startByte: span.start,
      endByte: span.end,
      bytes: new TextEncoder().encode(patched.text),
      recordText: patched.text,
      recordHash: contentHash(patched.text),
      recordNumber: span.number,
    },
  };
}

async function findRecord(
  corpus: Corpus,
  base: { readonly number: number; readonly hash: string },
): Promise<number | WriteRefusal> {
  const expected = corpus.positionOf(base.number);
  if (expected >= 0 && (await hashAt(corpus, corpus.source, expected)) === base.hash) return expected;
  // Every record is looked at: block by block, not with a read of the file for each.
  const inOrder = readAhead(corpus.source);
  let found = -1;
  for (let position = 0; position < corpus.count; position += 1) {
    if ((await hashAt(corpus, inOrder, position)) !== base.hash) continue;
    // Two records with the same words: which one was meant cannot be told, so nothing is guessed.
    if (found >= 0) return { kind: 'changed' };
    found = position;
  }
  if (found >= 0) return found;
  return { kind: expected >= 0 ? 'changed' : 'gone' };
}

async function hashAt(corpus: Corpus, source: ByteSource, position: number): Promise<string | undefined> {
  const span = corpus.span(position);
  if (!span) return undefined;
  return contentHash(decodeUtf8(await source.read(span.start, span.end)).text);
}
