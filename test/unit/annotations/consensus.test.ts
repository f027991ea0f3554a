import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreedLabels } from '../../../src/core/annotations/consensus.ts';
import { NO_LABEL, type StepState } from '../../../src/core/annotations/step-state.ts';

const state = (annotator: string, more: Partial<StepState> = {}): StepState => ({
  ...NO_LABEL,
  label: 'keep',
  annotator,
  origin: 'person',
  time: '2026-01-01',
  stale: false,
  labelledText: '',
  ...more,
});
const agreed = (states: readonly StepState[], annotator?: string) =>
  agreedLabels({ steps: [states], lost: [] }, annotator);

describe('what people together say of a step', () => {
  it('is what most of them say', () => {
    const said = agreed([state('a', { label: 'skip' }), state('b'), state('c', { label: 'skip', flagged: true })]);
    expect(said).toMatchObject({ steps: [{ label: 'skip', rating: null, flagged: true }], ties: 0, stale: 0 });
    expect(said?.annotators).toEqual(['a', 'b', 'c']);
  });

  it('is nothing where as many say one thing as another', () => {
    expect(agreed([state('a', { label: 'skip' }), state('b')])).toMatchObject({ steps: [{ label: null }], ties: 1 });
    expect(agreed([state('a', { rating: 1 }), state('b', { rating: -1 })])).toMatchObject({
      steps: [{ label: 'keep', rating: null }],
      ties: 1,
    });
  });

  it('counts one annotator alone on wish, and suggestions only when they are named', () => {
    const states = [
      state('a', { label: 'skip' }),
      state('b'),
      state('analysis', { origin: 'analysis', label: 'skip' }),
    ];
    expect(agreed(states, 'b')).toMatchObject({ steps: [{ label: 'keep' }], annotators: ['b'] });
    expect(agreed(states)?.ties).toBe(1);
    expect(agreed(states, 'analysis')?.steps[0]?.label).toBe('skip');
    expect(agreed([state('analysis', { origin: 'analysis' })])).toBeNull();
  });

  it('does not depend on the order of the annotators', () => {
    const one = fc.record({
      annotator: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      label: fc.constantFrom('keep', 'skip', null),
      rating: fc.constantFrom<StepState['rating'][]>(-1, 0, 1, null),
    });
    const several = fc.uniqueArray(one, { selector: ({ annotator }) => annotator });
    fc.assert(
      fc.property(several, (said) => {
        const states = said.map(({ annotator, ...more }) => state(annotator, more));
        expect(agreed([...states].reverse())).toEqual(agreed(states));
      }),
    );
  });

  it('leaves labels of changed steps out and counts them', () => {
    expect(agreed([state('a', { stale: true }), state('b', { label: 'skip' })])).toMatchObject({
      steps: [{ label: 'skip' }],
      stale: 1,
    });
    expect(agreed([state('a', { stale: true })])).toMatchObject({ steps: [{ label: null }], stale: 1 });
    expect(agreed([{ ...state('a'), ...NO_LABEL, note: 'odd' }])).toBeNull();
  });
});
