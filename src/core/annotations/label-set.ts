import { isJsonObject, type JsonValue } from '../../base/json.ts';

/** A label that a step can get. */
export interface LabelKind {
  /** Stable, kebab-case; stands in the rows. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** A set of labels, in the order of the digits that choose them (the first nine have one). */
export interface LabelSet {
  readonly labels: readonly LabelKind[];
  /** What of a settings file was not understood; the labels are those that were. */
  readonly problems: readonly string[];
}

/** The labels of compression: what is to be done with a step. They are always there, and always the first four. */
export const BUILT_IN_LABELS: readonly LabelKind[] = [
  { id: 'keep', title: 'Keep', description: 'The derivation needs the step.' },
  { id: 'skip', title: 'Skip', description: 'The step can go.' },
  { id: 'merge', title: 'Merge', description: 'The step belongs together with the one before it.' },
  { id: 'rewrite', title: 'Rewrite', description: 'The step is needed, in fewer words.' },
];

/** Where in a workspace own labels stand. */
export const LABELS_FILE = '.cot-lens/labels.json';

const MOST_LABELS = 200;
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Own labels from a settings file `{"labels": [{"id", "title"?, "description"?}]}`, behind the built-in ones. Never throws; what is
 * wrong is left out and told.
 */
export function readLabelSet(value: JsonValue | undefined): LabelSet {
  if (value === undefined) return { labels: BUILT_IN_LABELS, problems: [] };
  const listed = isJsonObject(value) ? value.labels : undefined;
  if (!Array.isArray(listed)) {
    return { labels: BUILT_IN_LABELS, problems: ['It has no list "labels", so only the built-in labels are there.'] };
  }
  const labels = new Map(BUILT_IN_LABELS.map((label) => [label.id, label]));
  const problems: string[] = [];
  for (const [index, item] of (listed as readonly JsonValue[]).slice(0, MOST_LABELS).entries()) {
    const read = readLabel(item);
    if (typeof read === 'string') problems.push(`Label ${index + 1}: ${read}`);
    else if (labels.has(read.id)) problems.push(`Label ${index + 1}: there is a label "${read.id}" already.`);
    else labels.set(read.id, read);
  }
  if (listed.length > MOST_LABELS) problems.push(`Only the first ${MOST_LABELS} labels count.`);
  return { labels: [...labels.values()], problems };
}

function readLabel(item: JsonValue): LabelKind | string {
  if (!isJsonObject(item)) return 'it is no object with an "id".';
  const { id, title, description } = item;
  if (typeof id !== 'string' || !ID.test(id)) return 'its "id" must be lower-case words joined by "-".';
  return {
    id,
    title: typeof title === 'string' && title.trim() !== '' ? title.trim() : id,
    description: typeof description === 'string' ? description : '',
  };
}
