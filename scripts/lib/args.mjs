import { parseArgs } from 'node:util';
import { Trouble } from './processes.mjs';

/**
 * Parses this script's options; an unknown option is a `Trouble` that shows the usage; `--help` prints it and exits.
 * @template {import('node:util').ParseArgsConfig['options']} T
 * @param {T} options
 * @param {string} usage
 */
export function readArgs(options, usage) {
  const argv = process.argv.slice(2);
  if (argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    throw new Trouble(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}
