import { readStep } from '../../analysis/step-facts.ts';
import { askedText } from '../ask-text.ts';
import { firstFailed, judgeText, sentences } from '../candidates.ts';
import { type Chunk, chunksOf, replaceSpans } from '../chunks.ts';
import { fenceMarkers, instructionPart, part } from '../prompt-parts.ts';
import { chunkRewritePrompt } from '../prompts/chunk-rewrite.ts';
import { fillPrompt } from '../prompts/fill.ts';
import { questionText, scoreMean } from '../scoring.ts';
import { factsOf } from '../trace-facts.ts';
import type {
  CompressInput,
  CompressOptions,
  EndpointStrategy,
  ModelReply,
  PromptMessage,
  StrategyModel,
} from '../types.ts';

/** Candidates a chunk, told apart by their seeds. */
const CANDIDATES = 3;
const TEMPERATURE = 0.7;
/** A chunk has at least so many tokens (about 100 words), and more where there would be too many chunks. */
const CHUNK_TOKENS = 150;
const MOST_CHUNKS = 24;
/** Of the usable candidates the shortest ones are looked at, so many of them. */
const SHORTEST = 2;
/** Characters of the surroundings that the model is shown. */
const BEFORE = 1500;
const AFTER = 500;

/** A usable candidate text for a chunk. */
interface Candidate {
  readonly text: string;
  readonly tokens: number;
  /** Share of the chunk's numbers that it has. */
  readonly kept: number;
}

/** How the candidates were chosen among. */
type Chosen = { readonly text: string | null; readonly scored: boolean };

/** Long reasoning chunk by chunk, the best of several texts for each. */
export const chunkRewrite: EndpointStrategy = {
  needs: 'completer',
  id: 'chunk-rewrite',
  version: 1,
  title: 'Rewrite in chunks',
  summary:
    'A model shortens the reasoning chunk by chunk, three candidates each (temperature 0.7, seeds 1 to 3); the short one that is likeliest behind the chunks before it is taken, or the one with most of the numbers where the endpoint cannot score (R1-Compress, arXiv 2505.16838). Up to 72 questions and 48 scorings.',
  takes: ['ratio', 'instruction'],
  scope: 'trace',
  prompts: [chunkRewritePrompt],
  async run(input, options, model) {
    const total = input.analysis.tokens.reasoning;
    const chunks = chunksOf(input, Math.max(CHUNK_TOKENS, Math.ceil(total / MOST_CHUNKS)));
    if (chunks.length === 0) return { kind: 'refused', reason: 'The reasoning has no steps.' };
    const replies = await Promise.all(chunks.flatMap((chunk) => askAll(input, options, chunk, model)));
    const failed = firstFailed(replies);
    if (failed) return failed;
    const candidates = chunks.map((chunk, index) =>
      candidatesOf(input, chunk, replies.slice(index * CANDIDATES, (index + 1) * CANDIDATES)),
    );
    const chosen = await chooseAll(input, chunks, candidates, model);
    if ('reason' in chosen) return chosen;
    const texts = onlySound(input, chunks, chosen.texts);
    const left = texts.filter((text) => text === null).length;
    if (left === chunks.length)
      return { kind: 'refused', reason: 'No chunk got a text that is shorter and passes the guards.' };
    const how = chosen.scored ? 'their log-probability' : 'their numbers and length, as the endpoint does not score';
    return {
      kind: 'text',
      text: put(input, chunks, texts),
      note: sentences(
        `${chunks.length} chunks, ${CANDIDATES} texts each, chosen by ${how}.`,
        left === 0 ? '' : `${left} chunks stay as they were.`,
      ),
    };
  },
};

function askAll(
  input: CompressInput,
  options: CompressOptions,
  chunk: Chunk,
  model: StrategyModel,
): readonly Promise<ModelReply>[] {
  const messages = messagesFor(input, options, chunk);
  return Array.from({ length: CANDIDATES }, (_, seed) =>
    model.ask(messages, { temperature: TEMPERATURE, seed: seed + 1 }),
  );
}

function messagesFor(input: CompressInput, options: CompressOptions, chunk: Chunk): readonly PromptMessage[] {
  const { question, reasoning } = input.text;
  const { start, end } = chunk;
  const ratio = options.ratio ?? (options.budgetTokens ?? 0) / Math.max(1, input.analysis.tokens.reasoning);
  const values = {
    question: part('The question:', 'QUESTION', question),
    before: part('What stands before the part:', 'BEFORE', reasoning.slice(Math.max(0, start - BEFORE), start)),
    chunk: part('The part to shorten:', 'PART', reasoning.slice(start, end)),
    after: part('What follows the part:', 'AFTER', reasoning.slice(end, end + AFTER)),
    length: ratio > 0 && ratio < 1 ? `Aim at about ${Math.round(ratio * 100)} % of the part's length.\n` : '',
    instruction: instructionPart(options),
  };
  return fillPrompt(chunkRewritePrompt, values, options);
}

/** The shortest of the replies that can stand for a chunk: no longer, and without numbers that come from nowhere. */
function candidatesOf(input: CompressInput, chunk: Chunk, replies: readonly ModelReply[]): readonly Candidate[] {
  const facts = factsOf(input.text);
  const source = input.text.reasoning.slice(chunk.start, chunk.end);
  const own = new Set(facts.steps.slice(chunk.first, chunk.last + 1).flatMap((step) => step.numbers));
  const known = new Set([...(facts.question?.numbers ?? []), ...facts.steps.flatMap((step) => step.numbers)]);
  const before = input.counter.count(source);
  const usable = replies.flatMap((reply): readonly Candidate[] => {
    const read = askedText(reply, fenceMarkers('PART', source));
    if (read.kind !== 'text') return [];
    const { text } = read;
    const tokens = input.counter.count(text);
    const { numbers } = readStep(text, { start: 0, end: text.length }, 0);
    if (tokens >= before || numbers.some((key) => !known.has(key))) return [];
    const there = new Set(numbers);
    const kept = own.size === 0 ? 1 : [...own].filter((key) => there.has(key)).length / own.size;
    return [{ text, tokens, kept }];
  });
  const distinct = usable.filter((one, index) => usable.findIndex(({ text }) => text === one.text) === index);
  return distinct.sort((a, b) => a.tokens - b.tokens).slice(0, SHORTEST);
}

async function chooseAll(
  input: CompressInput,
  chunks: readonly Chunk[],
  candidates: readonly (readonly Candidate[])[],
  model: StrategyModel,
): Promise<
  | { readonly texts: readonly (string | null)[]; readonly scored: boolean }
  | { readonly kind: 'failed'; readonly reason: string }
> {
  const texts: (string | null)[] = [];
  let canScore = true;
  for (const [index, own] of candidates.entries()) {
    const prefix = questionText(input) + put(input, chunks, texts).slice(0, placeOf(input, chunks, texts, index));
    const chosen = await choose(own, prefix, canScore ? model : null);
    if ('reason' in chosen) return chosen;
    canScore &&= chosen.scored || own.length < 2;
    texts.push(chosen.text);
  }
  return { texts, scored: canScore };
}

/** Where chunk `index` begins once the chunks before it are replaced. */
function placeOf(
  input: CompressInput,
  chunks: readonly Chunk[],
  texts: readonly (string | null)[],
  index: number,
): number {
  const start = chunks[index]?.start ?? 0;
  const upTo = put(input, chunks, texts).length - (input.text.reasoning.length - start);
  return Math.max(0, upTo);
}

/** The candidate that is likeliest behind `prefix`; without a model that scores, the one with most of the numbers. */
async function choose(
  candidates: readonly Candidate[],
  prefix: string,
  model: StrategyModel | null,
): Promise<Chosen | { readonly kind: 'failed'; readonly reason: string }> {
  const byNumbers = [...candidates].sort((a, b) => b.kept - a.kept || a.tokens - b.tokens)[0]?.text ?? null;
  if (model === null || candidates.length < 2) return { text: byNumbers, scored: false };
  const scores = await Promise.all(candidates.map((one) => scoreMean(model, prefix, one.text)));
  let best: { text: string; total: number } | null = null;
  for (const [index, score] of scores.entries()) {
    if (score.kind !== 'mean')
      return score.kind === 'failed' ? { kind: 'failed', reason: score.reason } : { text: byNumbers, scored: false };
    const { text } = candidates[index] ?? { text: '' };
    if (best === null || score.total > best.total) best = { text, total: score.total };
  }
  return { text: best?.text ?? null, scored: true };
}

/** The texts; where the guards refuse all together, those that they take one after the other. */
function onlySound(
  input: CompressInput,
  chunks: readonly Chunk[],
  texts: readonly (string | null)[],
): readonly (string | null)[] {
  if (judgeText(input, put(input, chunks, texts)).accepted) return texts;
  let sound: readonly (string | null)[] = texts.map(() => null);
  for (const [index, text] of texts.entries()) {
    if (text === null) continue;
    const more = sound.map((one, other) => (other === index ? text : one));
    if (judgeText(input, put(input, chunks, more)).accepted) sound = more;
  }
  return sound;
}

function put(input: CompressInput, chunks: readonly Chunk[], texts: readonly (string | null)[]): string {
  const replacements = chunks.flatMap(({ start, end }, index) => {
    const text = texts[index] ?? null;
    return text === null ? [] : [{ start, end, text }];
  });
  return replaceSpans(input.text.reasoning, replacements);
}
