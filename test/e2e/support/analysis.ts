import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** One line of `analyze --json`, as far as the tests need it. */
export interface AnalyzedLine {
  readonly line: number;
  readonly reader: string;
  readonly reasoning?: string;
  readonly tokens: { readonly reasoning: number; readonly answer: number; readonly flagged: number };
  readonly steps: readonly {
    readonly index: number;
    readonly start: number;
    readonly end: number;
    readonly tokens: number;
    readonly kind: string;
    readonly flagged: boolean;
  }[];
}

const CLI = join(resolve(import.meta.dirname, '..', '..', '..'), 'dist', 'cli.js');

/** What the command line says about a file: the same core on another way, to compare the editor's figures with. */
export function analyzed(path: string, ...options: readonly string[]): readonly AnalyzedLine[] {
  const { stdout } = spawnSync(process.execPath, [CLI, 'analyze', '--json', ...options, path], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AnalyzedLine);
}

/** The figures of a record's lens. */
export function recordFigures(trace: AnalyzedLine): string {
  const sum = trace.steps.reduce((all, step) => all + step.tokens, 0);
  const share = percent(sum === 0 ? 0 : trace.tokens.flagged / sum);
  return `${counted(trace.steps.length)} · ${grouped(trace.tokens.reasoning)} tok · ${share} skippable`;
}

/** The figures of each step's lens: kind, tokens, share, running total. */
export function stepFigures(trace: AnalyzedLine): readonly string[] {
  const sum = trace.steps.reduce((all, step) => all + step.tokens, 0);
  let running = 0;
  return trace.steps.map((step) => {
    running += step.tokens;
    return `Step ${step.index + 1} · ${step.kind} · ${grouped(step.tokens)} tok · ${percent(step.tokens / sum)} · Σ ${grouped(running)}`;
  });
}

export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function counted(steps: number): string {
  return steps === 1 ? '1 step' : `${grouped(steps)} steps`;
}

function percent(share: number): string {
  if (share <= 0) return '0 %';
  return share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`;
}
