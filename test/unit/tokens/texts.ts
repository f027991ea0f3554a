/** Texts for the tests and the benchmark of the token counters; all made here, from a seed. */

/** A small generator of pseudo-random numbers in [0, 1), the same sequence for the same seed (xorshift, 32 bits). */
export function seeded(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

const SENTENCES = [
  "Let's compute the total: 16 - 3 - 4 = 9 eggs are left, so she earns 9 * $2 = $18 every day.",
  "Wait, that isn't right; I've double-checked it and we'd get 1,250.75 instead of 1,205.57.",
  '<<48/2=24>>24 clips were sold in May, hence 48+24 = <<48+24=72>>72 altogether.\n#### 72',
  '\\[ \\int_0^1 x^2 \\, dx = \\left. \\frac{x^3}{3} \\right|_0^1 = \\frac{1}{3} \\] so \\(\\boxed{\\frac{1}{3}}\\).\n\n',
  'def area(radius: float) -> float:\n    """Area of a circle."""\n    return math.pi * radius ** 2\n',
  'const total = items\n\t.filter((item) => item.price > 0)\n\t.reduce((sum, item) => sum + item.price, 0);\r\n',
  '**Step 3.** Because `n % 2 === 0`, the loop on line 42 ends; see https://example.org/a/b?c=d#e.\n',
  'The HTTP2Server class (v3.11.0-rc.2) raises a ValueError — “bad input” — when NaN shows up…\n',
  '首先，我们设苹果的数量为 x，那么 3x + 5 = 20，因此 x = 5。所以答案是五个苹果。',
  'まず、全体の人数は３６人です。そのうち男子は２０人なので、女子は１６人になります。',
  '먼저 두 수의 합은 24이고 차는 6이므로, 큰 수는 15이고 작은 수는 9입니다.',
  'Сначала найдём скорость: 120 км за 2 часа, то есть 60 км/ч. Значит, ответ — 60.',
  'Zunächst größer: die Fläche beträgt 12 m², also 3 m × 4 m; das heißt „passt genau“.',
  "D'abord, l'aire du triangle vaut ½ × 6 × 4 = 12 cm² ; c'est donc ça, n'est-ce pas ?",
  'أولاً نحسب المجموع: ٥ + ٧ = ١٢، إذن الجواب هو اثنا عشر.',
  'पहले कुल लागत निकालें: १२ × ५ = ६० रुपये, इसलिए उत्तर ६० है।',
  'Πρώτα υπολογίζουμε το άθροισμα· άρα η απάντηση είναι 15.',
  'ขั้นแรกให้หาผลรวมของตัวเลขทั้งหมดก่อน แล้วจึงหารด้วยสาม',
  'So the answer is 42 ✅🎉 (👩‍🔬 agrees, 🇩🇪 too) and that’s that.',
] as const;

/** Step-like texts in several languages, with code, formulas and emoji; nine in ten sentences are ASCII-like. */
export function mixedSteps(count: number, seed = 7): string[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const parts: string[] = [];
    const sentences = 1 + Math.floor(random() * 4);
    for (let i = 0; i < sentences; i++) {
      const english = random() < 0.8;
      const sentence = english ? pick(random, SENTENCES.slice(0, 8)) : pick(random, SENTENCES.slice(8));
      parts.push(sentence.replace(/\d+/g, () => String(Math.floor(random() * 10 ** (1 + random() * 5)))));
    }
    return parts.join(random() < 0.5 ? ' ' : '\n');
  });
}

const FRAGMENTS = [
  ...['a', 'B', 'the', 'Hello', 'ABCd', 'aBC', 'é', 'É', 'ǅ', 'ʰ', 'ª', '中', '한', 'ا', 'ß', 'İ', 'K', '𝐀', '𐐀', '𐐨'],
  ...['́', '̈', '़', 'ा', '\u20dd', '\ufe0f', '\u200d', '1', '12', '345', '6789', '½', '²', '٣', '३', 'Ⅷ', '𝟘', '〇'],
  ...[
    ' ',
    '  ',
    '    ',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    ' \n',
    '\n ',
    '\v',
    '\f',
    '\u00a0',
    '\u2003',
    '\u3000',
    '\u2028',
  ],
  ...[
    "'",
    "'s",
    "'S",
    "'t",
    "'re",
    "'vE",
    "'ll",
    "'LL",
    "'d",
    "'M",
    "'l",
    "'x",
    '’s',
    '"',
    '.',
    ',',
    '/',
    '//',
    '\\',
    '--',
  ],
  ...[
    '(',
    ')',
    '=',
    '===',
    '€',
    '→',
    '🙂',
    '👩‍🔬',
    '\u0000',
    '\u001f',
    '\u007f',
    '\ud800',
    '\udc00',
    '\ufffd',
    '\u200b',
  ],
  // Where js-tiktoken differs from the reference: byte-order mark, next line, long s.
  ...['\ufeff', '\u0085', 'ſ', "'ſ"],
  ...['<|endoftext|>', '<|im_start|>', '<|fim_prefix|>', 'hasOwnProperty', 'constructor', '__proto__', 'toString'],
] as const;

/** A text of up to `length` fragments that sit at the borders of the splitting patterns. */
export function hostileText(random: () => number, length: number): string {
  const parts = 1 + Math.floor(random() * length);
  let text = '';
  for (let i = 0; i < parts; i++) text += pick(random, FRAGMENTS);
  return text;
}

/** A text of random code units, lone surrogates included, most of them from the lower blocks. */
export function randomUnits(random: () => number, length: number): string {
  const parts = Math.floor(random() * length);
  let text = '';
  for (let i = 0; i < parts; i++) {
    const limit = pick(random, [0x80, 0x80, 0x250, 0x700, 0x3100, 0x10000]);
    text += String.fromCharCode(Math.floor(random() * limit));
  }
  return text;
}

/** All strings of 20 or more code units in a JSON, JSON Lines or plain text file. */
export function traceStrings(name: string, content: string): string[] {
  const documents = name.endsWith('.json') ? [content] : content.split('\n');
  if (!/\.jsonl?$/.test(name)) return documents;
  const strings: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length >= 20) strings.push(value);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  for (const document of documents) if (document.trim() !== '') collect(JSON.parse(document));
  return strings;
}
