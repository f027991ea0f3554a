import { isJsonObject, type JsonObject, type JsonValue, valueAt } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import { chatDrafts, OPENAI_KEYS, withReference } from './shared/chat.ts';
import { isList } from './shared/fields.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { referenceAt } from './shared/reference.ts';
import { usedForThinking } from './shared/responses.ts';
import type { TraceReader } from './types.ts';

function samplesOf(object: JsonObject): readonly JsonValue[] {
  const samples = object.samples;
  return isList(samples) ? samples.filter((sample) => isJsonObject(sample) && isList(sample.messages)) : [];
}

/** Reasoning tokens of a sample with one reply; with more of them, or a grader beside the model, nobody says whose they are. */
function reportedOf(sample: JsonValue): number | undefined {
  const messages = valueAt(sample, ['messages']);
  const replies = isList(messages) ? messages.filter((each) => isJsonObject(each) && each.role === 'assistant') : [];
  if (replies.length !== 1) return undefined;
  const byModel = valueAt(sample, ['model_usage']);
  const [usage, ...others] = isJsonObject(byModel) ? Object.values(byModel) : [];
  return (
    usedForThinking(valueAt(sample, ['output', 'usage'])) ?? (others.length === 0 ? usedForThinking(usage) : undefined)
  );
}

/** Evaluation logs of Inspect AI in JSON: one object with `samples`, each with its messages and target. */
export const inspectLog: TraceReader = {
  id: 'inspect-log',
  title: 'Inspect log',
  summary: 'an Inspect AI evaluation log in JSON: samples with messages and target',
  detect(value) {
    if (!isJsonObject(value) || samplesOf(value).length === 0) return NOT_MINE;
    return evidence('eval' in value ? 0.97 : 0.7, '"samples" is a list of chats');
  },
  read(record) {
    const object = objectOf(record);
    const samples = object === null ? undefined : object.samples;
    if (object === null || !isList(samples)) return nothingRead('The record has no samples.');
    const problems: Problem[] = [];
    const drafts = samples.flatMap((sample, i): DraftTrace[] => {
      const found = chatDrafts(object, ['samples', i, 'messages'], OPENAI_KEYS);
      problems.push(...found.problems);
      const id =
        isJsonObject(sample) && (typeof sample.id === 'string' || typeof sample.id === 'number') ? sample.id : i + 1;
      const drafts = withReference(found.drafts, referenceAt(object, ['samples', i, 'target']));
      const reported = drafts.length === 1 ? reportedOf(sample) : undefined;
      return drafts.map((draft) => ({
        ...draft,
        ...(reported === undefined ? {} : { reportedReasoningTokens: reported }),
        label: draft.label === undefined ? `sample ${id}` : `sample ${id}, ${draft.label}`,
      }));
    });
    if (drafts.length === 0) return nothingRead('No sample has a turn of the model.');
    return readingOf(record, drafts, problems);
  },
};
