import type { ReaderChoice } from '../core/readers/types.ts';
import type { Args, OptionTable } from './args.ts';
import type { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { isSameFile } from './input.ts';
import { type Output, openOutput } from './output.ts';

/** Options of every command that prints results. */
export const RESULT_OPTIONS: OptionTable = {
  json: { type: 'boolean', help: 'one JSON object a line instead of a table' },
  out: { type: 'string', value: 'FILE', help: 'write results there instead of to stdout; the file appears whole' },
};

/** What is wrong with the files that a command was given, `--out` among them. */
export async function wrongFiles(args: Args, howMany: 'one' | 'one or more'): Promise<readonly string[]> {
  const wrong: string[] = [];
  const files = args.positionals;
  if (files.length === 0) wrong.push('Name a file, or "-" for stdin.');
  if (howMany === 'one' && files.length > 1) wrong.push(`Name one file, not ${files.length}.`);
  if (files.filter((file) => file === '-').length > 1) wrong.push('"-" (stdin) can be read only once.');
  const out = args.text('out');
  if (out === '') wrong.push('--out needs the name of a file.');
  for (const file of files) {
    if (out !== undefined && (await isSameFile(file, out))) {
      wrong.push(`--out ${out} would write over the file that is read.`);
    }
  }
  return wrong;
}

/** Runs a command with the output that `--out` asks for and brings the results to where they belong. */
export async function writeResults(
  args: Args,
  context: CommandContext,
  run: (print: Output['write']) => Promise<ExitCode>,
): Promise<ExitCode> {
  const output = await openOutput(args.text('out'), context.host, context.signal);
  if (typeof output === 'string') {
    context.console.say(output);
    return EXIT.problems;
  }
  const code = await run(printer(context, args, output));
  // An interrupted run leaves no half file behind; what stdout got are whole lines.
  if (code !== EXIT.interrupted) await output.finish();
  const trouble = output.trouble();
  if (trouble === null) return code;
  context.console.say(`The results could not be written: ${trouble}.`);
  return EXIT.problems;
}

/** Prints results; takes the progress bar away first where both stand on one terminal. */
function printer({ console, host }: CommandContext, args: Args, output: Output): Output['write'] {
  const onTerminal = host.stdout.isTTY === true && args.text('out') === undefined;
  return (text) => {
    if (onTerminal) console.clear();
    return output.write(text);
  };
}

/** The reader of a file and why it was taken, in a few words. */
export function describeChoice(choice: ReaderChoice | null): string {
  if (choice === null) return 'none';
  const why = choice.chosenByHand ? 'chosen by hand' : choice.reasons.slice(0, 2).join('; ');
  return `${choice.reader.id} (${why})`;
}
