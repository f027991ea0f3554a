import type { Args, OptionTable } from './args.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-codes.ts';
import type { CliHost } from './host.ts';

/** What a command works with. `signal` is aborted on Ctrl+C. */
export interface CommandContext {
  readonly host: CliHost;
  readonly console: Console;
  readonly signal: AbortSignal;
}

/** What is wrong with how the command was called, one sentence each. */
export interface WrongUsage {
  readonly wrong: readonly string[];
}

/** One command: a file of its own and a line in the registry. */
export interface Command {
  readonly id: string;
  /** The words after "cot-lens", e.g. "analyze FILE... [options]". */
  readonly usage: string;
  readonly summary: string;
  /** What the help says besides the options; '' for nothing. */
  readonly details: string;
  readonly options: OptionTable;
  run(args: Args, context: CommandContext): Promise<ExitCode | WrongUsage>;
}
