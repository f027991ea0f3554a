import type { Plan } from '../types.ts';
import { excerpt, type Guard, type GuardVerdict, PASSED } from './types.ts';

/** Whether LaTeX that was whole is still whole. */
export const formulas: Guard = {
  id: 'formulas',
  title: 'Formulas intact',
  summary: 'Brackets, braces, environments and dollar signs of LaTeX are closed as they were.',
  required: true,
  check({ text, input, hasNewWords, plan }) {
    const { reasoning, steps } = input.text;
    // Without a single command there is no LaTeX, and $$ is a price.
    if (!/\\[a-zA-Z([]/.test(reasoning) && !/\\[a-zA-Z([]/.test(text)) return PASSED;
    const before = new Set(openMarks(reasoning, hasNewWords));
    const broken = openMarks(text, hasNewWords).find((mark) => !before.has(mark));
    if (broken === undefined) return hasNewWords ? cutLine(text, reasoning, plan) : PASSED;
    const restore = steps.flatMap((span, index) =>
      plan !== null && openMarks(reasoning.slice(span.start, span.end), hasNewWords).includes(broken) ? [index] : [],
    );
    return { passed: false, detail: `A formula is cut: ${broken} does not match.`, restore };
  },
};

/** A line with unmatched braces that the source does not have; tells also where the source has unmatched ones elsewhere. */
function cutLine(text: string, reasoning: string, plan: Plan | null): GuardVerdict {
  const known = new Set(reasoning.split('\n').map((line) => line.trim()));
  const cut = text.split('\n').find((line) => !known.has(line.trim()) && !marksMatch(line) && !within(line, reasoning));
  if (cut === undefined) return PASSED;
  const restore = (plan?.actions ?? []).flatMap((action, index) =>
    action.kind === 'rewrite' && action.text.split('\n').some((one) => one.trim() === cut.trim()) ? [index] : [],
  );
  return { passed: false, detail: `A formula is cut in "${excerpt(cut)}".`, restore };
}

/** The line is a part of the source as it is; a long one is not looked for. */
function within(line: string, reasoning: string): boolean {
  return line.length < 2000 && reasoning.includes(line.trim());
}

function marksMatch(line: string): boolean {
  // Several lines may belong to one environment or set-off formula; braces and \\( \\) seldom span lines.
  return bracesMatch(line) && (line.match(/\\\(/g)?.length ?? 0) === (line.match(/\\\)/g)?.length ?? 0);
}

/** Kinds of marks that do not match in the text. */
function openMarks(text: string, lines: boolean): readonly string[] {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const found: string[] = [];
  if (count(/\\\(/g) !== count(/\\\)/g)) found.push('\\( \\)');
  if (count(/\\\[/g) !== count(/\\\]/g)) found.push('\\[ \\]');
  if (count(/\\begin\{/g) !== count(/\\end\{/g)) found.push('\\begin \\end');
  if (count(/\\left\b/g) !== count(/\\right\b/g)) found.push('\\left \\right');
  if (count(/\$\$/g) % 2 !== 0) found.push('$$');
  if (!bracesMatch(text)) found.push('{ }');
  // A lone $ may be money; only lines with a LaTeX command tell.
  if (lines && text.split('\n').some((line) => /\\[a-z]/i.test(line) && dollars(line) % 2 !== 0)) found.push('$');
  return found;
}

function dollars(line: string): number {
  return line.match(/(?<!\\)\$/g)?.length ?? 0;
}

function bracesMatch(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      depth -= 1;
      if (depth < 0) return false;
    }
  }
  return depth === 0;
}
