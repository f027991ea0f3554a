import { type ParseArgsConfig, parseArgs } from 'node:util';

/** One option of a command, with the words that its help shows. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** What the value is called in the help, e.g. "FILE". */
  readonly value?: string;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

type RawValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/**
 * The words of a command line, taken apart. Reading a value that cannot be meant adds a sentence to `wrong` and gives the
 * fallback, so that a person hears of all mistakes at once.
 */
export class Args {
  readonly positionals: readonly string[];
  readonly wrong: string[] = [];
  readonly #values: RawValues;

  constructor(values: RawValues, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const given = this.text(name);
    if (given === undefined) return fallback;
    const found = allowed.find((each) => each === given);
    if (found === undefined) this.wrong.push(unknownId(name, given, allowed));
    return found ?? fallback;
  }

  /** Every value of a repeatable option, each of which must be allowed. */
  someOf(name: string, allowed: readonly string[]): readonly string[] {
    const given = this.texts(name).flatMap((value) => value.split(','));
    for (const each of given) if (!allowed.includes(each)) this.wrong.push(unknownId(name, each, allowed));
    return given;
  }

  /** `rule` says in words what `isRight` checks, e.g. "a number above 0 and up to 1". */
  number(name: string, rule: string, isRight: (value: number) => boolean): number | undefined {
    const given = this.text(name);
    if (given === undefined) return undefined;
    const value = given.trim() === '' ? Number.NaN : Number(given);
    if (Number.isFinite(value) && isRight(value)) return value;
    this.wrong.push(`--${name} has to be ${rule}, not "${given}".`);
    return undefined;
  }
}

/** A sentence for an id that is not on offer. */
export function unknownId(what: string, given: string, allowed: readonly string[]): string {
  return `There is no ${what} "${given}". Known: ${allowed.join(', ')}.`;
}

/** Takes the words after the command apart; a sentence when they do not fit the table. */
export function readArgs(words: readonly string[], table: OptionTable): Args | string {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type, multiple, short }] of Object.entries(table)) {
    options[name] = { type, ...(multiple ? { multiple } : {}), ...(short === undefined ? {} : { short }) };
  }
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
    return new Args(values, positionals);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The lines of a help text that describe the options. */
export function describeOptions(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, { short, value, help }]) => {
    const words = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return { words, help };
  });
  const width = Math.max(...rows.map(({ words }) => words.length));
  return rows.map(({ words, help }) => `  ${words.padEnd(width)}  ${help}`).join('\n');
}
