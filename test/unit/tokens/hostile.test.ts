import { beforeAll, describe, expect, it } from 'vitest';
import { findTokenizer, TOKENIZERS } from '../../../src/core/tokens/registry.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { cpuTime } from '../../helpers/cpu.ts';
import { loadRanks } from './rank-data.ts';
import { seeded } from './texts.ts';

const LENGTH = 100_000;
/** Each takes 5 to 80 ms here; a quadratic merge takes 20 s and more. */
const LIMIT_MS = 2000;

function randomLetters(): string {
  const random = seeded(31);
  return Array.from({ length: LENGTH }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('');
}

const TEXTS: readonly (readonly [string, string])[] = [
  ...['a', 'A', ' ', '=', '\n', '\t', '1', "'", '/', '漢', '́', '🙂', '\u00a0', '\ud800'].map(
    (unit) => [`100 kB of ${JSON.stringify(unit)}`, unit.repeat(LENGTH / unit.length)] as const,
  ),
  ['blank lines of model output gone wrong', ' \n'.repeat(LENGTH / 2)],
  ['newlines and blanks by turns, then a word', `${'\n  '.repeat(LENGTH / 3)}x`],
  ['spaces, then a letter', `${' '.repeat(LENGTH)}a`],
  ['a mark before many capitals', `ª${'A'.repeat(LENGTH)}`],
  ['marks and capitals by turns', 'A\u0301'.repeat(LENGTH / 2)],
  ['contractions', "'ll".repeat(LENGTH / 3)],
  ['random letters without a blank', randomLetters()],
];

describe.each(TOKENIZERS.map(({ id }) => id))('the counter %s', (id) => {
  let counter: TokenCounter;
  beforeAll(async () => {
    counter = (await findTokenizer(id)?.create(loadRanks)) as TokenCounter;
  });

  it.each(TEXTS)('does not hang on %s', (_name, text) => {
    const start = cpuTime();
    const count = counter.count(text);
    expect(cpuTime() - start).toBeLessThan(LIMIT_MS);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(Buffer.byteLength(text));
  });

  it('counts a run of a million letters', () => {
    const start = cpuTime();
    expect(counter.count('a'.repeat(1_000_000))).toBeGreaterThan(1000);
    expect(cpuTime() - start).toBeLessThan(LIMIT_MS * 5);
  });
});
