import { describe, expect, it } from 'vitest';
import type { AskModel } from '../../../src/app/batch/journaled-model.ts';
import { readVariants } from '../../../src/app/variant-store.ts';
import { all, type askOnce, compressed, corpusOf, shouter, workplace } from './support.ts';

const kinds = (results: readonly { readonly kind: string }[]): readonly string[] => results.map(({ kind }) => kind);
const failing: AskModel = async () => ({ answer: { kind: 'failed', reason: 'No.' } });

describe('a batch', () => {
  it('stores a variant of each trace in their order, asks each question once, and nothing when it is run again', async () => {
    const place = workplace();
    const corpus = await corpusOf('one', 'two', 'three', 'four', 'five', 'two');
    const { ask, questions } = shouter();
    const batch = await place.start(corpus, ask);
    const results = await all(batch.results);
    expect(results.map(({ trace }) => trace.entry.record.number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(kinds(results)).toEqual(Array(6).fill('variant'));
    expect([...questions].sort()).toEqual(['five', 'four', 'one', 'three', 'two']);
    expect(batch.spent).toEqual({ inputTokens: 10, outputTokens: 15, cost: 2.5 });
    const { rows } = await readVariants(place.files.variants);
    expect(rows.map(({ record, text }) => [record, text])).toContainEqual([6, 'TWO']);
    expect(rows).toHaveLength(6);
    expect(rows[0]?.model).toEqual({ name: 'm', host: 'localhost:1' });

    const again = await place.start(corpus, ask);
    expect((await all(again.results)).every((result) => result.kind === 'variant' && result.known)).toBe(true);
    expect(questions).toHaveLength(5);
    expect(again.spent).toEqual({});
    expect((await place.open()).journal.cost).toBe(2.5);
  });

  it('gives the stored texts again to a caller who wants all of them', async () => {
    const place = workplace();
    const corpus = await corpusOf('one', 'two');
    const { ask, questions } = shouter();
    await all((await place.start(corpus, ask)).results);
    const results = await all((await place.start(corpus, ask, { finished: 'replay' })).results);
    expect(results.map((result) => result.compressed?.text)).toEqual(['ONE', 'TWO']);
    expect(questions).toHaveLength(2);
  });

  it('takes a variant that a person edited for no variant of the job', async () => {
    const place = workplace();
    const corpus = await corpusOf('one');
    const { ask } = shouter();
    await all((await place.start(corpus, ask)).results);
    const text = Buffer.from(place.files.variants.bytes).toString();
    place.files.variants.bytes = Buffer.from(text.replace('"options":{}', '"options":{"editedByHand":true}'));
    const { variants } = await place.open();
    const [result] = await all((await place.start(corpus, ask)).results);
    expect(variants.find(result?.trace.job ?? '', 1)).toBeUndefined();
    expect(result).toMatchObject({ kind: 'variant', known: true, compressed: { text: 'ONE' } });
  });

  it('names failures, leaves them alone, and asks again only for them when told to', async () => {
    const place = workplace();
    const corpus = await corpusOf('good', 'bad', 'fine');
    const { ask, questions } = shouter();
    const choosy: AskModel = async (question) =>
      JSON.stringify(question).includes('bad') ? failing(question) : ask(question);
    expect(kinds(await all((await place.start(corpus, choosy)).results))).toEqual(['variant', 'failure', 'variant']);
    const { journal } = await place.open();
    expect(journal.failures()).toMatchObject([{ record: 2, line: 2, reason: 'No.' }]);
    const second = await all((await place.start(corpus, ask)).results);
    expect(second[1]).toMatchObject({ kind: 'failure', known: true, reason: 'No.' });
    expect(questions).toHaveLength(2);
    expect(kinds(await all((await place.start(corpus, ask, { retryFailed: true })).results))).toEqual(
      Array(3).fill('variant'),
    );
    expect(questions).toEqual(expect.arrayContaining(['bad']));
    expect(questions).toHaveLength(3);
  });

  it('sends the first question alone and the others together', async () => {
    const place = workplace();
    const corpus = await corpusOf(...'abcdefgh');
    let running = 0;
    const atOnce: number[] = [];
    const ask: AskModel = async () => {
      running += 1;
      atOnce.push(running);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      running -= 1;
      return { answer: { kind: 'reply', text: 'r' } };
    };
    await all((await place.start(corpus, ask)).results);
    expect(atOnce[0]).toBe(1);
    expect(Math.max(...atOnce)).toBeGreaterThan(1);
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(4);
  });

  it('stops when asking on is no use, leaves the rest open, and goes on later', async () => {
    const place = workplace();
    const corpus = await corpusOf('one', 'two', 'three', 'four');
    const { ask, questions } = shouter();
    const limited: AskModel = async (question) =>
      questions.length < 2 ? ask(question) : { answer: { kind: 'failed', reason: 'Spent.' }, stop: 'Spent.' };
    const batch = await place.start(corpus, limited, { concurrency: 1 });
    expect(kinds(await all(batch.results))).toEqual(['variant', 'variant', 'open', 'open']);
    expect(batch.stopped).toBe('Spent.');
    expect((await place.open()).journal.failures()).toEqual([]);
    expect(kinds(await all((await place.start(corpus, ask)).results))).toEqual(Array(4).fill('variant'));
    expect(questions).toEqual(['one', 'two', 'three', 'four']);
  });

  it('gives up after three failures when nothing ever worked, and only after many when something did', async () => {
    const never = await all((await workplace().start(await corpusOf(...'abcdefgh'), failing)).results);
    expect(kinds(never)).toEqual([...Array(3).fill('failure'), ...Array(5).fill('open')]);
    const { ask } = shouter();
    const first: AskModel = (question) =>
      JSON.stringify(question).includes('"a"') ? ask(question) : failing(question);
    const later = await all((await workplace().start(await corpusOf(...'abcdefgh'), first)).results);
    expect(kinds(later)).toEqual(['variant', ...Array(7).fill('failure')]);
  });

  it('waits for an endpoint that cannot be reached before it calls that a failure', async () => {
    const place = workplace();
    const waits: number[] = [];
    let gone = 2;
    const ask: AskModel = async () => {
      gone -= 1;
      return gone >= 0
        ? { answer: { kind: 'failed', reason: 'Nobody there.' }, unreachable: true }
        : { answer: { kind: 'reply', text: 'r' } };
    };
    expect(kinds(await all((await place.start(await corpusOf('one'), ask, { waits })).results))).toEqual(['variant']);
    expect(waits).toEqual([1000, 3000]);
  });

  it('begins nothing while it is paused', async () => {
    const place = workplace();
    const { ask, questions } = shouter();
    const batch = await place.start(await corpusOf('one', 'two'), ask);
    batch.pause();
    const results = all(batch.results);
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
    expect([batch.paused, questions]).toEqual([true, []]);
    batch.resume();
    expect(kinds(await results)).toEqual(['variant', 'variant']);
  });

  it('ends at once when it is stopped, also while paused, and blames no trace', async () => {
    const place = workplace();
    const controller = new AbortController();
    const hanging: AskModel = () =>
      new Promise((_resolve, reject) =>
        controller.signal.addEventListener('abort', () => reject(new Error('stopped'))),
      );
    const batch = await place.start(await corpusOf('one', 'two'), hanging, { signal: controller.signal });
    const results = all(batch.results);
    controller.abort();
    await expect(results).rejects.toThrow();
    expect((await place.open()).journal.failures()).toEqual([]);
    const paused = await place.start(await corpusOf('one'), hanging, { signal: AbortSignal.abort() });
    paused.pause();
    await expect(all(paused.results)).rejects.toThrow();
  });

  it('tells apart what a trace asks twice in the same words', async () => {
    const place = workplace();
    const corpus = await corpusOf('one');
    let count = 0;
    const ask: AskModel = async () => {
      count += 1;
      return { answer: { kind: 'reply', text: `reply ${count}` } };
    };
    const compress: typeof askOnce = async (_trace, model) => {
      const texts = [];
      for (const words of ['same', 'same']) {
        const reply = await model?.ask([{ role: 'user', content: words }]);
        texts.push(reply?.kind === 'reply' ? reply.text : '');
      }
      return { kind: 'done', compressed: compressed(texts.join(', ')) };
    };
    const [result] = await all((await place.start(corpus, ask, { compress })).results);
    expect(result?.compressed?.text).toBe('reply 1, reply 2');
    place.files.variants.bytes = Buffer.from('');
    const [replayed] = await all((await place.start(corpus, ask, { compress })).results);
    expect([replayed?.compressed?.text, count]).toEqual(['reply 1, reply 2', 2]);
  });

  it('goes on from a journal that was cut at any byte, and asks only for what is not whole in it', async () => {
    const place = workplace();
    const corpus = await corpusOf('one', 'two', 'three');
    await all((await place.start(corpus, shouter().ask, { concurrency: 1 })).results);
    const journal = Buffer.from(place.files.journal.bytes);
    for (let cut = 0; cut <= journal.length; cut += 7) {
      const other = workplace();
      other.files.journal.bytes = journal.subarray(0, cut);
      const { ask, questions } = shouter();
      const text = journal.subarray(0, cut).toString();
      const whole = text.split('\n').filter((line) => line.startsWith('{') && line.endsWith('Z"}')).length;
      expect(kinds(await all((await other.start(corpus, ask)).results))).toEqual(Array(3).fill('variant'));
      expect(questions).toHaveLength(3 - whole);
    }
  });

  it('takes no row of a journal for a reply that is none', async () => {
    const place = workplace();
    const corpus = await corpusOf('one');
    await all((await place.start(corpus, shouter().ask)).results);
    const journal = Buffer.from(place.files.journal.bytes).toString();
    for (const wrong of [
      '{"kind":"reply"}',
      '{"kind":"reply","text":7}',
      '{"kind":"failed","reason":"x"}',
      '"reply"',
      'null',
    ]) {
      const other = workplace();
      other.files.journal.bytes = Buffer.from(journal.replace(/"answer":\{[^}]*\}/, `"answer":${wrong}`));
      const { ask, questions } = shouter();
      expect(kinds(await all((await other.start(corpus, ask)).results))).toEqual(['variant']);
      expect(questions, wrong).toEqual(['one']);
    }
  });
});
