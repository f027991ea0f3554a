import { type JsonPath, type JsonValue, valueAt } from '../../base/json.ts';
import type { TraceField } from '../model/trace.ts';
import { chainOf } from './shared/chain.ts';
import { fieldAt, isList, textPlace } from './shared/fields.ts';
import { listField } from './shared/lists.ts';
import { evidence, NOT_MINE, nothingRead, readingOf, recordId } from './shared/reading.ts';
import { referenceAt } from './shared/reference.ts';
import type { FieldMapping, TraceReader } from './types.ts';

function fieldOf(root: JsonValue, path: JsonPath | undefined): TraceField | null {
  if (path === undefined) return null;
  const place = textPlace(root, path);
  if (place !== null) return fieldAt(place);
  const value = valueAt(root, path);
  return typeof value === 'number' || typeof value === 'boolean' ? { text: String(value), source: null } : null;
}

function idOf(root: JsonValue, path: JsonPath | undefined): string | null {
  const value = path === undefined ? undefined : valueAt(root, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/**
 * A reader for a schema that none knows, made from a mapping by hand. A list of strings under `reasoning` gives its steps;
 * a text without a mapped answer is parted by its thinking marks or final answer line as everywhere else.
 */
export function createMappedReader(mapping: FieldMapping): TraceReader {
  const where = mapping.reasoning.join('.');
  return {
    id: 'mapped',
    title: 'Mapped by hand',
    summary: 'fields named by hand',
    detect(value) {
      const found = valueAt(value, mapping.reasoning);
      return typeof found === 'string' || isList(found) ? evidence(1, `the mapping finds "${where}"`) : NOT_MINE;
    },
    read(record) {
      const root = record.value;
      if (root === undefined) return nothingRead('The record is not JSON.');
      const common = {
        question: fieldOf(root, mapping.question),
        referenceAnswer: mapping.referenceAnswer === undefined ? null : referenceAt(root, mapping.referenceAnswer),
      };
      const id = idOf(root, mapping.id) ?? recordId(record);
      const answer = fieldOf(root, mapping.answer);
      const value = valueAt(root, mapping.reasoning);
      const list =
        isList(value) && value.some((item) => typeof item === 'string') ? listField(root, mapping.reasoning) : null;
      if (list !== null) {
        return readingOf(record, [{ ...common, reasoning: list.field, answer, givenSteps: list.spans }], [], id);
      }
      const place = textPlace(root, mapping.reasoning);
      if (place === null) return nothingRead(`The mapping finds no text at "${where}".`);
      const chain = chainOf(place, mapping.marks);
      const reasoning = answer !== null && !chain.tagged ? fieldAt(place) : chain.reasoning;
      return readingOf(record, [{ ...common, reasoning, answer: answer ?? chain.answer }], chain.problems, id);
    },
  };
}
