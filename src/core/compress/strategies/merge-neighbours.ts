import type { BuiltInStrategy, CompressInput, StepAction } from '../types.ts';

/** Steps of at most this many tokens are short. */
const SHORT = 40;
/** A merged step grows to at most this many tokens. */
const LONGEST = 120;
/** Lists, headings, tables, quotes, code and set-off formulas need their own line. */
const OWN_LINE = /^(?:[-*+>|#]|\d{1,3}[.)]\s|```|~~~|\$\$|\\\[|\\begin|\*\*)/;

const CLOSES = /(?:```|~~~|\$\$|\\\]|\\end\{\w{1,20}\*?\})$/;

/** Fewer, longer steps; the words stay. */
export const mergeNeighbours: BuiltInStrategy = {
  needs: 'none',
  id: 'merge-neighbours',
  version: 1,
  title: 'Merge neighbours',
  summary: 'Joins short neighbouring steps to one; saves line breaks and steps, no words.',
  plan(input) {
    let size = 0;
    const actions = input.analysis.steps.map((step): StepAction => {
      const joins =
        step.index > 0 && canJoin(input, step.index) && step.tokens <= SHORT && size + step.tokens <= LONGEST;
      size = joins ? size + step.tokens : step.tokens;
      return joins ? { kind: 'merge', reason: `Short; joined to step ${step.index} before it.` } : KEEP;
    });
    return { actions };
  },
};

const KEEP: StepAction = { kind: 'keep' };

function canJoin(input: CompressInput, index: number): boolean {
  const { reasoning, steps } = input.text;
  const before = steps[index - 1];
  const own = steps[index];
  if (before === undefined || own === undefined) return false;
  const gap = reasoning.slice(before.end, own.start);
  if (!gap.includes('\n') || gap.trim() !== '') return false;
  const head = reasoning.slice(own.start, own.start + 40);
  const earlier = reasoning.slice(before.start, before.end);
  const lastLine = earlier.slice(earlier.lastIndexOf('\n') + 1);
  const ownLine =
    OWN_LINE.test(head) || OWN_LINE.test(lastLine.trimStart()) || CLOSES.test(lastLine.slice(-60).trimEnd());
  const tail = earlier.slice(-40);
  return !ownLine && input.counter.count(`${tail} ${head}`) <= input.counter.count(tail + gap + head);
}
