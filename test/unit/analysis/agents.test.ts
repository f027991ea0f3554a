import { describe, expect, it } from 'vitest';
import { agentFigures } from '../../../src/core/analysis/agents.ts';
import { analyzeTrace } from '../../../src/core/analysis/analyze.ts';
import { agentText } from '../../../src/core/analysis/wording.ts';
import type { CorpusRecord } from '../../../src/core/model/trace.ts';
import { chooseReader, readRecord } from '../../../src/core/readers/detect.ts';
import { WORDS } from '../../helpers/export-units.ts';

const PLAN = 'We need the price of 12 crates at 35 dollars each, which is 12 * 35 = 420 dollars.';
const HISTORY = [
  { role: 'human', content: 'What do 12 crates cost?' },
  { role: 'Orchestrator (thought)', content: PLAN },
  { role: 'Orchestrator (-> Shopper)', content: 'Please look up the price of one crate.' },
  { role: 'Shopper', content: 'The page says that a crate costs 35 dollars.' },
  { role: 'Orchestrator (thought)', content: 'Thank you.' },
  { role: 'Shopper', content: PLAN },
];

function analysisOf(history: readonly unknown[]) {
  const value = { question: 'What do 12 crates cost?', history } as never;
  const record: CorpusRecord = { number: 1, line: 1, text: JSON.stringify(value), value };
  const choice = chooseReader([value]);
  const trace = choice && readRecord(choice, record).value.traces[0];
  if (!trace?.givenSteps || !trace.speakers) throw new Error('The record is no history.');
  const text = {
    question: null,
    reasoning: trace.reasoning.text,
    answer: null,
    referenceAnswer: null,
    steps: trace.givenSteps,
  };
  return analyzeTrace({
    text: { ...text, speakers: trace.speakers },
    segmenter: 'record',
    counter: WORDS,
    options: { preset: 'balanced', disabledPasses: [] },
  });
}

describe('a trace of several agents', () => {
  it('keeps its speakers apart; an agent that thinks and hands over is one', () => {
    expect(analysisOf(HISTORY).steps.map(({ speaker }) => speaker)).toEqual([
      'human',
      'Orchestrator',
      'Orchestrator',
      'Shopper',
      'Orchestrator',
      'Shopper',
    ]);
  });

  it('says what each agent costs, and how many steps it writes a turn', () => {
    const figures = agentFigures(analysisOf(HISTORY).steps);
    expect(figures.map(({ agent, turns, steps }) => [agent, turns, steps])).toEqual([
      ['human', 1, 1],
      ['Orchestrator', 2, 3],
      ['Shopper', 2, 2],
    ]);
    expect(figures.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(agentText({ ...(figures[1] as NonNullable<(typeof figures)[1]>), tokens: 1200, share: 0.5 }, true)).toMatch(
      /^Orchestrator: 2 turns, 3 steps \(1\.5 a turn\), 1,200 tokens \(50\.0 %/,
    );
  });

  it('names the agent whose step another one repeats, and counts it', () => {
    const { steps } = analysisOf(HISTORY);
    const repeat = steps[5]?.findings.find(({ related }) => related === 1);
    expect(repeat?.message).toMatch(/Step 2 is by Orchestrator\.$/);
    const shopper = agentFigures(steps).find(({ agent }) => agent === 'Shopper');
    expect(shopper?.repeatsOthers).toBe(steps[5]?.flagged ? 1 : 0);
    const again = analysisOf([...HISTORY, { role: 'Shopper', content: PLAN }]).steps[6]?.findings;
    expect(again?.every(({ message, related }) => related !== 5 || !message.includes('is by'))).toBe(true);
  });

  it('has no figures with one voice', () => {
    expect(agentFigures(analysisOf(HISTORY.slice(1, 3)).steps)).toEqual([]);
  });
});
