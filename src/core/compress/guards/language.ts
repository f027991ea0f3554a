import { latinLanguage, mainScript, scriptsIn } from '../reading/language.ts';
import { newUnits, stepsRewrittenAt } from '../reading/new-text.ts';
import { excerpt, type Guard, type GuardSubject, type GuardVerdict, PASSED } from './types.ts';

/** Common words of another language that tell of a single sentence. */
const TELLING = 3;

/** Whether a rewrite stayed in the language of the source. */
export const language: Guard = {
  id: 'language',
  title: 'Language unchanged',
  summary: 'The script of the text is the same as before, and so is the language as far as its most common words tell.',
  required: true,
  check(subject) {
    if (!subject.hasNewWords) return PASSED;
    const source = [subject.input.text.question, subject.input.text.reasoning].join('\n');
    return otherScript(subject, source) ?? otherLanguage(subject, source) ?? PASSED;
  },
};

function otherScript(subject: GuardSubject, source: string): GuardVerdict | undefined {
  const { text } = subject;
  const before = mainScript(source);
  const after = mainScript(text);
  if (before !== null && after !== null && before !== after)
    return { passed: false, detail: `The text was mostly ${before} and is now mostly ${after}.` };
  const known = scriptsIn(source);
  const added = [...scriptsIn(text)].find((script) => !known.has(script));
  if (added === undefined || before === null) return undefined;
  const place = newUnits(subject).find((unit) => scriptsIn(text.slice(unit.start, unit.end)).has(added));
  return {
    passed: false,
    detail: `A part of the text is ${added}, which the source has nowhere.`,
    ...(place === undefined
      ? {}
      : { span: { start: place.start, end: place.end }, restore: stepsRewrittenAt(subject, place.start, place.end) }),
  };
}

function otherLanguage(subject: GuardSubject, source: string): GuardVerdict | undefined {
  const before = latinLanguage(source);
  if (before === null) return undefined;
  const after = latinLanguage(subject.text);
  if (after !== null && after !== before)
    return { passed: false, detail: `The text was in ${before} and is now in ${after}.` };
  for (const { start, end } of newUnits(subject)) {
    const piece = subject.text.slice(start, end);
    const own = latinLanguage(piece, TELLING);
    if (own === null || own === before || source.includes(piece)) continue;
    const restore = stepsRewrittenAt(subject, start, end);
    return { passed: false, detail: `"${excerpt(piece)}" is in ${own}, not ${before}.`, span: { start, end }, restore };
  }
  return undefined;
}
