import { type JsonValue, valueAt } from '../../base/json.ts';
import type { Trace } from '../model/trace.ts';

/** Marks that close the thoughts and belong to a layout, not to the solution. */
const CLOSING = /<\/?\s*[a-z_|]*(?:think|thought|reason|analysis)[a-z_|]*\s*>|<\|[a-z_]+\|>/i;

/**
 * What follows the reasoning of a trace in its whole solution, with the separator: as it stands in the record where reasoning and
 * answer are parts of one string, else a blank line and the answer. Empty without an answer.
 */
export function tailOf(trace: Trace, record: JsonValue): string {
  const { answer, reasoning } = trace;
  if (answer === null || answer.text.trim() === '') return '';
  const apart = `\n\n${answer.text.trim()}`;
  const [from, to] = [reasoning.source, answer.source];
  if (from?.kind !== 'text' || to?.kind !== 'text' || from.path.join('\0') !== to.path.join('\0')) return apart;
  const whole = valueAt(record, from.path);
  if (typeof whole !== 'string' || to.start < from.end) return apart;
  const tail = whole.slice(from.end).trimEnd();
  return CLOSING.test(tail.slice(0, to.start - from.end)) ? apart : tail;
}
