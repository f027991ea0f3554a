import { fromSteps, type LabelledChain, stepsOf } from './chains.ts';

/** A generator of numbers in [0,1) from a seed (mulberry32), so that every run makes the same chains. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SWAPS: readonly (readonly [RegExp, string])[] = [
  [/\bin total\b/gi, 'altogether'],
  [/\btotal\b/gi, 'overall amount'],
  [/\bso\b/gi, 'thus'],
  [/\btherefore\b/gi, 'as a result'],
  [/\bthus\b/gi, 'so'],
  [/\bbought\b/gi, 'purchased'],
  [/\bspent\b/gi, 'paid'],
  [/\bearns\b/gi, 'makes'],
  [/\bis equal to\b/gi, 'equals'],
  [/\bwe get\b/gi, 'we obtain'],
  [/\bwe have\b/gi, 'there is'],
  [/\bthere are\b/gi, 'we have'],
  [/\bfind\b/gi, 'determine'],
  [/\bcalculate\b/gi, 'compute'],
  [/\bneeds to\b/gi, 'has to'],
  [/\bbecause\b/gi, 'since'],
  [/\bequation\b/gi, 'relation'],
  [/\bchildren\b/gi, 'kids'],
  [/\bsimplif(?:y|ies)\b/gi, 'reduce'],
  [/\beach\b/gi, 'every'],
  [/ = /g, ' equals '],
  [/ \+ /g, ' plus '],
  [/ \* /g, ' times '],
];
const LEADS = ['In other words, ', 'That is, ', 'Put differently, ', 'To restate, ', 'So ', 'This means that ', ''];

/** The sentence with its parts around a comma turned round, other words where there are some, and a lead-in. */
export function paraphrase(step: string, random: () => number): string {
  let text = step.trim();
  for (const [from, to] of SWAPS) if (random() < 0.7) text = text.replace(from, to);
  const parts = text.replace(/[.]$/, '').split(/, (?=[a-z])/);
  if (parts.length === 2 && random() < 0.6) text = `${parts[1]}, ${parts[0]}.`;
  const lead = LEADS[Math.floor(random() * LEADS.length)] ?? '';
  const joined = lead === '' ? text : lead + text.replace(/^[A-Z](?=[a-z ])/, (c) => c.toLowerCase());
  return joined === step ? `Again: ${joined}` : joined;
}

/** A copy or paraphrase of one earlier step with at least `minWords` words, put in one to four steps later. */
export function withRepeat(chain: LabelledChain, kind: 'verbatim' | 'paraphrase', seed: number): LabelledChain | null {
  const random = makeRandom(seed);
  const steps = stepsOf(chain);
  const sources = steps.map((s, i) => ({ s, i })).filter(({ s }) => s.split(/\s+/).length >= 6);
  const source = sources[Math.floor(random() * sources.length)];
  if (source === undefined) return null;
  const place = Math.min(steps.length, source.i + 1 + Math.floor(random() * 4));
  const copy = kind === 'verbatim' ? source.s : paraphrase(source.s, random);
  const made = [...steps.slice(0, place), copy, ...steps.slice(place)];
  const result = fromSteps(
    `${chain.id}-${kind}`,
    chain.text.question ?? '',
    made,
    made.map((_, i) => i === place),
    chain.text.answer,
  );
  return { ...result, group: chain.group };
}

/** The last two steps of a chain five times more, as a runaway model writes. */
export function withLoop(chain: LabelledChain): LabelledChain {
  const steps = stepsOf(chain);
  const passage = steps.slice(-2);
  const made = [...steps, ...Array.from({ length: 5 }, () => passage).flat()];
  const result = fromSteps(
    `${chain.id}-loop`,
    chain.text.question ?? '',
    made,
    made.map((_, i) => i >= steps.length),
    chain.text.answer,
  );
  return { ...result, group: chain.group };
}
