import { readArgs } from './args.ts';
import { commands } from './commands/registry.ts';
import { Console } from './console.ts';
import type { Command, CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { commandHelp, generalHelp } from './help.ts';
import type { CliHost } from './host.ts';
import { openOutput, reasonOf } from './output.ts';

/** Time that an interrupted run has to come to an end by itself. */
const GRACE_MS = 1000;

/** Runs the words after the program's name; resolves with the exit code. Never rejects. */
export async function runCli(words: readonly string[], host: CliHost): Promise<ExitCode> {
  const console = new Console(host.stderr);
  const controller = new AbortController();
  host.onInterrupt(() => {
    if (controller.signal.aborted) host.exit(EXIT.interrupted);
    controller.abort();
    setTimeout(() => host.exit(EXIT.interrupted), GRACE_MS).unref();
  });
  const context = { host, console, signal: controller.signal };
  try {
    const code = await dispatch(words, context);
    return controller.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (controller.signal.aborted) return EXIT.interrupted;
    console.say(`cot-lens: an error in the program itself: ${error instanceof Error ? error.stack : reasonOf(error)}`);
    return EXIT.problems;
  } finally {
    console.clear();
  }
}

async function dispatch(words: readonly string[], context: CommandContext): Promise<ExitCode> {
  const [first, ...rest] = words;
  if (first === undefined) return wrongUsage(context, ['Name a command.'], generalHelp(commands));
  if (first === '--version' || first === '-v') return print(context, `${context.host.version}\n`);
  if (first === '--help' || first === '-h' || first === 'help') return help(rest, context);
  const command = commands.find(({ id }) => id === first);
  if (command === undefined) {
    const known = commands.map(({ id }) => id).join(', ');
    return wrongUsage(context, [`There is no command "${first}". Commands: ${known}.`], SEE_HELP);
  }
  return runCommand(command, rest, context);
}

const SEE_HELP = 'cot-lens --help shows how it is used.\n';

async function runCommand(command: Command, words: readonly string[], context: CommandContext): Promise<ExitCode> {
  const options = { ...command.options, help: { type: 'boolean', short: 'h', help: '' } } as const;
  const args = readArgs(words, options);
  const see = `cot-lens ${command.id} --help shows how it is used.\n`;
  if (typeof args === 'string') return wrongUsage(context, [args], see);
  if (args.flag('help')) return print(context, commandHelp(command));
  const result = await command.run(args, context);
  return typeof result === 'number' ? result : wrongUsage(context, result.wrong, see);
}

function help(words: readonly string[], context: CommandContext): Promise<ExitCode> {
  const command = commands.find(({ id }) => id === words[0]);
  return print(context, command === undefined ? generalHelp(commands) : commandHelp(command));
}

async function print({ host, signal }: CommandContext, text: string): Promise<ExitCode> {
  const output = await openOutput(undefined, host, signal);
  if (typeof output === 'string') return EXIT.problems;
  await output.write(text);
  await output.finish();
  return EXIT.done;
}

function wrongUsage({ console }: CommandContext, wrong: readonly string[], advice: string): ExitCode {
  for (const sentence of wrong) console.say(`cot-lens: ${sentence}`);
  console.say(advice.trimEnd());
  return EXIT.usage;
}
