import { contentHash } from '../../base/hash.ts';

/**
 * Identity of a step by its words, for decisions that have to survive edits elsewhere: the hash of its text with runs of
 * white space taken as one space. Equal steps of one trace share it.
 */
export function stepHash(text: string): string {
  return contentHash(text.trim().split(/\s+/).join(' '));
}
