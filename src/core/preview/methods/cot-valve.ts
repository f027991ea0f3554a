import type { MethodPreview, PreviewInput, PreviewVariant } from '../types.ts';

/** A walk over the chains of one question by their length (CoT-Valve, arXiv 2502.09601): beta 0 is the longest, 1 the shortest. */
export const cotValve: MethodPreview = {
  id: 'cot-valve',
  title: 'CoT-Valve',
  summary: 'the stored variants of the trace from the longest to the shortest, with the beta of each',
  controls(input) {
    const stops = stopsOf(input);
    if (stops.length < 2)
      return 'The trace has no accepted variants: compress it first, with several strategies or levels.';
    return [{ id: 'stop', title: 'Valve', least: 0, most: stops.length - 1, step: 1, default: 0 }];
  },
  show(input, { stop = 0 }) {
    const stops = stopsOf(input);
    const chosen = stops[Math.min(stops.length - 1, Math.max(0, Math.round(stop)))];
    if (chosen === undefined) return { marks: [], sentences: [] };
    const longest = stops[0]?.tokens ?? 0;
    const shortest = stops.at(-1)?.tokens ?? 0;
    const beta = longest === shortest ? 0 : 1 - (chosen.tokens - shortest) / (longest - shortest);
    const kept = chosen.kept === null ? null : new Set(chosen.kept);
    return {
      marks:
        kept === null
          ? []
          : input.steps.flatMap((step, index) => (kept.has(index) ? [] : [{ ...step, kind: 'gone' as const }])),
      sentences: [
        `${chosen.title}: ${chosen.tokens} tokens, beta ${beta.toFixed(2)}.`,
        ...(kept === null ? ['Its words are new: open it to see them.'] : []),
        'Beta is 1 for the shortest chain of the question and 0 for the longest. It is not the alpha at which a LoRA is served: what a larger alpha does depends on how that was trained.',
      ],
      ...(chosen.id === '' ? {} : { variant: chosen.id }),
    };
  },
};

/** The trace itself (id '') and its variants, the longest first. */
function stopsOf({ variants, tokenEnds, steps }: PreviewInput): readonly PreviewVariant[] {
  const own = { id: '', title: 'The original', tokens: tokenEnds.length, kept: [...steps.keys()] };
  return [own, ...variants].toSorted((a, b) => b.tokens - a.tokens);
}
