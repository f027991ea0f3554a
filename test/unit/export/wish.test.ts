import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../../../src/app/export/memory-folder.ts';
import { takenPaths } from '../../../src/app/export/places.ts';
import { dataSetName, parseShares } from '../../../src/app/export/wish.ts';
import { trlPromptCompletion } from '../../../src/core/export/exporters/trl-prompt-completion.ts';

describe('shares of splits', () => {
  it('are any weights, and add up to 1', () => {
    expect(parseShares('train=3, valid=1')).toEqual([
      { split: 'train', share: 0.75 },
      { split: 'valid', share: 0.25 },
    ]);
  });

  it.each(['', 'train', 'train=0', 'train=-1,valid=2', 'train=1,train=1', 'dev=1', 'train=Infinity', 'train=x'])(
    'are refused: %j',
    (given) => expect(parseShares(given)).toBeNull(),
  );
});

describe('the name of a data set', () => {
  it.each([
    ['/a/b/runs of today.v2.jsonl', 'runs-of-today-v2'],
    ['--.jsonl', 'corpus'],
    ['', 'corpus'],
    ['问题.jsonl', 'corpus'],
  ])('of %j is %j', (file, name) => expect(dataSetName(file)).toBe(name));

  it('comes at once for a long name', () => {
    expect(dataSetName(`a${'-'.repeat(100_000)}b`)).toHaveLength(100_002);
  });
});

describe('paths that are taken', () => {
  it('are those of the files, the card and what stands beside', async () => {
    const folder = memoryFolder();
    const splits = [{ split: 'train', share: 1 }] as const;
    for (const path of ['train.jsonl', 'valid.jsonl', 'README.md', 'run.sh']) await (await folder.create(path)).close();
    const wish = { exporter: trlPromptCompletion, splits };
    expect(await takenPaths(folder, wish)).toEqual(['README.md', 'train.jsonl']);
    expect(await takenPaths(folder, wish, ['run.sh', 'other.sh'])).toEqual(['README.md', 'train.jsonl', 'run.sh']);
  });
});
