import { describe, expect, it } from 'vitest';
import { type ExportAnswers, readMemory, wishOf } from '../../../src/app/export/answers.ts';
import { makePreview } from '../../../src/app/export/preview.ts';
import { faultsPage, previewPage } from '../../../src/app/export/preview-page.ts';
import type { ExportSource, ExportWish } from '../../../src/app/export/types.ts';
import { fenced } from '../../../src/base/markdown.ts';
import { trlPromptCompletion } from '../../../src/core/export/exporters/trl-prompt-completion.ts';
import { exporters } from '../../../src/core/export/registry.ts';
import type { Exporter } from '../../../src/core/export/types.ts';
import { exported, rowsIn, sourceOf } from '../../helpers/export-runs.ts';
import { WORDS } from '../../helpers/export-units.ts';

const analyze = { segmenter: 'auto', segmenterPattern: '', preset: 'balanced', disabledPasses: [] } as const;
const answers: ExportAnswers = { ...readMemory(null).answers, to: 'trl-prompt-completion' };
const records = (count: number, more: Readonly<Record<string, unknown>> = {}) =>
  Array.from({ length: count }, (_, index) => ({
    question: `What is ${index} + 1?`,
    reasoning: `We add one to ${index}.\n\nThat gives ${index + 1}.`,
    answer: `${index + 1}`,
    ...more,
  }));

function wishFor(more: Partial<ExportAnswers> = {}): ExportWish {
  const wish = wishOf({ ...answers, ...more }, { name: 'corpus', analyze });
  if (!wish) throw new Error('no exporter');
  return wish;
}

function preview(sources: readonly ExportSource[], wish: ExportWish) {
  const work = { signal: new AbortController().signal, pause: async () => {} };
  return makePreview(sources, wish, { counter: WORDS, work });
}

const facts = (wish: ExportWish, taken: readonly string[] = []) => ({
  wish,
  answers,
  corpora: ['corpus.jsonl'],
  folder: '/out',
  taken,
  tokenizer: 'words',
  exact: true,
});

/** Its check refuses every row; a file beside the rows has a fence in it. */
const picky: Exporter = {
  ...trlPromptCompletion,
  files: trlPromptCompletion.files.map((file) => ({ ...file, check: () => 'It `has` *marks*' })),
};
const beside: Exporter = {
  ...trlPromptCompletion,
  start: (job) => ({
    ...trlPromptCompletion.start(job),
    extras: () => [{ path: 'notes.md', text: 'a\n````\nb' }],
  }),
};

describe('a preview', () => {
  it('has the first rows that the export itself writes', async () => {
    const wish = wishFor({ split: 'train=50,valid=50' });
    const source = await sourceOf(records(20));
    const { files, seen, all, report } = await preview([source], wish);
    const { folder, report: real } = await exported([source], { ...wish });
    expect([seen, all]).toEqual([20, 20]);
    expect(report).toEqual(real);
    expect(files.map(({ path }) => path).sort()).toEqual(['train.jsonl', 'valid.jsonl']);
    for (const file of files) {
      expect(file.first.map(({ text }) => JSON.parse(text))).toEqual(rowsIn(folder, file.path).slice(0, 3));
    }
  });

  it('reads the first 200 records of a larger corpus, a share of each of several, and says so', async () => {
    const one = await preview([await sourceOf(records(1000))], wishFor());
    expect([one.seen, one.all, one.report.units]).toEqual([200, 1000, 200]);
    const two = await preview([await sourceOf(records(1000)), await sourceOf(records(150, { id: 'b' }))], wishFor());
    expect([two.seen, two.all]).toEqual([200, 1150]);
    expect(previewPage(one, facts(wishFor()))).toContain(
      'of the first 200 of 1,000 records; the export reads them all',
    );
  });

  it('stops at 8 MB, and cuts long rows', async () => {
    const source = await sourceOf(records(5, { reasoning: 'So it goes on. '.repeat(230_000) }));
    const wish = wishFor({ dedupe: false });
    const made = await preview([source], wish);
    expect([made.seen, made.all]).toEqual([2, 5]);
    const [row] = made.files[0]?.first ?? [];
    expect(row?.text).toHaveLength(6000);
    expect(row?.chars).toBeGreaterThan(3_450_000);
    expect(previewPage(made, facts(wish))).toMatch(/Cut: 6,000 of 3,450,\d{3} characters are shown/);
  });

  it('shows the rows that the training code would refuse, and why', async () => {
    const wish = { ...wishFor(), exporter: picky };
    const made = await preview([await sourceOf(records(2))], wish);
    expect(made.report.faults).toHaveLength(2);
    expect(made.files[0]?.first).toHaveLength(2);
    const page = previewPage(made, facts(wish));
    expect(page).toContain('train.jsonl, row 2: It `has` *marks*.');
    expect(page).toContain('With faults nothing is put in its place.');
  });

  it('has files beside the rows', async () => {
    const made = await preview([await sourceOf(records(1))], { ...wishFor(), exporter: beside });
    expect(made.extras).toEqual([{ path: 'notes.md', text: 'a\n````\nb', chars: 8 }]);
  });

  it.each(exporters.map(({ id }) => id))('of %s has what the export would write', async (to) => {
    const wish = wishFor({ to, options: {} });
    const rows = records(4).flatMap((each) => [each, { ...each, reasoning: `${each.reasoning} So it is.` }]);
    const made = await preview([await sourceOf(rows)], wish);
    expect(made.report.faults).toEqual([]);
    expect(made.files.map(({ first }) => first.length > 0)).toEqual(made.report.files.map(() => true));
    expect(previewPage(made, facts(wish)).split('\n')[0]).toBe(`# Export preview: ${wish.exporter.title}`);
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const work = { signal: stop.signal, pause: async () => stop.abort() };
    const source = await sourceOf(records(50));
    await expect(makePreview([source], wishFor(), { counter: WORDS, work })).rejects.toThrow();
  });
});

describe('the page of a preview', () => {
  it('says what is written where, what is replaced, what is left out, and counts tokens by name', async () => {
    const wish = wishFor({ minTokens: 6 });
    const made = await preview(
      [await sourceOf([...records(3), { question: 'Why?', reasoning: 'So.' }, { x: 1 }])],
      wish,
    );
    const page = previewPage(made, facts(wish, ['train.jsonl']));
    for (const words of [
      '3 traces give rows, of 4 traces read. Into `/out`:',
      '| `train.jsonl` | train | 3 |',
      '| `README.md` |',
      'There already, to be replaced: `train.jsonl`',
      '- 1 x Fewer than 6 tokens.',
      '- 1 x A record without a trace.',
      'counted by `words`',
      '(as published)',
    ]) {
      expect(page).toContain(words);
    }
    expect(previewPage(made, { ...facts(wish), exact: false })).toContain('counted by `words`, an estimate');
  });

  it('lets no words of traces or names become Markdown', async () => {
    const nasty = '\n```\n# Boo\n<img src=x>\n`````\n[run](command:x)';
    const wish = wishFor();
    const made = await preview([await sourceOf(records(2, { reasoning: nasty }))], wish);
    const page = previewPage(made, { ...facts(wish), corpora: ['a`b``<i>.jsonl', '``'], folder: '/a\n# b' });
    expect(outsideOfCode(page)).not.toMatch(/Boo|<img|command:|<i>|# b/);
  });

  it('shows marks such as <think> in notes as they are', async () => {
    const wish = { ...wishFor(), exporter: { ...trlPromptCompletion, notes: ['Mind <think> and k * m.'] } };
    expect(previewPage(await preview([await sourceOf(records(1))], wish), facts(wish))).toContain(
      '\\<think> and k \\* m',
    );
  });
});

describe('a fence', () => {
  it.each(['', 'a', '```', 'a\n````\n``', '`'.repeat(50)])('is longer than any run of marks in %j', (text) => {
    const [open, ...rest] = fenced(text, 'text').split('\n');
    const close = rest.pop() ?? '';
    expect(open).toBe(`${close}text`);
    expect(rest.join('\n')).toBe(text);
    expect(text.includes(close)).toBe(false);
  });

  it('comes at once for long runs', () => {
    expect(fenced('`'.repeat(100_000), '').length).toBe(3 * 100_000 + 4);
  });
});

describe('the page of faults', () => {
  it('keeps their words in a fence', () => {
    const page = faultsPage('X', [{ path: 'a.jsonl', row: 3, message: '```\n# Boo' }]);
    expect(outsideOfCode(page)).not.toContain('Boo');
    expect(page).toContain('a.jsonl, row 3: ```');
  });
});

/** The page without its code blocks and code spans, read as CommonMark reads them. */
function outsideOfCode(page: string): string {
  const outside: string[] = [];
  let fence = '';
  for (const line of page.split('\n')) {
    const [marks = ''] = /^`{3,}/.exec(line) ?? [];
    if (fence === '' && marks !== '') fence = marks;
    else if (fence !== '' && line.trim() === marks && marks.length >= fence.length) fence = '';
    else if (fence === '') outside.push(line.replaceAll(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, ''));
  }
  return outside.join('\n');
}
