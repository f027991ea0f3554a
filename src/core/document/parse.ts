import type { Span } from '../model/span.ts';
import {
  END_GLYPH,
  ESCAPE_GLYPH,
  isBlank,
  looksLikeHeader,
  type Mark,
  markOf,
  parseHeader,
  readEscape,
  ruleBegins,
  SECTION_TITLES,
  startsWithMarkGlyph,
} from './grammar.ts';
import { OffsetMap } from './offset-map.ts';
import { impliedEnd } from './render.ts';
import type { Notation, ParsedDocument, ParsedSection, ParsedStep, SectionName, StepUnit } from './types.ts';

type Oddity = ParsedDocument['oddities'][number];

/** What is gathered while the document is read. */
interface Gathered {
  readonly text: string;
  readonly oddities: Oddity[];
  readonly notation: Notation[];
}

/** A section before its body is decoded; `lines` are spans of the document without line ends. */
interface RawSection {
  readonly name: SectionName;
  readonly unit: StepUnit | null;
  readonly header: Span;
  readonly lines: Span[];
}

/**
 * Reads a trace document back. Total: any text gives a result. Text that is no part of the grammar is taken as it
 * stands and named in `oddities`. Every kind of line end reads as a line feed.
 */
export function parseDocument(text: string): ParsedDocument {
  const gathered: Gathered = { text, oddities: [], notation: [] };
  const raw = splitSections(gathered);
  const sections: ParsedSection[] = [];
  let reasoning: Decoded = { text: '', steps: [], map: new OffsetMap() };
  let unit: StepUnit = 'paragraphs';
  for (const section of raw) {
    const decoded = decodeSection(gathered, section);
    if (section.name === 'reasoning') {
      reasoning = decoded;
      unit = section.unit ?? unit;
    }
    sections.push({ name: section.name, header: section.header, body: bodyOf(section), text: decoded.text });
  }
  if (!raw.some((section) => section.name === 'reasoning')) {
    gathered.oddities.push({ span: { start: 0, end: 0 }, message: 'The document has no Reasoning section.' });
  }
  const textOf = (name: SectionName) => sections.find((section) => section.name === name)?.text ?? null;
  return {
    documentText: text,
    unit,
    question: textOf('question'),
    reasoning: reasoning.text,
    answer: textOf('answer'),
    referenceAnswer: textOf('referenceAnswer'),
    steps: reasoning.steps.map((step) => step.source),
    sections,
    parsedSteps: reasoning.steps,
    notation: gathered.notation,
    oddities: gathered.oddities.sort((a, b) => a.span.start - b.span.start),
    toDocument: (offset) => reasoning.map.startOf(offset),
    toDocumentEnd: (offset) => reasoning.map.endOf(offset),
  };
}

const LINE_END = /\r\n|\r|\n/g;

function splitLines(text: string): Span[] {
  const lines: Span[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    lines.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  lines.push({ start, end: text.length });
  return lines;
}

function splitSections(gathered: Gathered): RawSection[] {
  const sections: RawSection[] = [];
  const stray: Span[] = [];
  for (const line of splitLines(gathered.text)) {
    const text = gathered.text.slice(line.start, line.end);
    const header = parseHeader(text);
    if (header && !sections.some((section) => section.name === header.section)) {
      sections.push({ name: header.section, unit: header.unit, header: line, lines: [] });
      continue;
    }
    if (looksLikeHeader(text)) gathered.oddities.push({ span: line, message: headerTrouble(header?.section) });
    (sections.at(-1)?.lines ?? stray).push(line);
  }
  reportStray(gathered, stray);
  // The empty line before the next header, or the line end at the document's end, is no part of the body.
  for (const section of sections) {
    const last = section.lines.at(-1);
    if (last && last.end === last.start) section.lines.pop();
  }
  return sections;
}

function headerTrouble(section: SectionName | undefined): string {
  if (section === undefined) return 'This looks like a header but is none; it is read as text.';
  return `The section ${SECTION_TITLES[section]} stands twice; this line is read as text.`;
}

function reportStray(gathered: Gathered, lines: readonly Span[]): void {
  const written = lines.filter((line) => !isBlank(gathered.text.slice(line.start, line.end)));
  const first = written[0];
  const last = written.at(-1);
  if (!first || !last) return;
  const message = 'Text before the first header belongs to no section and is not saved.';
  gathered.oddities.push({ span: { start: first.start, end: last.end }, message });
}

function bodyOf(section: RawSection): Span {
  const first = section.lines[0];
  const last = section.lines.at(-1);
  return first && last ? { start: first.start, end: last.end } : { start: section.header.end, end: section.header.end };
}

interface Decoded {
  readonly text: string;
  readonly steps: readonly ParsedStep[];
  readonly map: OffsetMap;
}

/** A step's beginning, or an end mark: where it is in the section's text and in the document. */
interface Boundary {
  readonly kind: 'begin' | 'end';
  readonly source: number;
  /** Of a beginning: start of its line. Of an end: the mark itself. */
  readonly document: number;
  /** Where the line's content starts in the document, behind the mark. */
  readonly content: number;
}

function decodeSection(gathered: Gathered, section: RawSection): Decoded {
  const decoder = new SectionDecoder(gathered, section.name === 'reasoning' ? (section.unit ?? 'paragraphs') : null);
  for (const line of section.lines) decoder.line(line);
  return decoder.finish();
}

/** Decodes the lines of one section one after the other. Without a unit marks mean nothing (sections without steps). */
class SectionDecoder {
  readonly #gathered: Gathered;
  readonly #unit: StepUnit | null;
  readonly #map = new OffsetMap();
  readonly #parts: string[] = [];
  readonly #boundaries: Boundary[] = [];
  #length = 0;
  #first = true;
  #previousBlank = true;

  constructor(gathered: Gathered, unit: StepUnit | null) {
    this.#gathered = gathered;
    this.#unit = unit;
  }

  line(line: Span): void {
    const text = this.#gathered.text.slice(line.start, line.end);
    const marked = this.#unit ? markOf(text) : null;
    const content = line.start + (marked?.length ?? 0);
    if (marked) this.#note('mark', line.start, line.start + 1);
    else if (this.#unit && startsWithMarkGlyph(text)) {
      this.#odd(line.start, line.start + 1, 'A mark needs a space after it; without one it is read as text.');
    }
    if (!this.#first && !marked?.mark.joined) this.#append('\n');
    this.#first = false;
    const sourceStart = this.#length;
    const ends: Boundary[] = [];
    const decoded = this.#decode(text.slice(content - line.start), content, ends);
    if (this.#unit) this.#begin(this.#unit, marked?.mark ?? null, decoded, { line, content, sourceStart, ends });
  }

  #begin(
    unit: StepUnit,
    mark: Mark | null,
    decoded: string,
    at: { readonly line: Span; readonly content: number; readonly sourceStart: number; readonly ends: Boundary[] },
  ): void {
    const blank = isBlank(decoded);
    const begins = mark ? mark.begins : ruleBegins(unit, blank, this.#previousBlank);
    this.#previousBlank = blank;
    const exact = mark?.exact ?? false;
    if (begins && blank && !exact) {
      this.#odd(at.line.start, at.line.end, 'No step begins here: there is no text after the mark.');
    } else if (begins) {
      const source = at.sourceStart + (exact ? 0 : decoded.length - decoded.trimStart().length);
      const before = exact
        ? []
        : at.ends.filter((end) => end.source <= source && end.document < this.#map.startOf(source));
      this.#boundaries.push(...before);
      this.#boundaries.push({ kind: 'begin', source, document: at.line.start, content: at.content });
      this.#boundaries.push(...at.ends.slice(before.length));
      return;
    }
    this.#boundaries.push(...at.ends);
  }

  finish(): Decoded {
    const text = this.#parts.join('');
    const begins = this.#boundaries.filter((boundary) => boundary.kind === 'begin');
    const ends = this.#explicitEnds();
    const steps = begins.map((begin, index): ParsedStep => {
      const start = begin.source;
      const end = ends.get(begin) ?? impliedEnd(text, start, begins[index + 1]?.source ?? text.length);
      const documentEnd = end > start ? this.#map.endOf(end) : begin.content;
      return { source: { start, end }, document: { start: begin.document, end: documentEnd } };
    });
    return { text, steps, map: this.#map };
  }

  /** The first end mark behind each beginning; every other end mark ends nothing. */
  #explicitEnds(): ReadonlyMap<Boundary, number> {
    const ends = new Map<Boundary, number>();
    let open: Boundary | null = null;
    for (const boundary of this.#boundaries) {
      if (boundary.kind === 'begin') open = boundary;
      else if (open) {
        ends.set(open, boundary.source);
        open = null;
      } else {
        this.#odd(boundary.document, boundary.document + 1, 'This mark ends no step; it is left out.');
      }
    }
    return ends;
  }

  /** Decodes `text`, which stands at `start` in the document, and appends it; gives what it appended. */
  #decode(text: string, start: number, ends: Boundary[]): string {
    const from = this.#parts.length;
    this.#map.add(this.#length, start);
    let plain = 0;
    for (let at = text.search(GLYPH); at >= 0; at = nextGlyph(text, at)) {
      const isEnd = text.charAt(at) === END_GLYPH;
      const found = isEnd ? null : readEscape(text, at);
      if (isEnd ? this.#unit === null : found === null) {
        if (!isEnd) this.#odd(start + at, start + at + 1, 'A broken escape; it is read as text.');
        at += 1;
        continue;
      }
      this.#append(text.slice(plain, at));
      plain = at + (found?.length ?? 1);
      this.#note(isEnd ? 'mark' : 'escape', start + at, start + plain);
      if (found) {
        this.#map.addEscape(this.#length, start + at, start + plain);
        this.#append(found.char);
      } else {
        ends.push({ kind: 'end', source: this.#length, document: start + at, content: start });
        this.#map.add(this.#length, start + plain);
      }
      at = plain;
    }
    this.#append(text.slice(plain));
    return this.#parts.slice(from).join('');
  }

  #append(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  #note(kind: Notation['kind'], start: number, end: number): void {
    this.#gathered.notation.push({ kind, span: { start, end } });
  }

  #odd(start: number, end: number, message: string): void {
    this.#gathered.oddities.push({ span: { start, end }, message });
  }
}

const GLYPH = new RegExp(`[${ESCAPE_GLYPH}${END_GLYPH}]`, 'g');

/** Offset of the next glyph that means something inside a line, or -1. */
function nextGlyph(line: string, from: number): number {
  GLYPH.lastIndex = from;
  return GLYPH.exec(line)?.index ?? -1;
}
