import type { JsonValue } from '../../base/json.ts';
import { answersEqual } from '../analysis/answer-equality.ts';
import type { EfficiencyFigures } from '../model/finding.ts';
import type { Trace } from '../model/trace.ts';
import { type Agreement, agreementOf } from '../sampling/agreement.ts';
import { gradeOf, ownReference } from './grade.ts';
import { type GroupBy, problemKey } from './problem-key.ts';
import type { Grade, GroupedBy, GroupSample, SampleGroup, SampleVariant, Verdict } from './types.ts';

/** Characters of the question that a group keeps for people. */
const QUESTION_SHOWN = 300;

/** How to group and grade. */
export interface GroupWish {
  readonly groupBy?: GroupBy;
  /** Id of an answer rule; the first that finds an answer when absent. */
  readonly answerRule?: string;
  /** A person's verdict on a sample; undefined where there is none. */
  verdictOf?(sample: Pick<GroupSample, 'file' | 'traceIndex' | 'sourceHash'>): Verdict | undefined;
}

/** A trace with its place, as it is read. */
export interface ReadSample {
  readonly trace: Trace;
  readonly record: JsonValue;
  readonly tracesOfRecord: number;
  readonly file: number;
  readonly position: number;
  readonly line: number;
  readonly tokens: number;
  readonly sourceHash?: string;
  readonly efficiency?: EfficiencyFigures;
  readonly variants?: readonly SampleVariant[];
}

interface OpenGroup {
  readonly key: string;
  readonly by: GroupedBy;
  readonly question: string | null;
  reference: string | null;
  /** Samples whose layout says that they are the data set's own solutions. */
  solutions: string[];
  readonly samples: GroupSample[];
}

/** Collects samples into groups; holds no text but the beginning of the question and the answers. */
export class Grouping {
  readonly #groups = new Map<string, OpenGroup>();
  readonly #wish: GroupWish;

  constructor(wish: GroupWish = {}) {
    this.#wish = wish;
  }

  /** Adds a sample to its group; gives the group's key. */
  add(sample: ReadSample): string {
    const { trace, record, file, position, line, tokens } = sample;
    const { key, by } = problemKey(trace, record, `${file} ${position}`, this.#wish.groupBy);
    const own = ownReference(trace);
    const group = this.#groups.get(key) ?? newGroup(key, by, trace);
    this.#groups.set(key, group);
    group.reference ??= own;
    const grade = gradeOf(trace, record, sample.tracesOfRecord, own, this.#wish.answerRule);
    if (trace.isReferenceSolution && grade.answer !== null) group.solutions.push(grade.answer);
    const { sourceHash, efficiency, variants } = sample;
    group.samples.push({
      file,
      position,
      traceIndex: trace.index,
      line,
      id: trace.id,
      tokens,
      grade,
      ...(sourceHash === undefined ? {} : { sourceHash }),
      ...(efficiency === undefined ? {} : { efficiency }),
      ...(variants === undefined || variants.length === 0 ? {} : { variants }),
    });
    return key;
  }

  /** The groups in the order of their first samples, graded with what only the whole group knows. */
  finish(): readonly SampleGroup[] {
    return [...this.#groups.values()].map((group) => this.#finished(group));
  }

  #finished({ key, by, question, reference: own, solutions, samples }: OpenGroup): SampleGroup {
    const reference = own ?? (solutions.length === 1 ? (solutions[0] ?? null) : null);
    const vote = agreementOf(samples.map(({ grade }) => grade.answer));
    const graded = samples.map((sample) => {
      const verdict = this.#wish.verdictOf?.(sample);
      if (verdict !== undefined) return { ...sample, grade: { ...sample.grade, verdict, by: 'person' as const } };
      return { ...sample, grade: gradeInGroup(sample.grade, reference, samples.length > 1 ? vote : null) };
    });
    return { key, by, question, reference, vote, samples: graded };
  }
}

function newGroup(key: string, by: GroupedBy, trace: Trace): OpenGroup {
  const question = trace.question?.text.trim().slice(0, QUESTION_SHOWN) ?? '';
  return { key, by, question: question === '' ? null : question, reference: null, solutions: [], samples: [] };
}

/** A grade that the sample's own record could not give: by another sample's reference answer, else by the vote. */
export function gradeInGroup(grade: Grade, reference: string | null, vote: Agreement | null): Grade {
  if (grade.by === 'reference' || grade.answer === null) return grade;
  if (reference !== null) {
    const verdict = answersEqual(grade.answer, reference) ? 'correct' : 'wrong';
    return { ...grade, verdict, by: 'reference' };
  }
  if (grade.by === 'recorded' || vote === null || !vote.kept) return grade;
  return { ...grade, verdict: answersEqual(grade.answer, vote.answer) ? 'correct' : 'wrong', by: 'vote' };
}
