import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  END_GLYPH,
  ESCAPE_GLYPH,
  encodeContent,
  HEADER_GLYPH,
  headerLine,
  MARKS,
  markOf,
  parseHeader,
  SECTION_ORDER,
} from '../../../src/core/document/grammar.ts';

const file = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../syntaxes/${name}`, import.meta.url), 'utf8')) as {
    repository: Record<string, { match: string }>;
    folding: { markers: { start: string } };
    wordPattern: string;
  };
const { repository } = file('cot-trace.tmLanguage.json');
const pattern = (name: string) => new RegExp(repository[name]?.match ?? '(?!)');

const HEADERS = [
  ...SECTION_ORDER.map((section) => headerLine(section)),
  headerLine('reasoning', 'paragraphs'),
  headerLine('reasoning', 'lines'),
];
const NO_HEADERS = [
  '━━━ Conclusion ━━━',
  '━━━ Question · lines ━━━',
  '━━━ Reasoning · words ━━━',
  '━━━Question━━━',
  '━━━ Question',
  ' ━━━ Question ━━━',
  '␛━━━ Question ━━━',
];

describe("the editor's grammar file", () => {
  it('knows exactly the headers that the parser knows', () => {
    for (const line of HEADERS) {
      expect(parseHeader(line)).not.toBeNull();
      expect(pattern('header').exec(line)?.[0]).toBe(line);
    }
    for (const line of NO_HEADERS) {
      expect(parseHeader(line)).toBeNull();
      expect(pattern('header').test(line)).toBe(false);
    }
  });

  it('knows exactly the marks', () => {
    const glyphs = Object.values(MARKS).map((mark) => mark.glyph);
    for (const line of [...glyphs, ...glyphs.map((glyph) => `${glyph} x`)]) {
      expect(markOf(line)).not.toBeNull();
      expect(pattern('mark').test(line)).toBe(true);
    }
    for (const line of [...glyphs.map((glyph) => `${glyph}x`), ...glyphs.map((glyph) => ` ${glyph} x`), 'x', '- x']) {
      expect(markOf(line)).toBeNull();
      expect(pattern('mark').test(line)).toBe(false);
    }
    expect(new RegExp(`^${repository.end?.match}$`).test(END_GLYPH)).toBe(true);
  });

  it('knows exactly the escapes', () => {
    const whole = new RegExp(`^${repository.escape?.match}`);
    const glyphs = [...Object.values(MARKS).map((mark) => mark.glyph), HEADER_GLYPH, END_GLYPH, ESCAPE_GLYPH];
    for (const glyph of glyphs)
      expect(whole.exec(`${encodeContent(glyph, true)}z`)?.[0]).toBe(`${ESCAPE_GLYPH}${glyph}`);
    expect(whole.exec(encodeContent('\r', false))?.[0]).toBe('␛{000D}');
    for (const broken of ['␛', '␛x', '␛{12}', '␛{12345}', '␛{GGGG}']) expect(whole.test(broken)).toBe(false);
  });

  it('has folding marks and words that fit the headers and marks', () => {
    const configuration = file('cot-trace.language-configuration.json');
    for (const line of HEADERS) expect(new RegExp(configuration.folding.markers.start).test(line)).toBe(true);
    const words = new RegExp(configuration.wordPattern, 'g');
    expect('↪ So ␛␛42, yes'.match(words)).toEqual(['So', '42', 'yes']);
  });
});
