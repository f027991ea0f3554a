import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/base/json.ts';
import { createMappedReader } from '../../../src/core/readers/mapped.ts';
import { chainOf, chainWithin } from '../../../src/core/readers/shared/chain.ts';
import { splitHarmony } from '../../../src/core/readers/shared/harmony.ts';
import { templateTurns } from '../../../src/core/readers/shared/template.ts';
import { splitBetween, splitThinking } from '../../../src/core/readers/shared/think-tags.ts';
import { parseFieldMapping } from '../../../src/protocol/settings.ts';

function parted(text: string, split = splitThinking(text)) {
  if (split === null) return null;
  const { answer, reasoning, state } = split;
  return [
    text.slice(reasoning.start, reasoning.end),
    answer === null ? null : text.slice(answer.start, answer.end),
    state,
  ];
}

describe('thinking marks', () => {
  it.each([
    ['<scratchpad>\nI add.\n</scratchpad>\n<answer>4</answer>', ['I add.', '4', 'whole']],
    ['<analysis>I add.</analysis><final>4</final>', ['I add.', '4', 'whole']],
    ['<inner_monologue>I add.</inner_monologue> So 4.', ['I add.', 'So 4.', 'whole']],
    ['<think>I add.</think>4<|im_end|>\n', ['I add.', '4', 'whole']],
    ['<p>I add.</p> 4', null],
    ['I look at <analysis> tags.', null],
    ['<analysis>never closed', null],
  ])('%s', (text, expected) => {
    expect(parted(text)).toEqual(expected);
  });

  it('of one own go before all others, and the opening one may be missing', () => {
    expect(parted('{{I <think>add</think>.}} 4', splitBetween('{{I <think>add</think>.}} 4', '{{', '}}'))).toEqual([
      'I <think>add</think>.',
      '4',
      'whole',
    ]);
    expect(parted('I add.}} 4', splitBetween('I add.}} 4', '{{', '}}'))).toEqual(['I add.', '4', 'opening-missing']);
    expect(splitBetween('I add.', '{{', '}}')).toBeNull();
  });

  it('of one own come from a mapping in the settings', () => {
    const mapping = parseFieldMapping({ reasoning: '/out', marks: ['{{', '}}'] });
    if (mapping === null) throw new Error('the mapping was not understood');
    const value: JsonValue = { out: '{{I add.}} It is 4.' };
    const { traces } = createMappedReader(mapping).read({ number: 1, line: 1, text: '', value }).value;
    expect(traces).toMatchObject([
      { reasoning: { text: 'I add.', source: { start: 2, end: 8 } }, answer: { text: 'It is 4.' } },
    ]);
    expect(parseFieldMapping({ reasoning: '/out', marks: ['{{'] })).toBeNull();
  });
});

describe('Harmony', () => {
  it('has its thinking in the analysis channel', () => {
    const text = '<|channel|>analysis<|message|>I add.<|end|><|start|>assistant<|channel|>final<|message|>4<|return|>';
    expect(parted(text, splitHarmony(text))).toEqual(['I add.', '4', 'whole']);
    const cut = '<|channel|>analysis<|message|>I add';
    expect(parted(cut, splitHarmony(cut))).toEqual(['I add', null, 'cut']);
    expect(splitHarmony('a text that says analysis')).toBeNull();
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    '<|start|>',
    '<|channel|>analysis',
    '<|message|>',
    '<|end|>',
    '<|im_start|>user\n',
    '<|im_start|>assistant\n',
    '<|im_end|>',
    '<scratchpad>',
    '</scratchpad>',
    '<think>',
    '</think>',
    '[INST]',
    '[/INST]',
    ' #### ',
    '4',
    'I add. ',
    '\n',
    '\ud83d',
  );
  const texts = fc.array(pieces, { maxLength: 30 }).map((each) => each.join(''));

  it('is parted into pieces that stand in it, in order', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { answer, reasoning } = chainOf({ path: [], text });
        for (const field of [reasoning, answer]) {
          if (field === null || field.source?.kind !== 'text') continue;
          expect(text.slice(field.source.start, field.source.end)).toBe(field.text);
        }
        const turns = templateTurns(text);
        turns.forEach(({ content }, i) => {
          expect(content.start).toBeGreaterThanOrEqual(turns[i - 1]?.content.end ?? 0);
          expect(content.end).toBeGreaterThanOrEqual(content.start);
        });
      }),
    );
  });

  it('has exact sources in a part of it', () => {
    fc.assert(
      fc.property(texts, texts, texts, (before, text, after) => {
        const whole = before + text + after;
        const span = { start: before.length, end: before.length + text.length };
        const { answer, reasoning } = chainWithin({ path: [], text: whole }, span);
        for (const field of [reasoning, answer]) {
          if (field?.source?.kind !== 'text') continue;
          expect(whole.slice(field.source.start, field.source.end)).toBe(field.text);
        }
      }),
    );
  });
});
