import { describeOptions } from './args.ts';
import type { Command } from './context.ts';

const CODES = 'Exit codes: 0 done, 1 finished with problems in the input, 2 wrong usage, 130 interrupted.';

/** The help of the whole command line. */
export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ id }) => id.length));
  const lines = commands.map(({ id, summary }) => `  ${id.padEnd(width)}  ${summary}`);
  const usages = commands.map(({ usage }) => `  cot-lens ${usage}`);
  return `CoT Lens: what each step of a reasoning trace costs, and which can go.

Usage:
${usages.join('\n')}
  cot-lens [COMMAND] --help
  cot-lens --version

Commands:
${lines.join('\n')}

Results go to stdout, everything else to stderr.
${CODES}
`;
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  return `Usage: cot-lens ${command.usage}

${command.summary}
${command.details === '' ? '' : `\n${command.details}\n`}
Options:
${describeOptions({ ...command.options, help: { type: 'boolean', short: 'h', help: 'this help' } })}

${CODES}
`;
}
