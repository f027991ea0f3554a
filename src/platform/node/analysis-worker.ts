import type { MessagePort } from 'node:worker_threads';
import { type AnalyzeChoices, analyzeTexts } from '../../app/analyze-trace.ts';
import type { TraceText } from '../../core/analysis/types.ts';
import type { Analysis } from '../../core/model/finding.ts';
import type { Span } from '../../core/model/span.ts';
import { countersOnce } from '../../core/tokens/registry.ts';
import type { TokenCounter } from '../../core/tokens/types.ts';
import { tokenizerFiles } from './tokenizer-data.ts';

/** What a thread of the pool is told when it begins. */
export interface AnalysisWorkerData {
  /** Folder of the rank files. */
  readonly ranks: string;
}

/** One trace to analyse. */
export interface AnalysisRequest {
  readonly id: number;
  readonly texts: Omit<TraceText, 'steps'>;
  readonly givenSteps: readonly Span[] | undefined;
  readonly choices: AnalyzeChoices;
  readonly tokenizer: string;
}

/** What came of it. */
export type AnalysisAnswer =
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly steps: readonly Span[];
      readonly analysis: Analysis;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** Answers the requests that come over the port, one after the other. */
export function serveAnalyses(port: MessagePort, { ranks }: AnalysisWorkerData): void {
  const counterOf = countersOnce(tokenizerFiles(ranks));
  port.on('message', (request: AnalysisRequest) => {
    void answer(request, counterOf).then((made) => port.postMessage(made));
  });
}

async function answer(
  { id, texts, givenSteps, choices, tokenizer }: AnalysisRequest,
  counterOf: (tokenizer: string) => Promise<TokenCounter>,
): Promise<AnalysisAnswer> {
  try {
    const { text, analysis } = analyzeTexts(texts, givenSteps, await counterOf(tokenizer), choices);
    return { kind: 'done', id, steps: text.steps, analysis };
  } catch (error) {
    return { kind: 'failed', id, message: error instanceof Error ? error.message : String(error) };
  }
}
