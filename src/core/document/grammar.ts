/**
 * The trace document's line shapes, all in one place: headers, marks, escapes and the two step rules. The renderer,
 * the parser, the editor's grammar file and the semantic tokens are held to what stands here.
 */
import type { SectionName, StepUnit } from './types.ts';

/** Starts every header line. */
export const HEADER_GLYPH = '━';
/** Starts an escape: `␛␛`, `␛{000D}` (a UTF-16 code unit), or `␛` before a glyph that would otherwise mean something. */
export const ESCAPE_GLYPH = '␛';
/** Inside a line: the step ends exactly here, though it would be trimmed or go on otherwise. */
export const END_GLYPH = '◂';

/** What a mark at the start of a line says. */
export interface Mark {
  readonly glyph: string;
  /** A step begins on this line. */
  readonly begins: boolean;
  /** The step begins right behind the mark, white space included; else at the first character that is no white space. */
  readonly exact: boolean;
  /** The source has no line break before this line. */
  readonly joined: boolean;
  /** What it means, for hovers. */
  readonly meaning: string;
}

const mark = (glyph: string, begins: boolean, exact: boolean, joined: boolean, meaning: string): Mark => ({
  glyph,
  begins,
  exact,
  joined,
  meaning,
});

/** The marks by what they say. A mark is its glyph and one space; on a line with no more text the glyph alone. */
export const MARKS = {
  begin: mark('▸', true, false, false, 'A step begins here.'),
  beginExact: mark('▹', true, true, false, 'A step begins exactly here; its white space counts, and it may be empty.'),
  joined: mark('↪', true, false, true, 'A step begins here; the source has no line break before it.'),
  joinedExact: mark('↦', true, true, true, 'A step begins exactly here; the source has no line break before it.'),
  goesOn: mark('⋯', false, false, false, 'No step begins here; the line belongs to the step before it.'),
} as const;

const MARK_BY_GLYPH: ReadonlyMap<string, Mark> = new Map(Object.values(MARKS).map((each) => [each.glyph, each]));
const LINE_START_GLYPHS: ReadonlySet<string> = new Set([...MARK_BY_GLYPH.keys(), HEADER_GLYPH]);
const ESCAPABLE: ReadonlySet<string> = new Set([...LINE_START_GLYPHS, END_GLYPH, ESCAPE_GLYPH]);

/** The sections in the order in which they stand, with the words of their headers. */
export const SECTION_TITLES: Readonly<Record<SectionName, string>> = {
  question: 'Question',
  reasoning: 'Reasoning',
  answer: 'Answer',
  referenceAnswer: 'Reference answer',
};

/** All section names in document order. */
export const SECTION_ORDER: readonly SectionName[] = ['question', 'reasoning', 'answer', 'referenceAnswer'];

const STEP_UNITS: readonly StepUnit[] = ['paragraphs', 'lines'];
const HEADER_EDGE = HEADER_GLYPH.repeat(3);
const HEADER_LINE = /^━━━ (Question|Reasoning|Answer|Reference answer)(?: · (paragraphs|lines))? ━━━[ \t]*$/;

/** The header line of a section; the unit is given for Reasoning only. */
export function headerLine(section: SectionName, unit?: StepUnit): string {
  return `${HEADER_EDGE} ${SECTION_TITLES[section]}${unit ? ` · ${unit}` : ''} ${HEADER_EDGE}`;
}

/** Reads a header line; null when the line is none. A unit is allowed on Reasoning only. */
export function parseHeader(line: string): { readonly section: SectionName; readonly unit: StepUnit | null } | null {
  if (!line.startsWith(HEADER_EDGE)) return null;
  const match = HEADER_LINE.exec(line);
  const section = SECTION_ORDER.find((name) => SECTION_TITLES[name] === match?.[1]);
  const unit = STEP_UNITS.find((each) => each === match?.[2]) ?? null;
  if (!section || (unit !== null && section !== 'reasoning')) return null;
  return { section, unit };
}

/** True for a line that a person would take for a header; one that `parseHeader` refuses is odd. */
export function looksLikeHeader(line: string): boolean {
  return line.startsWith(HEADER_EDGE);
}

/** The mark at the start of a document line, with the length of glyph and space; null when there is none. */
export function markOf(line: string): { readonly mark: Mark; readonly length: number } | null {
  const found = MARK_BY_GLYPH.get(line.charAt(0));
  if (!found) return null;
  if (line.length === 1) return { mark: found, length: 1 };
  return line.charAt(1) === ' ' ? { mark: found, length: 2 } : null;
}

/** True when the line begins with a mark's glyph, whether it is a whole mark or not. */
export function startsWithMarkGlyph(line: string): boolean {
  return MARK_BY_GLYPH.has(line.charAt(0));
}

/** Text of a mark before `content`: no trailing space on an otherwise empty line, since editors may strip it. */
export function markText(of: Mark, content: string): string {
  return content === '' ? of.glyph : `${of.glyph} `;
}

/** True when the text holds nothing but white space. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** Whether a step begins on an unmarked line, by the unit's rule. Blankness is that of the decoded lines. */
export function ruleBegins(unit: StepUnit, blank: boolean, previousBlank: boolean): boolean {
  return !blank && (unit === 'lines' || previousBlank);
}

// Characters that an editor's document does not keep as they are (line breaks, controls, lone surrogates, byte order
// marks) and the two glyphs that mean something anywhere in a line.
const NEEDS_ESCAPE = /[\0-\x08\x0B-\x1F\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF\uD800-\uDFFF␛◂]/gu;

/** Writes source text that holds no line feed as part of a document line. `atLineStart`: nothing stands before it. */
export function encodeContent(source: string, atLineStart: boolean): string {
  const encoded = source.replace(NEEDS_ESCAPE, (char) =>
    char === ESCAPE_GLYPH || char === END_GLYPH ? ESCAPE_GLYPH + char : escapeUnit(char),
  );
  return atLineStart && LINE_START_GLYPHS.has(source.charAt(0)) ? ESCAPE_GLYPH + encoded : encoded;
}

function escapeUnit(char: string): string {
  return `${ESCAPE_GLYPH}{${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}}`;
}

const HEX_ESCAPE = /\{([0-9A-Fa-f]{4})\}/y;

/** The escape at `offset` of a document text: what it stands for and its length; null when it is broken. */
export function readEscape(text: string, offset: number): { readonly char: string; readonly length: number } | null {
  const next = text.charAt(offset + 1);
  if (ESCAPABLE.has(next)) return { char: next, length: 2 };
  HEX_ESCAPE.lastIndex = offset + 1;
  const hex = HEX_ESCAPE.exec(text)?.[1];
  return hex === undefined ? null : { char: String.fromCharCode(Number.parseInt(hex, 16)), length: 7 };
}
