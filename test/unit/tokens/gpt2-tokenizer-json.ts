import { RANK_DATA } from './rank-data.ts';

/** The character that byte-level vocabularies write for each byte. */
function byteAlphabet(): readonly string[] {
  const plain = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte < 256 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(plain(byte) ? byte : next++));
}

/** The two tokens of lower rank that a token is merged from last. */
function partsOf(token: string, rank: number, ranks: ReadonlyMap<string, number>): readonly string[] {
  const parts = [...token];
  while (parts.length > 2) {
    let lowest = rank;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const found = ranks.get(`${parts[i]}${parts[i + 1]}`) ?? rank;
      if (found < lowest) {
        lowest = found;
        at = i;
      }
    }
    if (at < 0) throw new Error(`The token ${token} cannot be merged.`);
    parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`);
  }
  return parts;
}

/** GPT-2's vocabulary (r50k_base) as a `tokenizer.json`, made from the rank data. */
export function gpt2TokenizerJson(): string {
  const alphabet = byteAlphabet();
  const ranks = new Map<string, number>();
  for (const line of RANK_DATA.r50k_base.bpe_ranks.split('\n').filter((each) => each !== '')) {
    const [, first, ...tokens] = line.split(' ');
    tokens.forEach((token, index) => {
      const bytes = [...Buffer.from(token, 'base64')];
      ranks.set(bytes.map((byte) => alphabet[byte]).join(''), Number(first) + index);
    });
  }
  const merges = [...ranks]
    .filter(([token]) => [...token].length > 1)
    .map(([token, rank]) => partsOf(token, rank, ranks));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  // The pattern by itself, as newer files have it: the one that is built into ByteLevel reads white space as JavaScript does.
  const split = { type: 'Split', pattern: { Regex: RANK_DATA.r50k_base.pat_str }, behavior: 'Isolated', invert: false };
  return JSON.stringify({
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [split, byteLevel] },
    post_processor: byteLevel,
    decoder: byteLevel,
    model: { type: 'BPE', vocab: Object.fromEntries(ranks), merges: merges.map((pair) => pair.join(' ')) },
  });
}
