import type { TokenCounter, TokenizerFile } from '../types.ts';

/** Texts longer than that are counted anew each time, in UTF-16 code units. */
const KEPT_TEXT_MAX = 4000;
/** Counts kept, so that steps that did not change cost nothing. */
const KEPT_COUNTS_MAX = 20_000;

/**
 * Makes a counter from the `tokenizer.json` of a model, named `name`, by the package @huggingface/tokenizers, which is loaded with the
 * first one. Its counts are those of the model: a text that the model has as an added token ("<think>") is one token, and
 * no start or end tokens are added. Its tokens have no places in the text. Rejects with the reason when the text is no
 * tokenizer.json or one that the package does not know.
 */
export async function openTokenizerFile(name: string, { json, config }: TokenizerFile): Promise<TokenCounter> {
  const data = parseObject(json, name);
  if (typeof data.model !== 'object' || data.model === null || !('vocab' in data.model)) {
    throw new Error(`${name} is no tokenizer.json: it has no "model" with a "vocab"`);
  }
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const tokenizer = new Tokenizer(data, config === null ? {} : parseObject(config, 'tokenizer_config.json'));
  const kept = new Map<string, number>();
  const countAnew = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
  return {
    id: name,
    exact: true,
    count: (text) => {
      if (text.length > KEPT_TEXT_MAX) return countAnew(text);
      const known = kept.get(text);
      if (known !== undefined) return known;
      const count = countAnew(text);
      if (kept.size >= KEPT_COUNTS_MAX) kept.clear();
      kept.set(text, count);
      return count;
    },
  };
}

function parseObject(json: string, name: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new Error(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== 'object' || value === null) throw new Error(`${name} holds no JSON object`);
  return value as Readonly<Record<string, unknown>>;
}
