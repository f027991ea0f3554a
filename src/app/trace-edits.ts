import type { ParsedDocument, SectionName } from '../core/document/types.ts';
import type { RecordEdit } from '../core/jsonl/patch.ts';
import type { Span } from '../core/model/span.ts';
import type { FieldSource, Trace, TraceField } from '../core/model/trace.ts';

/** The changes of an edited trace document as edits of its record, or why they cannot go there. */
export type TraceEdits =
  | { readonly ok: true; readonly edits: readonly RecordEdit[]; readonly sections: ReadonlySet<SectionName> }
  | { readonly ok: false; readonly message: string };

const TITLES: Readonly<Record<SectionName, string>> = {
  question: 'Question',
  reasoning: 'Reasoning',
  answer: 'Answer',
  referenceAnswer: 'Reference answer',
};

/**
 * Compares each section of the document with its field. No edits when nothing changed. With `only`, the other sections
 * are left as they are in the record, whatever the document says.
 */
export function traceEdits(trace: Trace, document: ParsedDocument, only?: ReadonlySet<SectionName>): TraceEdits {
  // A header written twice, text above the first one, a broken escape: saving would put them into the record as text.
  const oddity = document.oddities[0];
  if (oddity) return refuse(`${oddity.message} Correct the marked place, or undo; nothing was written.`);
  const seen = new Set(document.sections.map((section) => section.name));
  const edits: RecordEdit[] = [];
  const sections = new Set<SectionName>();
  for (const name of ['question', 'reasoning', 'answer', 'referenceAnswer'] as const) {
    const field = trace[name];
    if (field === null) {
      if (seen.has(name))
        return refuse(`The record has no ${TITLES[name]}, so that section cannot be saved. Remove it.`);
      continue;
    }
    if (!seen.has(name))
      return refuse(`The header of the section ${TITLES[name]} is missing. Undo, or write it again.`);
    if (only && !only.has(name)) continue;
    const made = fieldEdit(name, field, trace.givenSteps ?? [], document);
    if (typeof made === 'string') return refuse(made);
    if (made) {
      edits.push(made);
      sections.add(name);
    }
  }
  return { ok: true, edits, sections };
}

function refuse(message: string): TraceEdits {
  return { ok: false, message };
}

function fieldEdit(
  name: SectionName,
  field: TraceField,
  givenSteps: readonly Span[],
  document: ParsedDocument,
): RecordEdit | null | string {
  const newText = name === 'reasoning' ? document.reasoning : (document[name] ?? '');
  const { source } = field;
  if (source?.kind === 'list' && name === 'reasoning') return listEdit(field, source, givenSteps, document);
  if (newText === field.text) return null;
  if (source === null) {
    return `The ${TITLES[name]} is put together from several places of the record and cannot be edited here. Edit the record in the corpus file.`;
  }
  return { source, oldText: field.text, newText };
}

/** The same words cut into other steps are a change too: merging two steps takes an element out of the list. */
function listEdit(
  field: TraceField,
  source: FieldSource,
  givenSteps: readonly Span[],
  document: ParsedDocument,
): RecordEdit | null {
  const oldItems = givenSteps.map((step) => field.text.slice(step.start, step.end));
  const newItems = document.steps.map((step) => document.reasoning.slice(step.start, step.end));
  if (oldItems.length === newItems.length && oldItems.every((item, i) => item === newItems[i])) return null;
  return { source, oldText: field.text, newText: newItems.join('\n'), newItems };
}
