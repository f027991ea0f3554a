import { fence } from './fence.ts';
import type { CompressOptions } from './types.ts';

/** A titled, fenced text of a prompt, with a blank line behind it; '' for a text that is not there. */
export function part(title: string, name: string, text: string | null): string {
  return text === null || text.trim() === '' ? '' : `${title}\n${fence(name, text).block}\n\n`;
}

/** What a person asked for besides; it is an instruction and so stands outside of every fence. */
export function instructionPart(options: CompressOptions): string {
  const text = options.instruction?.trim() ?? '';
  return text === '' ? '' : `Also, as far as the requirements allow: ${text}\n`;
}
