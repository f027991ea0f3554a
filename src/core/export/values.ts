import type { ExportOption, ExportValues } from './types.ts';

/** The values of all options: the given ones, read as their kinds want, else the defaults; and what is wrong with the given ones. */
export function readValues(
  options: readonly ExportOption[],
  given: Readonly<Record<string, string | number | boolean>>,
): { readonly values: ExportValues; readonly wrong: readonly string[] } {
  const values: Record<string, string | number | boolean> = {};
  const wrong: string[] = [];
  for (const option of options) {
    const own = given[option.id];
    const read = own === undefined ? option.default : readValue(option, own);
    if (read === null) wrong.push(`${option.id} has to be ${wantOf(option)}, not "${String(own)}".`);
    values[option.id] = read ?? option.default;
  }
  for (const id of Object.keys(given)) {
    if (options.some((option) => option.id === id)) continue;
    const known = options.map((option) => option.id).join(', ');
    wrong.push(`There is no option "${id}"${known === '' ? '; this exporter has none' : `; there are: ${known}`}.`);
  }
  return { values, wrong };
}

/** What a value of the option has to be, to stand behind "has to be". */
export function wantOf(option: ExportOption): string {
  switch (option.kind) {
    case 'number': {
      const { least, most } = option;
      const kind = option.whole ? 'a whole number' : 'a number';
      if (least !== undefined && most !== undefined) return `${kind} from ${least} to ${most}`;
      if (least !== undefined) return `${kind} from ${least}`;
      return most === undefined ? kind : `${kind} up to ${most}`;
    }
    case 'choice':
      return `one of ${option.choices.map(({ id }) => id).join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'text':
      return 'a text';
  }
}

function readValue(option: ExportOption, given: string | number | boolean): string | number | boolean | null {
  switch (option.kind) {
    case 'number': {
      const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
      if (typeof value !== 'number' || !Number.isFinite(value)) return null;
      if (option.whole && !Number.isInteger(value)) return null;
      return value < (option.least ?? -Infinity) || value > (option.most ?? Infinity) ? null : value;
    }
    case 'choice':
      return option.choices.some(({ id }) => id === given) ? String(given) : null;
    case 'flag':
      return given === true || given === 'true' ? true : given === false || given === 'false' ? false : null;
    case 'text':
      return String(given);
  }
}
