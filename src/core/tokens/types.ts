/** The byte-pair encodings whose rank data the product ships. */
export type EncodingId = 'o200k_base' | 'cl100k_base' | 'p50k_base' | 'r50k_base';

/** Counts the tokens of texts. Cheap to call for every step of a trace; holds a bounded cache. */
export interface TokenCounter {
  readonly id: string;
  /** True when the counts are the tokenizer's own, false when they are an estimate and have to be shown as one. */
  readonly exact: boolean;
  /**
   * Tokens of `text` counted alone, special-token text counted as ordinary text, a lone surrogate as U+FFFD. Never
   * throws. Counts are not additive: the sum over steps is a little above the count of the whole text.
   */
  count(text: string): number;
  /**
   * UTF-16 end offsets of the tokens in `text`, for display: as many as `count` says, never falling, the last one the
   * length of the text. A token that ends inside a character gets the start of that character, so that the token which
   * completes a character shows it. Absent when the tokens have no places (estimates).
   */
  tokenEnds?(text: string): readonly number[];
}

/** The data of one encoding as js-tiktoken's rank files hold it. */
export interface RankData {
  /** The splitting pattern, source of a regular expression with the flags `ug`. */
  readonly pat_str: string;
  readonly special_tokens: Readonly<Record<string, number>>;
  /** Lines of "marker, first rank, then tokens in base64 with rising ranks", parted by single blanks. */
  readonly bpe_ranks: string;
}

/** Port: gives the rank data of an encoding; rejects when not available. */
export type RankLoader = (encoding: EncodingId) => Promise<RankData>;

/** A model's own tokenizer, read but not understood yet. */
export interface TokenizerFile {
  /** The text of its `tokenizer.json`. */
  readonly json: string;
  /** The text of the `tokenizer_config.json` beside it, null when there is none. */
  readonly config: string | null;
}

/** Port: where tokenizers get their data from. */
export interface TokenizerData {
  readonly ranks: RankLoader;
  /** Reads a `tokenizer.json`; rejects when it cannot be read. */
  readonly file: (path: string) => Promise<TokenizerFile>;
}

/** A tokenizer on offer. */
export interface TokenizerInfo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly exact: boolean;
  /** Makes a counter; costs up to about 100 ms once. Rejects when the rank data cannot be had or is not rank data. */
  create(load: RankLoader): Promise<TokenCounter>;
}
