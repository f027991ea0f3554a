import { isJsonObject } from '../../base/json.ts';
import { chatDrafts, chatShare, OPENAI_KEYS, withReference } from './shared/chat.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

const KEYS = [
  'messages',
  'conversations',
  'conversation',
  'traj',
  'trajectory',
  'dialogue',
  'chat',
  'history',
] as const;
const ENOUGH = 0.8;

/** Chats as OpenAI-like APIs keep them: messages with role and content, thoughts in their own field, part or marks. */
export const chatMessages: TraceReader = {
  id: 'chat-messages',
  title: 'Chat messages',
  summary: 'messages with role and content; thoughts in reasoning_content, thinking parts or <think> marks',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const key = KEYS.find((one) => chatShare(value[one], OPENAI_KEYS) >= ENOUGH);
    if (key === undefined) return NOT_MINE;
    const reasons = [`"${key}" is a list of messages with role and content`];
    const { drafts, plain } = chatDrafts(value, [key], OPENAI_KEYS);
    if (drafts.length === 0) return evidence(0.6, ...reasons, 'but no assistant turn has a text');
    return plain ? evidence(0.85, ...reasons) : evidence(0.96, ...reasons, 'assistant turns keep their thoughts apart');
  },
  read(record) {
    const object = objectOf(record);
    const key = object === null ? undefined : KEYS.find((one) => chatShare(object[one], OPENAI_KEYS) > 0);
    if (object === null || key === undefined) return nothingRead('The record has no messages with role and content.');
    const { drafts, problems } = chatDrafts(object, [key], OPENAI_KEYS);
    if (drafts.length === 0) return nothingRead('No assistant turn has a text.');
    return readingOf(record, withReference(drafts, findReference(object, [key])), problems);
  },
};
