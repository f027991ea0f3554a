import type { RewardColumn, RewardOption, RewardOptions } from './types.ts';

/** Longest piece of a person's text that a message repeats. */
const QUOTED = 40;

/**
 * Reads settings like "limit=2000, alpha=5" for a column. `options` has the values that are right; a left-out option has its
 * default. `wrong` says in one sentence each what is wrong: no assignment, an unknown or repeated name, no number, out of range.
 * An empty text sets nothing.
 */
export function readRewardOptions(
  column: Pick<RewardColumn, 'id' | 'options'>,
  text: string,
): { readonly options: RewardOptions; readonly wrong: readonly string[] } {
  const options = new Map<string, number>();
  const wrong: string[] = [];
  for (const piece of text.split(',').map((some) => some.trim())) {
    if (piece === '') continue;
    const read = readAssignment(column, piece);
    if (typeof read === 'string') wrong.push(read);
    else if (options.has(read.id)) wrong.push(`${read.id} of ${column.id} is given twice.`);
    else options.set(read.id, read.value);
  }
  return { options: Object.fromEntries(options), wrong };
}

/** What a value of the option has to be, e.g. "a number from 0 to 100". */
export function wantOfOption({ least, most }: RewardOption): string {
  if (least !== undefined && most !== undefined) return `a number from ${least} to ${most}`;
  if (least !== undefined) return `a number from ${least}`;
  return most === undefined ? 'a number' : `a number up to ${most}`;
}

function readAssignment(
  column: Pick<RewardColumn, 'id' | 'options'>,
  piece: string,
): { readonly id: string; readonly value: number } | string {
  const equals = piece.indexOf('=');
  if (equals === -1) return `"${quoted(piece)}" has to have the form option=number.`;
  const id = piece.slice(0, equals).trim();
  const given = piece.slice(equals + 1).trim();
  const option = column.options.find((some) => some.id === id);
  if (option === undefined) {
    const known = column.options.map((some) => some.id).join(', ');
    return `${column.id} has no option "${quoted(id)}"${known === '' ? '; it has none' : `; it has: ${known}`}.`;
  }
  const value = given === '' ? Number.NaN : Number(given);
  const fits = Number.isFinite(value) && value >= (option.least ?? -Infinity) && value <= (option.most ?? Infinity);
  return fits ? { id, value } : `${id} of ${column.id} has to be ${wantOfOption(option)}, not "${quoted(given)}".`;
}

function quoted(text: string): string {
  return text.length <= QUOTED ? text : `${text.slice(0, QUOTED)}…`;
}
