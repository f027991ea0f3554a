import { describe, expect, it } from 'vitest';
import { type AnalyzeChoices, analyzeTexts } from '../../../src/app/analyze-trace.ts';
import { compressTrace } from '../../../src/app/compress-trace.ts';
import { findStrategy } from '../../../src/core/compress/registry.ts';
import type { CompressInput } from '../../../src/core/compress/types.ts';
import { estimate } from '../../../src/core/tokens/estimate.ts';
import { scriptedModel } from '../../helpers/scripted-model.ts';

const counter = await estimate.create();
const CHOICES: AnalyzeChoices = { segmenter: 'line', segmenterPattern: '', preset: 'balanced', disabledPasses: [] };
const TEXTS = {
  question: 'What is 2 + 3 + 4?',
  reasoning: 'First 2 + 3 = 5.\nThen 5 + 4 = 9.\nThe answer is 9.',
  answer: '9',
  referenceAnswer: null,
};

function input(): CompressInput {
  const { text, analysis } = analyzeTexts(TEXTS, undefined, counter, CHOICES);
  return { text, analysis, counter };
}

describe('analysing a trace', () => {
  it('cuts it with the chosen segmenter', () => {
    const { text, analysis } = analyzeTexts(TEXTS, undefined, counter, CHOICES);
    expect(text.steps).toHaveLength(3);
    expect(analysis).toMatchObject({ segmenter: 'line', tokenizer: 'estimate', tokensExact: false });
  });

  it('keeps the steps that the record gives, and none when it gives none', () => {
    const given = [{ start: 0, end: 5 }];
    expect(analyzeTexts(TEXTS, given, counter, CHOICES)).toMatchObject({
      text: { steps: given },
      analysis: { segmenter: 'record' },
    });
    expect(analyzeTexts(TEXTS, [], counter, CHOICES).analysis.steps).toEqual([]);
  });
});

describe('compressing a trace', () => {
  const strategy = (id: string) => {
    const found = findStrategy(id);
    if (!found) throw new Error(id);
    return found;
  };

  it('asks no model for a built-in strategy', async () => {
    const { model, questions } = scriptedModel({});
    const outcome = await compressTrace(strategy('safe-prune'), input(), {}, model);
    expect(questions).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'done', compressed: { strategy: 'safe-prune' } });
  });

  it('sends the prompt of the strategy and checks the reply', async () => {
    const reply = '2 + 3 = 5, 5 + 4 = 9. The answer is 9.';
    const { model, questions } = scriptedModel({ ask: [reply] });
    const outcome = await compressTrace(strategy('rewrite'), input(), {}, model);
    expect(questions).toHaveLength(1);
    expect(JSON.stringify(questions)).toContain(JSON.stringify(TEXTS.reasoning).slice(1, -1));
    expect(outcome).toMatchObject({ kind: 'done', compressed: { text: reply, accepted: true } });
  });

  it.each([
    [
      'the model gives no reply',
      scriptedModel({ ask: () => ({ kind: 'failed', reason: 'it was cut' }) }).model,
      'it was cut',
    ],
    ['there is no model to ask', undefined, 'needs an endpoint'],
  ] as const)('keeps the source text, not accepted, when %s', async (_name, model, reason) => {
    const outcome = await compressTrace(strategy('rewrite'), input(), {}, model);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining(reason),
      compressed: { text: TEXTS.reasoning, ratio: 1, accepted: false, guards: [{ passed: false }] },
    });
  });
});
