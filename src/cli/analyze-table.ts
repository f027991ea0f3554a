import { Ahead } from '../app/analyst.ts';
import type { AnalyzedText } from '../app/analyze-trace.ts';
import type { Corpus } from '../app/open-corpus.ts';
import { agentFigures } from '../core/analysis/agents.ts';
import { addFigures, type Efficiency, figuresOf, mergeEfficiency, NO_EFFICIENCY } from '../core/analysis/efficiency.ts';
import { flowGraph } from '../core/analysis/flow-graph.ts';
import { agentText, efficiencyText, isLowerBound } from '../core/analysis/wording.ts';
import type { Analysis } from '../core/model/finding.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import type { AnalysisThreads } from './analysis-threads.ts';
import { printable } from './console.ts';
import { flowLines } from './flow-lines.ts';
import type { Output } from './output.ts';
import { describeChoice } from './results.ts';
import { type Column, figure, percent, tableHead, tableRow } from './table.ts';
import { breathe, type FileVisitor } from './visit-files.ts';

const COLUMNS: readonly Column[] = [
  { title: 'line', width: 7, align: 'right' },
  { title: 'trace', width: 28, align: 'left' },
  { title: 'steps', width: 6, align: 'right' },
  { title: 'tokens', width: 9, align: 'right' },
  { title: 'answer', width: 8, align: 'right' },
  { title: 'can go', width: 7, align: 'right' },
  { title: 'tokens', width: 9, align: 'right' },
  { title: 'share', width: 8, align: 'right' },
  { title: 'outcome', width: 8, align: 'right' },
  { title: 'process', width: 8, align: 'right' },
];
/** Further columns of a file whose traces carry logprobs, in nats. */
const LOG_COLUMNS: readonly Column[] = [
  { title: 'entropy', width: 9, align: 'right' },
  { title: 'surprisal', width: 9, align: 'right' },
];
/** Records that are looked at to see whether a file carries logprobs, and the most bytes of one. */
const PEEK = 5;
const PEEK_BYTES = 1 << 20;

interface Totals {
  readonly traces: number;
  readonly without: number;
  readonly steps: number;
  readonly reasoning: number;
  readonly answer: number;
  readonly flaggedSteps: number;
  readonly flagged: number;
  readonly efficiency: Efficiency;
  readonly logged: Logged | null;
}

/** Sums over the steps with logged tokens. */
interface Logged {
  /** `null` where a step has no logged alternatives. */
  readonly entropy: number | null;
  readonly isLowerBound: boolean;
  readonly surprisal: number;
}

const NOTHING: Totals = {
  traces: 0,
  without: 0,
  steps: 0,
  reasoning: 0,
  answer: 0,
  flaggedSteps: 0,
  flagged: 0,
  efficiency: NO_EFFICIENCY,
  logged: null,
};

/** What the results of a run are made with. */
export interface AnalyzeParts {
  readonly threads: AnalysisThreads;
  readonly counter: TokenCounter;
  /** Whether the links between steps are wanted. */
  readonly graph: boolean;
  readonly signal: AbortSignal;
  readonly print: Output['write'];
}

/** A trace as the table tells of it. */
interface Row {
  readonly totals: Totals;
  readonly text: string;
}

/** Prints a table per file, a row for each trace, and with `graph` the links of its steps below it. */
export function tableVisitor({ threads, counter, graph, signal, print }: AnalyzeParts): FileVisitor {
  let totals = NOTHING;
  let columns = COLUMNS;
  let analyst = threads.of([]);
  let rows = new Ahead<Row>(1);
  const printUntil = async (isDone: () => boolean): Promise<boolean> => {
    while (!isDone()) {
      const row = await rows.next();
      totals = sumOf(totals, row.totals);
      if (!(await print(row.text))) return false;
    }
    return true;
  };
  return {
    begin: async (file, corpus) => {
      totals = NOTHING;
      analyst = threads.of([corpus]);
      rows = new Ahead(analyst.width);
      const logged = await hasLogs(corpus);
      columns = logged ? [...COLUMNS, ...LOG_COLUMNS] : COLUMNS;
      const units = logged ? 'entropy (sum of the steps, "≥": a lower bound) and surprisal in nats\n' : '';
      return print(`${heading(file, corpus, counter)}${units}${tableHead(columns)}`);
    },
    entry: async (_file, _corpus, entry) => {
      if (entry.traces.length === 0) totals = { ...totals, without: totals.without + 1 };
      for (const trace of entry.traces) {
        const name = trace.label === undefined ? trace.id : `${trace.id} ${trace.label}`;
        const line = String(entry.record.line);
        const row = analyst.analyze(trace, { signal }).then((made) => rowOf(columns, line, name, made, graph));
        rows.begin(row, trace.reasoning.text.length);
        if (!(await printUntil(() => !rows.isFull))) return false;
        await breathe();
      }
      return true;
    },
    end: async () => {
      if (!(await printUntil(() => rows.isEmpty))) return false;
      const row = tableLine(columns, '', `${figure(totals.traces)} traces`, totals, counter.exact);
      return print(`${row}${efficiencyLine(totals)}${withoutLine(totals)}\n`);
    },
  };
}

function rowOf(
  columns: readonly Column[],
  line: string,
  name: string,
  { text, analysis }: AnalyzedText,
  graph: boolean,
): Row {
  const totals = totalsOf(analysis);
  const agents = agentFigures(analysis.steps).map(
    (agent) => `${' '.repeat(9)}${printable(agentText(agent, analysis.tokensExact))}\n`,
  );
  const links = graph ? flowLines(flowGraph(text)).map((each) => `${' '.repeat(9)}${printable(each)}\n`) : [];
  const row = tableLine(columns, line, name, totals, analysis.tokensExact);
  return { totals, text: `${row}${agents.join('')}${links.join('')}` };
}

async function hasLogs(corpus: Corpus): Promise<boolean> {
  for (let position = 0; position < Math.min(PEEK, corpus.count); position += 1) {
    const span = corpus.span(position);
    const entry = span && span.end - span.start <= PEEK_BYTES ? await corpus.entry(position) : undefined;
    if (entry?.traces.some((trace) => trace.loggedTokens !== undefined)) return true;
  }
  return false;
}

function heading(file: string, corpus: Corpus, counter: TokenCounter): string {
  const tokens = counter.exact ? counter.id : `${counter.id} (not exact)`;
  return `${file}\nreader ${describeChoice(corpus.choice)}; tokens by ${tokens}\n`;
}

function efficiencyLine({ traces, efficiency }: Totals): string {
  const figures = figuresOf(efficiency);
  if (figures === null) return '';
  const rest = efficiency.traces === traces ? '' : '; the others state no answer';
  return `${efficiencyText(figures)}, mean of ${figure(efficiency.traces)} of ${figure(traces)} traces${rest}.\n`;
}

function withoutLine({ without }: Totals): string {
  return without === 0 ? '' : `${figure(without)} records without a trace.\n`;
}

function totalsOf({ steps, tokens, efficiency }: Analysis): Totals {
  return {
    traces: 1,
    without: 0,
    steps: steps.length,
    ...tokens,
    flaggedSteps: steps.filter((step) => step.flagged).length,
    efficiency: efficiency === undefined ? NO_EFFICIENCY : addFigures(NO_EFFICIENCY, efficiency),
    logged: steps.map(loggedOf).reduce(bothLogged, null),
  };
}

function loggedOf({ entropy }: Analysis['steps'][number]): Logged | null {
  if (entropy === undefined) return null;
  return { entropy: entropy.total, isLowerBound: isLowerBound(entropy), surprisal: entropy.surprisal };
}

function bothLogged(a: Logged | null, b: Logged | null): Logged | null {
  if (a === null || b === null) return a ?? b;
  return {
    entropy: a.entropy === null || b.entropy === null ? null : a.entropy + b.entropy,
    isLowerBound: a.isLowerBound || b.isLowerBound,
    surprisal: a.surprisal + b.surprisal,
  };
}

function sumOf(a: Totals, b: Totals): Totals {
  return {
    traces: a.traces + b.traces,
    without: a.without + b.without,
    steps: a.steps + b.steps,
    reasoning: a.reasoning + b.reasoning,
    answer: a.answer + b.answer,
    flaggedSteps: a.flaggedSteps + b.flaggedSteps,
    flagged: a.flagged + b.flagged,
    efficiency: mergeEfficiency(a.efficiency, b.efficiency),
    logged: bothLogged(a.logged, b.logged),
  };
}

function tableLine(columns: readonly Column[], line: string, name: string, one: Totals, exact: boolean): string {
  // The sum over steps may pass the count of the whole text, because counts are not additive.
  const share = one.reasoning === 0 ? 0 : Math.min(1, one.flagged / one.reasoning);
  const { steps, reasoning, answer, flaggedSteps, flagged, logged } = one;
  const efficiency = figuresOf(one.efficiency);
  return tableRow(columns, [
    line,
    name,
    figure(steps),
    figure(reasoning, exact),
    figure(answer, exact),
    figure(flaggedSteps),
    figure(flagged, exact),
    percent(share),
    efficiency === null ? '-' : percent(efficiency.outcome),
    efficiency === null ? '-' : percent(efficiency.process),
    logged === null || logged.entropy === null ? '-' : `${logged.isLowerBound ? '≥ ' : ''}${logged.entropy.toFixed(1)}`,
    logged === null ? '-' : logged.surprisal.toFixed(1),
  ]);
}
