import type { Corpus, CorpusEntry } from '../app/open-corpus.ts';
import type { Compressed, CompressOptions } from '../core/compress/types.ts';
import type { Trace } from '../core/model/trace.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { describeChoice } from './results.ts';
import { type Column, figure, percent, tableHead, tableRow } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'line', width: 7, align: 'right' },
  { title: 'trace', width: 28, align: 'left' },
  { title: 'before', width: 9, align: 'right' },
  { title: 'after', width: 9, align: 'right' },
  { title: 'ratio', width: 8, align: 'right' },
  { title: 'result', width: 50, align: 'left' },
];

/** The readable results of `compress`: a row per trace, and totals that count refused traces at their full length. */
export class CompressTable {
  readonly #strategy: string;
  readonly #options: CompressOptions;
  readonly #counter: TokenCounter;
  #traces = 0;
  #accepted = 0;
  #before = 0;
  #after = 0;

  constructor(strategy: string, options: CompressOptions, counter: TokenCounter) {
    this.#strategy = strategy;
    this.#options = options;
    this.#counter = counter;
  }

  head(file: string, corpus: Corpus): string {
    const { ratio, budgetTokens } = this.#options;
    const asked = [
      ...(ratio === undefined ? [] : [`asked ratio ${percent(ratio)}`]),
      ...(budgetTokens === undefined ? [] : [`asked budget ${figure(budgetTokens)} tokens`]),
    ];
    const tokens = this.#counter.exact ? this.#counter.id : `${this.#counter.id} (not exact)`;
    const facts = [
      `strategy ${this.#strategy}`,
      ...asked,
      `reader ${describeChoice(corpus.choice)}`,
      `tokens by ${tokens}`,
    ];
    return `${file}\n${facts.join('; ')}\n${tableHead(COLUMNS)}`;
  }

  row(entry: CorpusEntry, trace: Trace, compressed: Compressed): string {
    const { tokens, ratio, guards, accepted } = compressed;
    this.#traces += 1;
    this.#before += tokens.before;
    // A saving that broke a guard is no saving.
    this.#after += accepted ? tokens.after : tokens.before;
    if (accepted) this.#accepted += 1;
    const failed = guards.filter((guard) => !guard.passed).map(({ id }) => id);
    const verdict = accepted ? 'accepted' : 'refused';
    const name = trace.label === undefined ? trace.id : `${trace.id} ${trace.label}`;
    return tableRow(COLUMNS, [
      String(entry.record.line),
      name,
      figure(tokens.before, this.#counter.exact),
      figure(tokens.after, this.#counter.exact),
      percent(ratio),
      failed.length === 0 ? verdict : `${verdict}: ${failed.join(', ')}`,
    ]);
  }

  foot(): string {
    const { exact } = this.#counter;
    const ratio = this.#before === 0 ? 1 : this.#after / this.#before;
    const cells = [
      '',
      `${figure(this.#traces)} traces`,
      figure(this.#before, exact),
      figure(this.#after, exact),
      percent(ratio),
      `${figure(this.#accepted)} accepted; the others count in full`,
    ];
    return tableRow(COLUMNS, cells);
  }
}
