import { commands, type Disposable, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { addUsage } from '../../app/batch/journaled-model.ts';
import type { Batch } from '../../app/batch/run-batch.ts';
import type { TraceResult } from '../../app/batch/types.ts';
import type { ModelUsage } from '../../core/model/variant.ts';
import { formatMoney } from '../../endpoints/cost.ts';

/** What a batch came to so far. */
export interface BatchSums {
  readonly done: number;
  /** Stored now, of them refused by a guard, and finished before. */
  readonly made: number;
  readonly refused: number;
  readonly known: number;
  readonly failed: number;
  readonly before: number;
  readonly after: number;
  readonly spent: ModelUsage;
}

export const NO_SUMS: BatchSums = {
  done: 0,
  made: 0,
  refused: 0,
  known: 0,
  failed: 0,
  before: 0,
  after: 0,
  spent: {},
};

/** The sums with one more trace; one that was not reached counts nowhere. */
export function withResult(sums: BatchSums, result: TraceResult): BatchSums {
  const spent = addUsage(sums.spent, result.spent);
  if (result.kind === 'open') return { ...sums, spent };
  const done = sums.done + 1;
  if (result.kind === 'failure') return { ...sums, done, failed: sums.failed + 1, spent };
  if (!result.compressed) return { ...sums, done, known: sums.known + 1, spent };
  const { accepted, tokens } = result.compressed;
  return {
    ...sums,
    done,
    made: sums.made + 1,
    refused: sums.refused + (accepted ? 0 : 1),
    before: sums.before + tokens.before,
    // A saving that broke a guard is no saving.
    after: sums.after + (accepted ? tokens.after : tokens.before),
    spent,
  };
}

/** "30 stored, 2 of them refused by guards, 1 failed · 12,000 tokens · $0.05". */
export function sumsText({ made, refused, known, failed, spent }: BatchSums, currency?: string): string {
  const tokens = (spent.inputTokens ?? 0) + (spent.outputTokens ?? 0);
  const parts = [
    `${made.toLocaleString('en')} stored${refused > 0 ? ` (${refused.toLocaleString('en')} refused by guards)` : ''}`,
    ...(known > 0 ? [`${known.toLocaleString('en')} finished before`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed`] : []),
  ];
  const cost = spent.cost === undefined ? '' : ` · ${formatMoney(spent.cost, currency)}`;
  return `${parts.join(', ')}${tokens > 0 ? ` · ${tokens.toLocaleString('en')} tokens` : ''}${cost}`;
}

/** The batch that is running, in the status bar: how far it is, and a click to pause it or to go on. */
export class BatchTracker implements Disposable {
  readonly #item: StatusBarItem = window.createStatusBarItem('cotLens.batch', StatusBarAlignment.Left, 10);
  #running: { readonly batch: Batch; readonly name: string; readonly all: number } | undefined;
  #done = 0;

  constructor() {
    this.#item.name = 'CoT Lens: batch';
    this.#item.command = 'cotLens.pauseBatch';
  }

  dispose(): void {
    this.#item.dispose();
  }

  /** Name of the corpus that is being compressed; undefined when none is. */
  get running(): string | undefined {
    return this.#running?.name;
  }

  begin(batch: Batch, name: string, all: number): void {
    this.#running = { batch, name, all };
    this.#done = 0;
    void commands.executeCommand('setContext', 'cotLens.batchRunning', true);
    this.#show();
  }

  moved(done: number): void {
    this.#done = done;
    this.#show();
  }

  end(): void {
    this.#running = undefined;
    void commands.executeCommand('setContext', 'cotLens.batchRunning', false);
    this.#item.hide();
  }

  /** Pauses the batch, or lets it go on. What was asked already still comes in. */
  toggle(): void {
    const batch = this.#running?.batch;
    if (!batch) return;
    if (batch.paused) batch.resume();
    else batch.pause();
    this.#show();
  }

  #show(): void {
    if (!this.#running) return;
    const { batch, name, all } = this.#running;
    const place = `${this.#done.toLocaleString('en')}/${all.toLocaleString('en')}`;
    this.#item.text = batch.paused ? `$(debug-pause) ${place} paused` : `$(sync~spin) ${place} compressed`;
    this.#item.tooltip = `Compressing ${name}. Click to ${batch.paused ? 'go on' : 'pause'}.`;
    this.#item.accessibilityInformation = { label: `${name}: ${place} traces${batch.paused ? ', paused' : ''}` };
    this.#item.show();
  }
}
