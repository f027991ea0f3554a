import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { chainOf } from './shared/chain.ts';
import { fieldAt, findQuestion, findText, textPlace } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { hasThinkTags } from './shared/think-tags.ts';
import type { TraceReader } from './types.ts';

const STRONG = [
  'completion',
  'response',
  'model_answer',
  'model_response',
  'model_output',
  'generation',
  'generated_text',
  'generated_answer',
  'generated_solution',
  'prediction',
  'output',
] as const;
const LONGEST_VALUE = 40;
const MOST_WORDS = 3;
const WEAK = ['solution', 'answer'] as const;

function findChain(object: JsonObject) {
  const strong = findText(object, STRONG);
  return strong ?? findText(object, WEAK);
}

/** A value alone, such as "24" or "(B)", in a field where others keep their solution: nobody reasoned. */
function isValueAlone(key: string, text: string): boolean {
  if (!(WEAK as readonly string[]).includes(key.toLowerCase()) || text.length > LONGEST_VALUE || text.includes('='))
    return false;
  return text.trim().split(/\s+/).length <= MOST_WORDS;
}

function confidence(object: JsonObject, chainKey: string, tagged: boolean, asked: boolean): number {
  if (textPlace(object, ['prompt']) !== null && chainKey === 'completion') return 0.95;
  if (tagged) return 0.4;
  const weak = (WEAK as readonly string[]).includes(chainKey.toLowerCase());
  if (!asked) return weak ? 0.25 : 0.4;
  return weak ? 0.5 : 0.75;
}

/** One question and one text with the chain in it: TRL's `prompt`/`completion`, `input`/`output`, `question`/`response`. */
export const promptCompletion: TraceReader = {
  id: 'prompt-completion',
  title: 'Prompt and completion',
  summary: 'a prompt (question, input) and one text with the reasoning (completion, response, output, solution)',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const chain = findChain(value);
    if (chain === null) return NOT_MINE;
    const question = findQuestion(value);
    const asked = question !== null && question.key !== chain.key;
    const tagged = hasThinkTags(chain.text);
    const reasons = [asked ? `has "${question.key}" and "${chain.key}"` : `has "${chain.key}" without a question`];
    return evidence(confidence(value, chain.key, tagged, asked), ...reasons);
  },
  read(record) {
    const object = objectOf(record);
    const place = object === null ? null : findChain(object);
    if (object === null || place === null) return nothingRead('The record has no completion, response or output text.');
    const question = findQuestion(object);
    if (question !== null && isValueAlone(place.key, place.text))
      return nothingRead('The record holds a question and its answer, but no reasoning.', 'request-only');
    const { reasoning, answer, problems } = chainOf(place);
    const asked = question === null || question.key === place.key ? null : fieldAt(question);
    const referenceAnswer = findReference(object, [place.key]);
    return readingOf(record, [{ question: asked, reasoning, answer, referenceAnswer }], problems);
  },
};
