import { isJsonObject } from '../../base/json.ts';
import { instructionField } from './shared/asked.ts';
import { chainOf } from './shared/chain.ts';
import { findString } from './shared/fields.ts';
import { evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import type { TraceReader } from './types.ts';

/** The Alpaca layout: `instruction`, perhaps `input`, and `output` with the chain. */
export const alpaca: TraceReader = {
  id: 'alpaca',
  title: 'Alpaca',
  summary: 'instruction, input and output',
  detect(value) {
    if (!isJsonObject(value) || typeof value.instruction !== 'string' || findString(value, ['output']) === null)
      return NOT_MINE;
    if (typeof value.input === 'string') return evidence(0.96, 'has instruction, input and output');
    return evidence(0.93, 'has instruction and output');
  },
  read(record) {
    const object = objectOf(record);
    const place = object === null ? null : findString(object, ['output']);
    if (object === null || place === null) return nothingRead('The record has no output text.');
    const { reasoning, answer, problems } = chainOf(place);
    const referenceAnswer = findReference(object, [place.key]);
    return readingOf(record, [{ question: instructionField(object), reasoning, answer, referenceAnswer }], problems);
  },
};
