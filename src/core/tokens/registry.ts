import { cl100kBase } from './cl100k_base.ts';
import { estimate } from './estimate.ts';
import { openTokenizerFile } from './hugging-face/tokenizer-file.ts';
import { o200kBase } from './o200k_base.ts';
import { p50kBase } from './p50k_base.ts';
import { r50kBase } from './r50k_base.ts';
import type { TokenCounter, TokenizerData, TokenizerInfo } from './types.ts';

const UNITS = [o200kBase, cl100kBase, p50kBase, r50kBase, estimate] as const;

/** The id of a tokenizer on offer. */
export type TokenizerId = (typeof UNITS)[number]['id'];

/** All tokenizers on offer, the default first. */
export const TOKENIZERS: readonly (TokenizerInfo & { readonly id: TokenizerId })[] = UNITS;

/** The tokenizer used when nothing else is asked for. */
export const DEFAULT_TOKENIZER: TokenizerId = 'o200k_base';

/** The tokenizer with that id, or undefined when there is none. */
export function findTokenizer(id: string): (TokenizerInfo & { readonly id: TokenizerId }) | undefined {
  return TOKENIZERS.find((tokenizer) => tokenizer.id === id);
}

/** Whether a choice names the `tokenizer.json` of a model and not a tokenizer on offer. */
export function isTokenizerFile(choice: string): boolean {
  return /\.json$/i.test(choice);
}

/** How people are told of a choice: its id, or of a file the name of its folder, which is mostly the model's, and its own. */
export function tokenizerName(choice: string): string {
  return isTokenizerFile(choice)
    ? choice
        .split(/[\\/]+/)
        .slice(-2)
        .join('/')
    : choice;
}

/**
 * The counter of a choice: the id of a tokenizer on offer, or the path of a model's `tokenizer.json`. Rejects when there is
 * no such tokenizer or its data cannot be had or read.
 */
export async function openTokenizer(choice: string, data: TokenizerData): Promise<TokenCounter> {
  if (isTokenizerFile(choice)) return openTokenizerFile(tokenizerName(choice), await data.file(choice));
  const found = findTokenizer(choice);
  if (!found) throw new Error(`there is no tokenizer "${choice}"`);
  return found.create(data.ranks);
}

/**
 * Opens each tokenizer once, however often its counter is asked for: a `tokenizer.json` takes a second, an encoding a tenth.
 * One that could not be opened is tried again. Rejects as `openTokenizer` does.
 */
export function countersOnce(data: TokenizerData): (choice: string) => Promise<TokenCounter> {
  const opened = new Map<string, Promise<TokenCounter>>();
  return (choice) => {
    const known = opened.get(choice);
    if (known) return known;
    const opening = openTokenizer(choice, data);
    opened.set(choice, opening);
    opening.catch(() => opened.delete(choice));
    return opening;
  };
}

/** Model name, lower case, without a provider prefix; the first fitting row wins. */
const MODEL_NAMES: readonly (readonly [RegExp, TokenizerId])[] = [
  [/^(gpt-4o|chatgpt-4o|gpt-4\.[15]|gpt-5|gpt-oss|o[134](-|$))/, 'o200k_base'],
  [/^(gpt-4|gpt-3\.5|gpt-35|text-embedding-|davinci-002|babbage-002)/, 'cl100k_base'],
  [/^(text-davinci-00[23]|code-davinci-|code-cushman-)/, 'p50k_base'],
  [/^(gpt2|gpt-2|text-davinci-001|text-curie-|text-babbage-|text-ada-|davinci$|curie$|babbage$|ada$)/, 'r50k_base'],
];

/**
 * The tokenizer of a model by its public name ("gpt-4o-mini", "openai/o1", "ft:gpt-3.5-turbo:org"), or undefined when the
 * model's tokenizer is not among these: models of other makers have vocabularies of their own.
 */
export function tokenizerForModel(name: string): TokenizerId | undefined {
  const bare = name
    .toLowerCase()
    .replace(/^ft:/, '')
    .replace(/^openai\//, '');
  return MODEL_NAMES.find(([pattern]) => pattern.test(bare))?.[1];
}
