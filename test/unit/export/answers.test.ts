import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerTexts,
  type ExportAnswers,
  exporterSections,
  parseTokens,
  readMemory,
  remembered,
  splitText,
  takesVariantsBeside,
  tokensText,
  valueText,
  wishOf,
  withExporter,
  withOption,
} from '../../../src/app/export/answers.ts';
import { exporters, findExporter } from '../../../src/core/export/registry.ts';
import type { Exporter } from '../../../src/core/export/types.ts';

const FIRST = readMemory(undefined);
const analyze = { segmenter: 'auto', segmenterPattern: '', preset: 'balanced', disabledPasses: [] } as const;
const known = (id: string): Exporter => findExporter(id) ?? exporters[0]!;
const withOptions = exporters.find(({ options }) => options.some(({ kind }) => kind === 'flag'))!;
const flag = withOptions.options.find(({ kind }) => kind === 'flag')!;

describe('the memory of exports', () => {
  it('is that of a person who never exported when nothing that was stored can be read', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        const { answers } = readMemory(stored);
        expect(['originals', 'variants', 'both', 'labels']).toContain(answers.source);
        expect(Number.isSafeInteger(answers.seed)).toBe(true);
        expect(splitText(answers.split)).toMatch(/train|valid|test/);
      }),
    );
    for (const stored of [null, 7, [], { answers: { to: 'gone', split: 'no', seed: 1.5, minTokens: -1 } }]) {
      expect(readMemory(stored)).toEqual(FIRST);
    }
  });

  it('comes back as it was stored, the exporter used last first', () => {
    const answers: ExportAnswers = {
      ...FIRST.answers,
      to: withOptions.id,
      options: { [flag.id]: !flag.default },
      seed: 4,
    };
    const places = { folder: 'file:///out', corpora: ['file:///a.jsonl'] };
    const other = { ...FIRST.answers, to: 'trl-prompt-completion' };
    const memory = remembered(remembered(FIRST, answers, places), other, places);
    expect(readMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
    expect(memory.recent).toEqual(['trl-prompt-completion', withOptions.id]);
    expect(remembered(memory, answers, places).recent).toEqual([withOptions.id, 'trl-prompt-completion']);
    expect(withExporter(other, withOptions, memory)).toMatchObject({ to: withOptions.id, options: answers.options });
  });

  it('forgets options that the exporter has no more, or would refuse', () => {
    const options = { [flag.id]: 'perhaps', gone: 3 };
    expect(readMemory({ answers: { to: withOptions.id, options } }).answers.options).toEqual({});
  });
});

describe('the wish that the answers ask for', () => {
  it('is what the command line makes of the same choices', () => {
    const answers: ExportAnswers = {
      ...FIRST.answers,
      to: 'trl-prompt-completion',
      source: 'both',
      only: 'correct',
      minTokens: 5,
      split: 'train=90,valid=10',
      dedupe: false,
      seed: 3,
    };
    const wish = wishOf(answers, { name: 'runs', analyze });
    expect(wish).toMatchObject({
      name: 'runs',
      source: 'both',
      only: 'correct',
      minTokens: 5,
      maxTokens: null,
      splits: [
        { split: 'train', share: 0.9 },
        { split: 'valid', share: 0.1 },
      ],
      dedupe: false,
      seed: 3,
      grouping: { groupBy: 'auto', answerRule: 'auto' },
      limit: null,
    });
    expect(Object.keys(wish?.options ?? {})).toEqual(known('trl-prompt-completion').options.map(({ id }) => id));
  });

  it('has originals as its source where variants come beside them', () => {
    for (const exporter of exporters.filter(takesVariantsBeside)) {
      const answers: ExportAnswers = { ...FIRST.answers, to: exporter.id, source: 'variants' };
      expect(wishOf(answers, { name: 'runs', analyze })?.source).toBe('originals');
      expect(answerTexts(answers).source).toBe('originals, with their accepted variants');
    }
  });

  it('heeds strategies of variants only where variants have a part', () => {
    const answers: ExportAnswers = { ...FIRST.answers, to: 'trl-prompt-completion', strategies: ['drop-flagged'] };
    const frame = { name: 'runs', analyze };
    expect(wishOf(answers, frame)?.strategies).toEqual([]);
    expect(answerTexts(answers).filters).toBe('all traces');
    const both: ExportAnswers = { ...answers, source: 'both' };
    expect(wishOf(both, frame)?.strategies).toEqual(['drop-flagged']);
    expect(answerTexts(both).filters).toBe('all traces; variants of drop-flagged');
  });

  it('takes the labels of the majority, or those of the one who was chosen', () => {
    const frame = { name: 'runs', analyze };
    const all = readMemory({ answers: { to: 'prm-stepwise' } }).answers;
    expect(wishOf(all, frame)).not.toHaveProperty('annotator');
    const one = readMemory({ answers: { to: 'prm-stepwise', annotator: 'ann' } }).answers;
    expect(wishOf(one, frame)).toMatchObject({ annotator: 'ann' });
    expect(answerTexts(one).filters).toBe('all traces; labels of ann');
  });

  it('takes what labels leave as its source, without strategies', () => {
    const stored = readMemory({ answers: { to: 'trl-prompt-completion', source: 'labels', strategies: ['lexical'] } });
    expect(wishOf(stored.answers, { name: 'runs', analyze })).toMatchObject({ source: 'labels', strategies: [] });
    expect(answerTexts(stored.answers).source).toBe('without the steps labelled skip');
  });

  it('is none without an exporter', () => expect(wishOf(FIRST.answers, { name: 'runs', analyze })).toBeNull());
});

describe('options', () => {
  it('are remembered only where they differ from what was published', () => {
    const answers = { ...FIRST.answers, to: withOptions.id };
    const changed = withOption(answers, withOptions, flag.id, !flag.default);
    expect(changed.options).toEqual({ [flag.id]: !flag.default });
    expect(withOption(changed, withOptions, flag.id, flag.default).options).toEqual({});
    expect(answerTexts(answers).options).toBe('all as published');
    expect(answerTexts(changed).options).toBe(`${flag.title}: ${valueText(flag, !flag.default)}`);
  });
});

describe('the list of exporters', () => {
  it('has each of them once, those used last on top', () => {
    const recent = [exporters.at(-1)?.id ?? '', 'gone'];
    const sections = exporterSections(recent);
    expect(sections[0]).toEqual({ title: 'Used last', exporters: [exporters.at(-1)] });
    const all = sections.flatMap((section) => section.exporters.map(({ id }) => id));
    expect([...all].sort()).toEqual(exporters.map(({ id }) => id).sort());
    expect(exporterSections([])[0]?.title).not.toBe('Used last');
  });
});

describe('bounds of tokens', () => {
  it.each([
    ['', null, null, 'any length'],
    [' 200-8000 ', 200, 8000, '200 to 8000 tokens'],
    ['200 -', 200, null, 'from 200 tokens'],
    ['-8000', null, 8000, 'up to 8000 tokens'],
    ['1 to 2', 1, 2, '1 to 2 tokens'],
  ])('%j', (text, minTokens, maxTokens, words) => {
    expect(parseTokens(text)).toEqual({ minTokens, maxTokens });
    expect(tokensText(minTokens, maxTokens)).toBe(words);
  });

  it.each(['-', '9-3', 'a-b', '12', '1-2-3', '0x1-5', '1'.repeat(100_000), `${' '.repeat(100_000)}-x`])(
    'are refused (case %#)',
    (text) => expect(parseTokens(text)).toBeNull(),
  );
});
