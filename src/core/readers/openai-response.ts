import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import { askedField } from './shared/asked.ts';
import { chainOf } from './shared/chain.ts';
import { messageDrafts, OPENAI_KEYS } from './shared/chat.ts';
import { fieldAt, isList, textPlace } from './shared/fields.ts';
import { withTokenLog } from './shared/logged-tokens.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { BODIES, batchFailure, hiddenThinking, reportedTokens } from './shared/responses.ts';
import type { TraceReader } from './types.ts';

function choicesAt(root: JsonValue, path: JsonPath): JsonPath[] {
  const choices = valueAt(root, [...path, 'choices']);
  if (!isList(choices)) return [];
  return choices.flatMap((choice, i) => {
    if (!isJsonObject(choice)) return [];
    const own = [...path, 'choices', i];
    if (isJsonObject(choice.message)) return [[...own, 'message']];
    // Choices with a text alone are also what a question offers to choose from.
    const isReply = 'finish_reason' in choice || 'logprobs' in choice;
    return isReply && typeof choice.text === 'string' ? [[...own, 'text']] : [];
  });
}

/** The chain and reply of a choice; one of the older completions is a text alone. */
function choiceDrafts(object: JsonObject, path: JsonPath) {
  return typeof valueAt(object, path) === 'string'
    ? { drafts: [], problems: [] }
    : messageDrafts(object, path, OPENAI_KEYS);
}

/** The drafts of a choice with the tokens of the choice's own log. */
function withChoiceLog(object: JsonObject, path: JsonPath, drafts: readonly DraftTrace[]) {
  const choice = valueAt(object, path.slice(0, -1));
  if (path.at(-2) === undefined || !isJsonObject(choice)) return { drafts, problems: [] };
  return withTokenLog(drafts, choice.logprobs, choice.token_ids ?? null);
}

/** The messages of a row with the path of the body they belong to; a Responses API body has its output list instead. */
function findMessages(object: JsonObject): { readonly body: JsonPath; readonly messages: readonly JsonPath[] } | null {
  for (const body of BODIES) {
    const choices = choicesAt(object, body);
    if (choices.length > 0) return { body, messages: choices };
    const value = valueAt(object, body);
    if (!isJsonObject(value)) continue;
    if (value.role === 'assistant' && isList(value.content)) return { body, messages: [body] };
    // Ollama's chat gives one message beside "done".
    if ('done' in value && isJsonObject(value.message) && value.message.role === 'assistant')
      return { body, messages: [[...body, 'message']] };
  }
  return null;
}

/** A message without thoughts of its own: its content is the chain, unless the thinking was hidden. */
function fallback(
  object: JsonObject,
  path: JsonPath,
  tokens: number | undefined,
): { draft: DraftTrace; problem?: Problem } | null {
  const place = textPlace(object, typeof valueAt(object, path) === 'string' ? path : [...path, 'content']);
  if (place === null) return null;
  if (tokens !== undefined && tokens > 0) {
    return {
      draft: { question: null, reasoning: { text: '', source: null }, answer: fieldAt(place), referenceAnswer: null },
      problem: hiddenThinking(tokens),
    };
  }
  const { reasoning, answer } = chainOf(place);
  return { draft: { question: null, reasoning, answer, referenceAnswer: null } };
}

/** Responses of OpenAI-like services and batch results: `choices[].message` (or `text`), bare or under `response.body`. */
export const openaiResponse: TraceReader = {
  id: 'openai-response',
  title: 'Model responses',
  summary: 'responses of OpenAI-like services and batch result lines (choices, response.body, result.message)',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const found = findMessages(value);
    if (found === null)
      return batchFailure(value) === null ? NOT_MINE : evidence(0.9, 'a line of batch results that tells of a failure');
    const where = found.body.length === 0 ? 'the row' : `"${found.body.join('.')}"`;
    return evidence(0.95, `${where} is a model's response`);
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : findMessages(object);
    const failure = object === null || found !== null ? null : batchFailure(object);
    if (failure !== null) return nothingRead(`The request failed: ${failure}.`, 'request-failed');
    if (object === null || found === null) return nothingRead('The record holds no response of a model.');
    const tokens = reportedTokens(object, found.body);
    const problems: Problem[] = [];
    const common = {
      question: askedField(object),
      referenceAnswer: findReference(object, []),
      // Of several choices the response only tells the sum.
      ...(tokens === undefined || found.messages.length > 1 ? {} : { reportedReasoningTokens: tokens }),
    };
    const drafts = found.messages.flatMap((path, i): DraftTrace[] => {
      const own = choiceDrafts(object, path);
      problems.push(...own.problems);
      const label = `choice ${i + 1}`;
      const plain = own.drafts.length > 0 ? null : fallback(object, path, tokens);
      if (plain?.problem !== undefined) problems.push(plain.problem);
      const found = own.drafts.length > 0 ? own.drafts : plain === null ? [] : [plain.draft];
      const logged = withChoiceLog(object, path, found);
      problems.push(...logged.problems);
      return logged.drafts.map((draft, part) => ({
        ...draft,
        ...common,
        label: found.length > 1 ? `${label}, part ${part + 1}` : label,
      }));
    });
    if (drafts.length === 0) return nothingRead('The response has no text.');
    return readingOf(record, drafts, problems);
  },
};
