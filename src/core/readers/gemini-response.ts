import { isJsonObject, type JsonObject, type JsonPath, type JsonValue, valueAt } from '../../base/json.ts';
import type { Problem } from '../model/problem.ts';
import type { TraceField } from '../model/trace.ts';
import { askedField } from './shared/asked.ts';
import { chainOf } from './shared/chain.ts';
import { fieldAt, isBlank, isList, type TextPlace } from './shared/fields.ts';
import { type DraftTrace, evidence, NOT_MINE, nothingRead, objectOf, readingOf } from './shared/reading.ts';
import { findReference } from './shared/reference.ts';
import { BODIES, hiddenThinking, reportedTokens } from './shared/responses.ts';
import type { TraceReader } from './types.ts';

/** Where what was asked may stand: beside the answer, or in the request of a batch line. */
const REQUESTS: readonly JsonPath[] = [['contents'], ['request', 'contents'], ['request', 'body', 'contents']];

interface PartRun {
  readonly isThought: boolean;
  readonly places: readonly TextPlace[];
}

interface Turn {
  readonly path: JsonPath;
  readonly label: string;
  readonly question: TraceField | null;
}

function hasParts(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && isList(value.parts) && value.parts.every((part) => isJsonObject(part));
}

/** The texts of a content, thoughts and words that follow each other as one run; calls of functions end a run. */
function runsOf(object: JsonObject, content: JsonPath): readonly PartRun[] {
  const parts = valueAt(object, [...content, 'parts']);
  const runs: PartRun[] = [];
  let open = false;
  (isList(parts) ? parts : []).forEach((part, i) => {
    if (!isJsonObject(part)) return;
    const { text } = part;
    const isThought = part.thought === true;
    const before = runs.at(-1);
    if (typeof text !== 'string') open = false;
    else if (isBlank(text)) return;
    else {
      const place = { path: [...content, 'parts', i, 'text'], text };
      if (open && before?.isThought === isThought)
        runs[runs.length - 1] = { isThought, places: [...before.places, place] };
      else runs.push({ isThought, places: [place] });
      open = true;
    }
  });
  return runs;
}

/** Parts are pieces of one text; several stand nowhere as one. */
function joinedField({ isThought, places }: PartRun): TraceField {
  const [only] = places;
  if (only !== undefined && places.length === 1) return fieldAt(only);
  return { text: places.map(({ text }) => text).join(isThought ? '\n' : ''), source: null };
}

/** The chains of one content: each run of thoughts with the words after it. Without thoughts the words are the chain. */
function draftsOf(object: JsonObject, turn: Turn, isHidden: boolean): readonly DraftTrace[] {
  const { question } = turn;
  const runs = runsOf(object, turn.path);
  const base = { question, answer: null, referenceAnswer: null };
  const none = { text: '', source: null };
  if (!runs.some(({ isThought }) => isThought)) {
    const [first] = runs;
    if (first === undefined) return [];
    const [only] = first.places;
    if (isHidden || runs.length > 1 || first.places.length > 1 || only === undefined) {
      const said = runs.map(joinedField);
      const answer = said.length === 1 ? said[0] : undefined;
      const whole = answer ?? { text: said.map(({ text }) => text).join('\n'), source: null };
      return [isHidden ? { ...base, reasoning: none, answer: whole } : { ...base, reasoning: whole }];
    }
    const { answer, reasoning } = chainOf(only);
    return [{ ...base, reasoning, answer }];
  }
  const drafts: DraftTrace[] = [];
  for (const run of runs) {
    const field = joinedField(run);
    const last = drafts.at(-1);
    if (run.isThought) drafts.push({ ...base, reasoning: field });
    else if (last !== undefined && last.answer === null) drafts[drafts.length - 1] = { ...last, answer: field };
  }
  return drafts;
}

function contentsOf(object: JsonObject): JsonPath | undefined {
  return REQUESTS.find((path) => {
    const list = valueAt(object, path);
    return isList(list) && list.length > 0 && list.every(hasParts);
  });
}

/** What the user said last before place `before` of the contents at `path`. */
function asked(object: JsonObject, path: JsonPath, before: number): TraceField | null {
  for (let i = before - 1; i >= 0; i -= 1) {
    const role = valueAt(object, [...path, i, 'role']);
    if (role !== undefined && role !== 'user') continue;
    const run = runsOf(object, [...path, i]).at(-1);
    if (run !== undefined) return joinedField({ isThought: true, places: run.places });
  }
  return null;
}

/** The candidates of an answer and the body that they belong to; null where there is none. */
function findAnswer(object: JsonObject): { readonly body: JsonPath; readonly turns: readonly Turn[] } | null {
  for (const body of BODIES) {
    const candidates = valueAt(object, [...body, 'candidates']);
    if (!isList(candidates)) continue;
    const request = contentsOf(object);
    const list = request === undefined ? null : valueAt(object, request);
    const question = request !== undefined && isList(list) ? asked(object, request, list.length) : askedField(object);
    const turns = candidates.flatMap((candidate, i) =>
      isJsonObject(candidate) && hasParts(candidate.content)
        ? [{ path: [...body, 'candidates', i, 'content'], label: `candidate ${i + 1}`, question }]
        : [],
    );
    if (turns.length > 0) return { body, turns };
  }
  return null;
}

/** The turns of the model in a chat of contents, as rows for fine-tuning and saved chats have them. */
function modelTurns(object: JsonObject): readonly Turn[] {
  const path = contentsOf(object);
  const list = path === undefined ? undefined : valueAt(object, path);
  if (path === undefined || !isList(list)) return [];
  return list.flatMap((content, i) =>
    isJsonObject(content) && content.role === 'model'
      ? [{ path: [...path, i], label: `turn ${i + 1}`, question: asked(object, path, i) }]
      : [],
  );
}

function labelled(drafts: readonly DraftTrace[], label: string): readonly DraftTrace[] {
  return drafts.map((draft, part) => ({
    ...draft,
    label: drafts.length > 1 ? `${label}, part ${part + 1}` : label,
  }));
}

/** Answers of the Gemini API, bare or in batch lines, and its chats: contents of parts, thoughts marked `thought: true`. */
export const geminiResponse: TraceReader = {
  id: 'gemini-response',
  title: 'Gemini responses',
  summary: 'answers and chats of the Gemini API: candidates or contents of parts, thoughts with "thought": true',
  detect(value) {
    if (!isJsonObject(value)) return NOT_MINE;
    const found = findAnswer(value);
    if (found !== null) return evidence(0.97, `"${[...found.body, 'candidates'].join('.')}" have contents of parts`);
    return modelTurns(value).length === 0 ? NOT_MINE : evidence(0.95, '"contents" are turns of parts');
  },
  read(record) {
    const object = objectOf(record);
    const found = object === null ? null : findAnswer(object);
    const turns = object === null ? [] : (found?.turns ?? modelTurns(object));
    if (object === null || turns.length === 0) return nothingRead('The record holds no contents of parts.');
    const tokens = found === null ? undefined : reportedTokens(object, found.body);
    const isHidden = tokens !== undefined && tokens > 0;
    const drafts = turns.flatMap((turn) => labelled(draftsOf(object, turn, isHidden), turn.label));
    if (drafts.length === 0) return nothingRead('The response has no text.');
    const problems: Problem[] =
      isHidden && drafts.every(({ reasoning }) => reasoning.text === '') ? [hiddenThinking(tokens)] : [];
    const common = {
      referenceAnswer: findReference(object, []),
      // Of several candidates the response only tells the sum.
      ...(tokens === undefined || drafts.length > 1 ? {} : { reportedReasoningTokens: tokens }),
    };
    const read = drafts.map((draft) => ({ ...draft, ...common }));
    return readingOf(record, read, problems);
  },
};
