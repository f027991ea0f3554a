import type { Span } from '../../model/span.ts';
import { type Guard, type GuardSubject, type GuardVerdict, PASSED, stepNames } from './types.ts';

const REFERENCE = /\b(step|equation|eq\.|formula|case|lemma|part)\s?\(?([0-9]{1,3}|[a-zA-Z])\)?(?![\w'])/gi;
const POINTS_BACK =
  /\b(?:the above|as above|(?:equation|formula|expression|result) above|above (?:equation|formula|expression|result))\b/i;

/** Whether what kept steps point to is still there. */
export const referencesClosed: Guard = {
  id: 'references-closed',
  title: 'References closed',
  summary: 'Kept steps point to no dropped step, equation, case or variable.',
  required: false,
  check(subject) {
    if (subject.kept === null) return PASSED;
    return lostLabels(subject) ?? lostVariables(subject) ?? lostAbove(subject, subject.kept) ?? PASSED;
  },
};

/** "Step 3", "equation (2)": the label a text gives or points to, in one spelling. */
function labelsIn(text: string): readonly { readonly label: string; readonly defines: boolean }[] {
  const found: { label: string; defines: boolean }[] = [];
  for (const match of text.matchAll(/\\tag\{([^{}]{1,10})\}/g))
    found.push({ label: `equation ${match[1]}`, defines: true });
  for (const match of text.matchAll(REFERENCE)) {
    const kind = (match[1] ?? '').toLowerCase().replace('eq.', 'equation').replace('formula', 'equation');
    const after = text.slice(match.index + match[0].length).slice(0, 3);
    const opens =
      text
        .slice(0, match.index)
        .slice(-6)
        .trim()
        .replace(/[#*\-\s]/g, '') === '' || /[\n.]\W*$/.test(text.slice(0, match.index).slice(-6));
    found.push({
      label: `${kind} ${(match[2] ?? '').toLowerCase()}`,
      defines: opens && /^\s?[*_]{0,2}[:.)—-]/.test(after),
    });
  }
  return found;
}

function lostLabels(subject: GuardSubject): GuardVerdict | undefined {
  const { steps } = subject.derivation.facts;
  const kept = new Set(subject.kept);
  const definedAt = new Map<string, number[]>();
  const perStep = steps.map((step) => labelsIn(step.text));
  perStep.forEach((labels, index) => {
    for (const { label, defines } of labels)
      if (defines) definedAt.set(label, [...(definedAt.get(label) ?? []), index]);
  });
  for (const [index, labels] of perStep.entries()) {
    if (!kept.has(index)) continue;
    for (const { label, defines } of labels) {
      const places = definedAt.get(label);
      if (defines || places === undefined || places.some((place) => kept.has(place))) continue;
      return {
        passed: false,
        detail: `Step ${index + 1} points to "${label}", which stood in the dropped ${stepNames(places)}.`,
        restore: places.slice(0, 1),
        steps: [index, ...places],
        ...placeOf(subject, index),
      };
    }
  }
  return undefined;
}

function lostVariables(subject: GuardSubject): GuardVerdict | undefined {
  const kept = new Set(subject.kept);
  for (const value of subject.derivation.facts.flow.values) {
    if (value.kind !== 'symbol' || value.given || kept.has(value.producer)) continue;
    const user = value.users.find((step) => kept.has(step));
    if (user === undefined || defines(subject, user, value.key)) continue;
    return {
      passed: false,
      detail: `Step ${user + 1} uses ${value.key.replace('sym ', '')}, which only the dropped step ${value.producer + 1} introduced.`,
      restore: [value.producer],
      steps: [value.producer, user],
      ...placeOf(subject, user),
    };
  }
  return undefined;
}

/** The step says itself what the variable is: "let x be", "x =". */
function defines(subject: GuardSubject, step: number, key: string): boolean {
  const symbol = key.replace('sym ', '');
  const text = subject.derivation.facts.steps[step]?.text ?? '';
  if (/\b(?:let|denote|call|define|where|set)\b/i.test(text)) return true;
  const at = text.indexOf(symbol);
  return at >= 0 && /^[ $*})]{0,3}(?:=|be |is |denotes)/.test(text.slice(at + symbol.length, at + symbol.length + 12));
}

function lostAbove(subject: GuardSubject, keptList: readonly number[]): GuardVerdict | undefined {
  const kept = new Set(keptList);
  for (const index of keptList) {
    const text = subject.derivation.facts.steps[index]?.text ?? '';
    if (index === 0 || kept.has(index - 1) || !POINTS_BACK.test(text.slice(0, 2000))) continue;
    return {
      passed: false,
      detail: `Step ${index + 1} says "above", but the step before it was dropped.`,
      restore: [index - 1],
      steps: [index - 1, index],
      ...placeOf(subject, index),
    };
  }
  return undefined;
}

/** Where a kept step stands in the compressed text; nothing when its words were changed. */
function placeOf({ text, derivation }: GuardSubject, step: number): { readonly span?: Span } {
  const words = derivation.facts.steps[step]?.text ?? '';
  const at = words === '' ? -1 : text.indexOf(words);
  return at < 0 ? {} : { span: { start: at, end: at + words.length } };
}
