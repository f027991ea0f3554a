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
    expect(repeat?.message).toMatch(/step 2 of Orchestrator\b/);
    const shopper = agentFigures(steps).find(({ agent }) => agent === 'Shopper');
    expect(steps[5]?.flagged).toBe(true);
    expect(shopper?.repeatsOthers).toBe(1);
    const again = analysisOf([...HISTORY, { role: 'Shopper', content: PLAN }]).steps[6]?.findings;
    expect(again?.every(({ message, related }) => related !== 5 || !/ (?:of|by) [OS]/.test(message))).toBe(true);
  });

  it('judges no order, no page that a browser showed and no ledger as a repeat in other words', () => {
    const page = (title: string) =>
      `I clicked '${title}'.\n\nHere is a screenshot of [Crates](https://crates.test/?id=7). The page says that 12 * 35 = 420.`;
    const ledger = '{\n  "done": {\n    "reason": "12 * 35 = 420 dollars was found.",\n    "answer": false\n  }\n}';
    const order = 'Determine the price of 12 crates at 35 dollars each from the page of the shop.';
    const { steps } = analysisOf([
      ...HISTORY.slice(0, 2),
      { role: 'Shopper', content: page('Crates') },
      { role: 'Shopper', content: page('Crates again') },
      { role: 'Orchestrator (thought)', content: `Updated Ledger:\n${ledger}` },
      { role: 'Orchestrator (-> Shopper)', content: order },
    ]);
    expect(steps.slice(2).filter(({ flagged }) => flagged)).toEqual([]);
    expect(steps.slice(2).flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('keeps a name to one short line, whatever a role holds', () => {
    const names = [`A${' '.repeat(100_000)}(x)`, 'A\nB', `${'('.repeat(100_000)}`, 'C'.repeat(500), ' (thought)'];
    const { steps } = analysisOf(names.map((role) => ({ role, content: PLAN })));
    expect(steps.map(({ speaker }) => speaker)).toEqual(['A', 'A B', '('.repeat(60), 'C'.repeat(60), undefined]);
  });

  it('has no figures with one voice', () => {
    expect(agentFigures(analysisOf(HISTORY.slice(1, 3)).steps)).toEqual([]);
  });
});
