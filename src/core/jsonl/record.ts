import type { JsonValue } from '../../base/json.ts';
import type { Outcome } from '../model/problem.ts';
import type { CorpusRecord } from '../model/trace.ts';
import { findJsonFault } from './json-fault.ts';

/** The part of the platform's decoder that is used here; the core sees neither the DOM's nor Node's types. */
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

/**
 * A record from its JSON text. Text that is not JSON gives a record without a value and one problem
 * with the place and a plain reason; nothing is thrown.
 */
export function parseRecord(text: string, number: number, line: number): Outcome<CorpusRecord> {
  try {
    const value = JSON.parse(text) as JsonValue;
    return { value: { number, line, text, value }, problems: [] };
  } catch {
    const fault = findJsonFault(text) ?? {
      code: 'syntax',
      message: 'the text does not follow its grammar',
      start: 0,
      end: text.length,
    };
    const { start, end } = fault;
    const problem = {
      code: `json-${fault.code}`,
      message: `This record is not JSON: ${fault.message}.`,
      severity: 'error' as const,
      span: { start, end },
    };
    return { value: { number, line, text, value: undefined }, problems: [problem] };
  }
}

/**
 * Bytes as text. Invalid UTF-8 becomes U+FFFD with `valid: false`; such a record can be read but must not be written back.
 * Bytes too many for one string (about 500 MB) give an empty text with `valid: false`.
 */
export function decodeUtf8(bytes: Uint8Array): { readonly text: string; readonly valid: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), valid: true };
  } catch {
    return { text: decodeWithReplacement(bytes), valid: false };
  }
}

function decodeWithReplacement(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(bytes);
  } catch {
    return '';
  }
}

/** A record from its bytes; invalid UTF-8 is read with replacement characters and announced, so that nobody writes it back. */
export function parseRecordBytes(
  bytes: Uint8Array,
  number: number,
  line: number,
): Outcome<CorpusRecord> & { readonly writable: boolean } {
  const { text, valid } = decodeUtf8(bytes);
  const { value, problems } = parseRecord(text, number, line);
  if (valid) return { value, problems, writable: true };
  const at = text.indexOf('\ufffd');
  const problem = {
    code: 'invalid-utf8',
    message:
      'This record holds bytes that are not UTF-8; it is shown with replacement characters and cannot be written back.',
    severity: 'warning' as const,
    ...(at < 0 ? {} : { span: { start: at, end: at + 1 } }),
  };
  return { value, problems: [problem, ...problems], writable: false };
}
