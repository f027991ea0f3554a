import { isJsonObject, type JsonValue } from '../../base/json.ts';
import { type FieldCheck, filled, object, optional, text } from './checks.ts';

/** What a list of messages has to be for a trainer. */
export interface MessageRules {
  readonly roles: readonly string[];
  /** Role of the last message; any when absent. */
  readonly last?: string;
  /** Names of the fields for speaker and text; role and content when absent. */
  readonly keys?: { readonly role: string; readonly content: string };
  /** More fields that a message may have. */
  readonly fields?: Readonly<Record<string, FieldCheck>>;
}

/** Fields for thoughts, which templates read where they know them. */
export const THOUGHT_FIELDS: Readonly<Record<string, FieldCheck>> = {
  reasoning_content: optional(filled),
  thinking: optional(filled),
};

/** One of these texts. */
export function oneOf(values: readonly string[]): FieldCheck {
  return (value, key) => (values.some((each) => each === value) ? null : `"${key}" is none of ${values.join(', ')}`);
}

/** A list of messages: at least one, a system prompt only at the start, and the last one by whom it has to be. */
export function messagesOf({
  roles,
  last,
  keys = { role: 'role', content: 'content' },
  fields = {},
}: MessageRules): FieldCheck {
  const one = object({ [keys.role]: oneOf(roles), [keys.content]: text, ...fields });
  return (value, key) => {
    if (!Array.isArray(value) || value.length === 0) return `"${key}" is no list of messages`;
    const messages = value as readonly JsonValue[];
    for (const [index, message] of messages.entries()) {
      const wrong = one(message, `${key}[${index}]`);
      if (wrong !== null) return wrong;
      if (index > 0 && isJsonObject(message) && message[keys.role] === 'system')
        return `"${key}[${index}]" is a system prompt behind other messages`;
    }
    const end = messages.at(-1);
    if (last === undefined || !isJsonObject(end)) return null;
    if (end[keys.role] !== last) return `"${key}" does not end with a message of ${last}`;
    return filled(end[keys.content], '') === null ? null : `the last message of "${key}" is empty`;
  };
}
