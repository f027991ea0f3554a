import { isJsonObject } from '../../base/json.ts';
import { chatDrafts, chatShare, SHAREGPT_KEYS, withReference } from './shared/chat.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const KEYS = ['conversations', 'conversation', 'messages'] as const;

/** The ShareGPT layout: `conversations` with turns of `from` and `value`. */
export const sharegpt: TraceReader = {
  id: 'sharegpt',
  title: 'ShareGPT',
  summary: 'conversations with turns of from and value',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const key = KEYS.find((one) => chatShare(value[one], SHAREGPT_KEYS) > 0.5);
    if (key !== undefined && 'chosen' in value && 'rejected' in value)
      return evidence(0.4, `"${key}" is a list of turns`, 'but the replies stand in chosen and rejected');
    return key === undefined ? NOT_MINE : evidence(0.96, `"${key}" is a list of turns with from and value`);
  },
  read(record) {
    const object = objectOf(record);
    const key = object === null ? undefined : KEYS.find((one) => chatShare(object[one], SHAREGPT_KEYS) > 0);
    if (object === null || key === undefined) return nothingRead('The record has no turns with from and value.');
    const { drafts, problems } = chatDrafts(object, [key], SHAREGPT_KEYS);
    if (drafts.length === 0) return nothingRead('No turn of the model has a text.');
    return readingOf(record, withReference(drafts, findReference(object, [key])), problems);
  },
};
