import { addFigures, type Efficiency, figuresOf, NO_EFFICIENCY } from '../core/analysis/efficiency.ts';
import type { EfficiencyFigures } from '../core/model/finding.ts';
import type { FileEfficiency } from '../protocol/lsp.ts';

interface FileFigures {
  readonly epoch: number;
  readonly byTrace: Map<string, EfficiencyFigures | null>;
}

/** Efficiency of corpora, over those of their traces that were analysed so far: for lenses, or as open documents. */
export class FileEfficiencies {
  readonly #files = new Map<string, FileFigures>();

  /** Notes what an analysis under the settings of `epoch` came to; a later one of the same trace counts in its place. */
  add(
    corpus: string,
    epoch: number,
    trace: { readonly record: number; readonly index: number },
    figures: EfficiencyFigures | null,
  ): void {
    let file = this.#files.get(corpus);
    if (file?.epoch !== epoch) {
      file = { epoch, byTrace: new Map() };
      this.#files.set(corpus, file);
    }
    file.byTrace.set(`${trace.record}/${trace.index}`, figures);
  }

  /** Forgets a corpus whose text has changed: its records may have moved. */
  forget(corpus: string): void {
    this.#files.delete(corpus);
  }

  /** The means so far; null when no trace of the corpus had any. */
  of(corpus: string): FileEfficiency | null {
    const all = [...(this.#files.get(corpus)?.byTrace.values() ?? [])];
    let sum: Efficiency = NO_EFFICIENCY;
    for (const figures of all) if (figures !== null) sum = addFigures(sum, figures);
    const figures = figuresOf(sum);
    return figures && { ...figures, traces: sum.traces, seen: all.length };
  }
}
