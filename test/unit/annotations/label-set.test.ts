import { expect, it } from 'vitest';
import { BUILT_IN_LABELS, readLabelSet } from '../../../src/core/annotations/label-set.ts';
import { labelText } from '../../../src/core/annotations/step-state.ts';

it('puts own labels behind the built-in ones', () => {
  const { labels, problems } = readLabelSet({ labels: [{ id: 'wrong-turn', title: 'Wrong Turn' }, { id: 'x' }] });
  expect(problems).toEqual([]);
  expect(labels.map(({ id, title }) => `${id}=${title}`)).toEqual([
    'keep=Keep',
    'skip=Skip',
    'merge=Merge',
    'rewrite=Rewrite',
    'wrong-turn=Wrong Turn',
    'x=x',
  ]);
});

it('says what of a file it did not understand and keeps the rest', () => {
  expect(readLabelSet(undefined)).toEqual({ labels: BUILT_IN_LABELS, problems: [] });
  expect(readLabelSet([]).problems).toHaveLength(1);
  const { labels, problems } = readLabelSet({ labels: [3, { id: 'Has Blank' }, { id: 'skip' }, { id: 'ok' }] });
  expect(labels.map(({ id }) => id)).toEqual([...BUILT_IN_LABELS.map(({ id }) => id), 'ok']);
  expect(problems).toHaveLength(3);
});

it('says a label in words', () => {
  expect(labelText({ label: 'skip', rating: 1, flagged: true, note: ' a\nb ' })).toBe('skip +1 ⚑ · a b');
  expect(labelText({ label: null, rating: -1, flagged: false, note: '' })).toBe('−1');
  expect(labelText({ label: null, rating: null, flagged: false, note: 'see' })).toBe('see');
});
