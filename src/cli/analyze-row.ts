import type { Corpus, CorpusEntry } from '../app/open-corpus.ts';
import { agentFigures } from '../core/analysis/agents.ts';
import type { FlowStep } from '../core/analysis/flow-graph.ts';
import type { Analysis } from '../core/model/finding.ts';
import type { StepEntropy } from '../core/model/logged-tokens.ts';
import type { Problem } from '../core/model/problem.ts';
import type { Trace } from '../core/model/trace.ts';

/** Where a trace stands. */
export interface RowPlace {
  readonly file: string;
  readonly corpus: Corpus;
  readonly entry: CorpusEntry;
  readonly trace: Trace;
}

/**
 * One line of `analyze --json`; the keys and their order are the contract, and what came later stands at the end of its
 * object. `graph` is there where it was asked for.
 */
export function analyzeRow(
  { file, corpus, entry, trace }: RowPlace,
  analysis: Analysis,
  graph: readonly FlowStep[] | null,
): string {
  const { efficiency } = analysis;
  const agents = agentFigures(analysis.steps);
  return JSON.stringify({
    file,
    line: entry.record.line,
    id: trace.id,
    reader: corpus.choice?.reader.id ?? null,
    question: trace.question?.text ?? null,
    answer: trace.answer?.text ?? null,
    ...(trace.referenceAnswer === null ? {} : { referenceAnswer: trace.referenceAnswer.text }),
    tokenizer: analysis.tokenizer,
    tokens: analysis.tokens,
    steps: analysis.steps.map(({ index, start, end, tokens, kind, score, flagged, findings, entropy, speaker }) => ({
      index,
      start,
      end,
      tokens,
      kind,
      score,
      flagged,
      findings: findings.map(({ code, message, confidence, related }) => ({
        code,
        message,
        confidence,
        ...(related === undefined ? {} : { related }),
      })),
      ...(entropy === undefined ? {} : { entropy: entropyKeys(entropy) }),
      ...(graph === null ? {} : { gives: graph[index]?.gives ?? [], uses: graph[index]?.uses ?? [] }),
      ...(speaker === undefined ? {} : { speaker }),
    })),
    problems: problemsOf(entry),
    ...(efficiency === undefined ? {} : { efficiency: { outcome: efficiency.outcome, process: efficiency.process } }),
    ...(agents.length === 0 ? {} : { agents }),
    ...(trace.reportedReasoningTokens === undefined ? {} : { reportedReasoningTokens: trace.reportedReasoningTokens }),
  });
}

function entropyKeys({ total, coverage, score, surprisal, tokens }: StepEntropy): StepEntropy {
  return { total, coverage, score, surprisal, tokens };
}

/** The line of a record without a trace: the same keys, so that no record is missing from the output. */
export function emptyRow(file: string, corpus: Corpus, entry: CorpusEntry, tokenizer: string): string {
  return JSON.stringify({
    file,
    line: entry.record.line,
    id: `line:${entry.record.line}`,
    reader: corpus.choice?.reader.id ?? null,
    question: null,
    answer: null,
    tokenizer,
    tokens: { reasoning: 0, answer: 0, flagged: 0 },
    steps: [],
    problems: problemsOf(entry),
  });
}

/** `start` and `end` are UTF-16 offsets into the record's JSON text. */
function problemsOf(entry: CorpusEntry): readonly unknown[] {
  return entry.problems.map(({ code, severity, message, span }: Problem) => ({
    code,
    severity,
    message,
    line: entry.record.line,
    ...(span === undefined ? {} : { start: span.start, end: span.end }),
  }));
}
