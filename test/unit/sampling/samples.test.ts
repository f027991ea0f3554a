import { describe, expect, it } from 'vitest';
import { type Journal, openJournal } from '../../../src/app/batch/journal.ts';
import { type AskModel, journaledModels } from '../../../src/app/batch/journaled-model.ts';
import { memoryFolder } from '../../../src/app/export/memory-folder.ts';
import { type Corpus, openCorpus } from '../../../src/app/open-corpus.ts';
import { estimateSamples } from '../../../src/app/sampling/estimate-samples.ts';
import { entriesOf, questionsOf, type SampleWish, sampleAll } from '../../../src/app/sampling/sample-questions.ts';
import { samplesJournalPath, samplesPath, writeSamples } from '../../../src/app/sampling/write-samples.ts';
import { isCorpusPath } from '../../../src/app/sources/containers.ts';
import { cot } from '../../../src/core/sampling/methods/cot.ts';
import { s2a } from '../../../src/core/sampling/methods/s2a.ts';
import { memoryFile, textSource } from '../app/memory-files.ts';
import { IDENTITY } from '../batch/support.ts';

const clock = (): string => '2026-11-23T00:00:00.000Z';
const wish = (more: Partial<SampleWish> = {}): SampleWish => {
  return { methods: [cot], samples: 3, seed: undefined, model: 'm', concurrency: 1, ...more };
};

function corpusOf(...questions: readonly string[]): Promise<Corpus> {
  const lines = questions.map((question) => JSON.stringify({ question, reasoning: 'word '.repeat(50), answer: '1' }));
  return openCorpus(textSource(`${lines.join('\n')}\n`));
}

const ones: AskModel = async () => {
  return { answer: { kind: 'reply', text: 'So.\n<answer>1</answer>' }, usage: { inputTokens: 5, outputTokens: 2 } };
};

interface Run {
  readonly corpus: Corpus;
  readonly journal: Journal;
  readonly ask?: AskModel;
  readonly wish?: SampleWish;
  readonly signal?: AbortSignal;
}

function sampled({ corpus, journal, ask = ones, wish: wanted = wish(), signal = new AbortController().signal }: Run) {
  return sampleAll(questionsOf(entriesOf(corpus, signal)), wanted, journaledModels(IDENTITY, journal, ask));
}

async function estimate(corpus: Corpus, journal: Journal, wanted = wish()) {
  return estimateSamples(questionsOf(entriesOf(corpus, new AbortController().signal)), wanted, {
    identity: IDENTITY,
    journal,
    count: async (texts) => texts.map((text) => text.split(/\s+/).filter((word) => word !== '').length),
    expected: corpus.count,
  });
}

const place = (folder: ReturnType<typeof memoryFolder>, replaces = false) => {
  return { folder, path: 'a.samples.jsonl', replaces, corpus: 'a.jsonl' };
};

async function linesOf(folder: ReturnType<typeof memoryFolder>): Promise<readonly string[]> {
  const source = await folder.read('a.samples.jsonl');
  const text = new TextDecoder().decode(await source.read(0, source.sizeBytes));
  return text.trim().split('\n');
}

describe('the questions of a corpus', () => {
  it.each([
    ['of traces', { question: 'a?', reasoning: 'One. Two.', answer: '1' }, 'a?', undefined],
    ['that nobody has answered', { Question: ' a? ', reference_answer: 7 }, 'a?', '7'],
    ['of a conversation that waits', { messages: [{ role: 'user', content: 'a?' }] }, 'a?', undefined],
    ['of a prompt as a conversation', { prompt: [{ role: 'user', content: 'a?' }] }, 'a?', undefined],
  ])('are those %s', async (_name, record, question, reference) => {
    const corpus = await openCorpus(textSource(`${JSON.stringify(record)}\n`));
    const found = [];
    for await (const asked of questionsOf(entriesOf(corpus, new AbortController().signal))) found.push(asked);
    expect(found).toMatchObject([{ question, ...(reference === undefined ? {} : { reference }) }]);
  });

  it('are none where no field is called so', async () => {
    const corpus = await openCorpus(textSource(`${JSON.stringify({ name: 'a', question: '  ' })}\n"text"\n`));
    for await (const asked of questionsOf(entriesOf(corpus, new AbortController().signal))) expect(asked).toBeNull();
    expect(corpus.count).toBe(2);
  });
});

describe('what sampling will take', () => {
  it('counts each question once, and every sample of it', async () => {
    const journal = await openJournal(memoryFile(), clock);
    const found = await estimate(await corpusOf('a?', 'b?', 'a?'), journal);
    expect(found).toMatchObject({ questions: 2, samples: 6, finished: 0, calls: 6, counted: 2, outputTokens: 300 });
    expect(found.inputTokens).toBeGreaterThan(60);
  });

  it('counts the further questions of a method with several', async () => {
    const journal = await openJournal(memoryFile(), clock);
    expect(await estimate(await corpusOf('a?'), journal, wish({ methods: [s2a] }))).toMatchObject({ calls: 6 });
  });

  it('leaves out what the journal holds, and asks nothing', async () => {
    const corpus = await corpusOf('a?', 'b?');
    const journal = await openJournal(memoryFile(), clock);
    for await (const one of sampled({ corpus, journal, wish: wish({ samples: 2 }) })) expect(one.stop).toBeUndefined();
    expect(await estimate(corpus, journal)).toMatchObject({ samples: 6, finished: 4, calls: 2 });
  });
});

describe('the file of samples', () => {
  it('has a row for each sample and says what it came to', async () => {
    const folder = memoryFolder();
    const journal = await openJournal(memoryFile(), clock);
    const results = sampled({ corpus: await corpusOf('a?', 'b?'), journal });
    const { signal } = new AbortController();
    const { sums, ended, placed } = await writeSamples(results, place(folder), signal, () => {});
    expect({ ended, placed }).toEqual({ ended: true, placed: 'a.samples.jsonl' });
    expect(sums).toMatchObject({ done: 2, samples: 6, failed: 0, agreed: 2, spent: { inputTokens: 30 } });
    expect(await linesOf(folder)).toHaveLength(6);
    expect(await folder.has('a.samples.jsonl.part')).toBe(false);
  });

  it('keeps what was made before a stop, but not in the place of another file', async () => {
    for (const replaces of [false, true]) {
      const folder = memoryFolder();
      const journal = await openJournal(memoryFile(), clock);
      const stop = new AbortController();
      let asked = 0;
      const ask: AskModel = async (question) => {
        asked += 1;
        stop.signal.throwIfAborted();
        return ones(question);
      };
      const results = sampled({ corpus: await corpusOf('a?', 'b?', 'c?'), journal, ask, signal: stop.signal });
      const written = await writeSamples(results, place(folder, replaces), stop.signal, () => stop.abort());
      expect(written).toMatchObject({
        ended: false,
        placed: replaces ? null : 'a.samples.jsonl',
        sums: { samples: 3 },
      });
      expect(await folder.has('a.samples.jsonl')).toBe(!replaces);
      expect(await folder.has('a.samples.jsonl.part')).toBe(false);
      expect(asked).toBeLessThan(9);
    }
  });

  it('takes the next free name where somebody made a file of that name meanwhile', async () => {
    const folder = memoryFolder();
    const journal = await openJournal(memoryFile(), clock);
    const ask: AskModel = async (question) => {
      for (const path of ['a.samples.jsonl', 'a.samples-2.jsonl']) {
        const file = await folder.create(path);
        await file.write(new TextEncoder().encode('theirs\n'));
        await file.close();
      }
      return ones(question);
    };
    const results = sampled({ corpus: await corpusOf('a?'), journal, ask });
    const { placed } = await writeSamples(results, place(folder), new AbortController().signal, () => {});
    expect(placed).toBe('a.samples-3.jsonl');
    expect(await linesOf(folder)).toEqual(['theirs']);
  });

  it('ends where asking on is no use, with the reason', async () => {
    const folder = memoryFolder();
    const journal = await openJournal(memoryFile(), clock);
    const ask: AskModel = async () => ({ answer: { kind: 'failed', reason: 'No.' }, stop: 'No key.' });
    const results = sampled({ corpus: await corpusOf('a?', 'b?'), journal, ask });
    const { signal } = new AbortController();
    const written = await writeSamples(results, place(folder), signal, () => {});
    expect(written).toMatchObject({ ended: false, placed: null, sums: { done: 1, samples: 0, stop: 'No key.' } });
    expect(await folder.has('a.samples.jsonl')).toBe(false);
  });

  it('rejects when the disk refuses, and leaves nothing behind', async () => {
    const folder = memoryFolder();
    const journal = await openJournal(memoryFile(), clock);
    const full = { ...folder, move: () => Promise.reject(new Error('disk full')) };
    const results = sampled({ corpus: await corpusOf('a?'), journal });
    const { signal } = new AbortController();
    await expect(writeSamples(results, { ...place(folder), folder: full }, signal, () => {})).rejects.toThrow(
      'disk full',
    );
    expect(await folder.has('a.samples.jsonl.part')).toBe(false);
  });

  it('stands beside the corpus under a name that is one of a corpus; its journal is none', () => {
    expect([samplesPath('/a/b.jsonl'), samplesPath('/a/b.jsonl', 2)]).toEqual([
      '/a/b.samples.jsonl',
      '/a/b.samples-2.jsonl',
    ]);
    expect(samplesPath('/a/b.jsonl.gz')).toBe('/a/b.samples.jsonl');
    expect(isCorpusPath(samplesPath('/a/b.jsonl'))).toBe(true);
    expect(isCorpusPath(samplesJournalPath('/a/b.jsonl'))).toBe(false);
  });
});
