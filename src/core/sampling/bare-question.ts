import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts';

/** A question that waits for an answer. */
export interface BareQuestion {
  readonly question: string;
  /** The answer that the record says is right; undefined where it says none. */
  readonly reference: string | undefined;
}

/** Fields of question sets, the plainest name first; lower case. */
const QUESTIONS = ['question', 'problem', 'query', 'prompt', 'instruction', 'input'];
const REFERENCES = [
  'reference_answer',
  'referenceanswer',
  'ground_truth_answer',
  'ground_truth',
  'final_answer',
  'expected_answer',
  'gold',
  'answer',
  'target',
];

/**
 * The question of a record that holds no chain yet: a field that is called so, else the last message of the user in a conversation
 * that nobody has answered. Null when there is none.
 */
export function bareQuestion(record: JsonValue): BareQuestion | null {
  if (!isJsonObject(record)) return null;
  const question = firstText(record, QUESTIONS) ?? openTurn(record.messages ?? record.prompt);
  return question === null ? null : { question, reference: firstText(record, REFERENCES) ?? undefined };
}

function firstText(record: JsonObject, names: readonly string[]): string | null {
  const fields = new Map(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number') return String(value);
  }
  return null;
}

function openTurn(messages: JsonValue | undefined): string | null {
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (last === undefined || !isJsonObject(last) || last.role !== 'user') return null;
  return typeof last.content === 'string' && last.content.trim() !== '' ? last.content.trim() : null;
}
