import type { ParsedDocument } from '../core/document/types.ts';
import { findMethodPreview } from '../core/preview/registry.ts';
import type { PreviewControl, PreviewInput, PreviewMark, PreviewValues } from '../core/preview/types.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import type { PreviewParams, PreviewReply } from '../protocol/lsp.ts';
import type { Server } from './server.ts';

/** Marks in an open trace document what a method would do to it; see `PREVIEW`. */
export async function previewMethod(server: Server, params: PreviewParams): Promise<PreviewReply | null> {
  const method = findMethodPreview(params.method);
  const trace = method && (await server.traces.analyzed(params.uri));
  if (!method || !trace) return null;
  const { parsed, analysis, counter, document } = trace;
  const input: PreviewInput = {
    reasoning: parsed.reasoning,
    steps: parsed.steps,
    ...tokensOf(parsed.reasoning, counter),
    entropies: analysis.steps.map(({ entropy }) => entropy ?? null),
    variants: params.variants,
  };
  const controls = method.controls(input, params.values);
  if (typeof controls === 'string') return { kind: 'unusable', reason: controls };
  const preview = method.show(input, valuesOf(controls, params.values));
  const marks = preview.marks.map((mark) => inDocument(parsed, mark));
  return { kind: 'preview', version: document.version, controls, preview: { ...preview, marks } };
}

/** Ends of the tokens; of the words where the tokenizer has none with places. */
function tokensOf(text: string, counter: TokenCounter): Pick<PreviewInput, 'tokenEnds' | 'tokenizer'> {
  if (counter.tokenEnds) return { tokenEnds: counter.tokenEnds(text), tokenizer: counter.id };
  return { tokenEnds: [...text.matchAll(/\S+\s*/g)].map((word) => word.index + word[0].length), tokenizer: 'words' };
}

/** The given values within the sliders' bounds, else the defaults. */
function valuesOf(controls: readonly PreviewControl[], given: PreviewValues): PreviewValues {
  return Object.fromEntries(
    controls.map((control) => {
      const value = given[control.id] ?? control.default;
      return [control.id, Math.min(control.most, Math.max(control.least, value))];
    }),
  );
}

function inDocument(parsed: ParsedDocument, { start, end, kind }: PreviewMark): PreviewMark {
  return { start: parsed.toDocument(start), end: parsed.toDocumentEnd(end), kind };
}
