import type { Span } from '../../model/span.ts';
import { trimSpan } from './fields.ts';
import { harmonyMessages } from './harmony.ts';
import { withoutEndMarks } from './turn-ends.ts';

/** A turn of a chat that a template wrote into one text; the span is of what is said. */
export interface TemplateTurn {
  readonly role: 'user' | 'assistant' | 'other';
  readonly content: Span;
}

/** How the templates of ChatML, Llama 3, Gemma, DeepSeek, Phi and Mistral begin a turn. */
const OPENING =
  /<\|im_start\|>(\w{1,20})\n?|<\|start_header_id\|>(\w{1,20})<\|end_header_id\|>|<start_of_turn>(\w{1,20})\n?|<[|｜](user|assistant|system)[|｜]>|(\[INST\])|(\[\/INST\])/gi;

function roleOf(name: string): TemplateTurn['role'] {
  if (name === 'user' || name === 'human' || name === '[inst]') return 'user';
  return name === 'assistant' || name === 'model' || name === '[/inst]' ? 'assistant' : 'other';
}

function harmonyTurns(text: string): readonly TemplateTurn[] {
  const turns: TemplateTurn[] = [];
  let open: Span | undefined;
  // The messages of one turn of the assistant are read as one text, which is parted by its channels later.
  for (const { role, content, whole } of harmonyMessages(text)) {
    if (role === 'assistant') open = { start: open?.start ?? whole.start, end: whole.end };
    if (role === 'user' || role === 'system' || role === 'developer') {
      if (open !== undefined) turns.push({ role: 'assistant', content: open });
      open = undefined;
      turns.push({ role: role === 'user' ? 'user' : 'other', content });
    }
  }
  return open === undefined ? turns : [...turns, { role: 'assistant', content: open }];
}

/** The turns of a text that a chat template wrote, in order; empty for any other text. Linear time. */
export function templateTurns(text: string): readonly TemplateTurn[] {
  if (text.includes('<|message|>')) return harmonyTurns(text);
  const opened = [...text.matchAll(OPENING)];
  if (opened.length < 2) return [];
  return opened.map((match, i): TemplateTurn => {
    const name = match.slice(1).find((group) => group !== undefined) ?? '';
    const said = trimSpan(text, { start: match.index + match[0].length, end: opened[i + 1]?.index ?? text.length });
    return { role: roleOf(name.toLowerCase()), content: withoutEndMarks(text, said) };
  });
}
