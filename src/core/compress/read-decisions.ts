import { afterThinking, unfenced } from './read-reply.ts';

/** What a model said of one step. `step` is 0-based; `text` is what stood behind the label, '' when nothing did. */
export interface Decision {
  readonly step: number;
  readonly label: string;
  readonly text: string;
}

/** "[3] DELETE: ...", "Step 3 - keep", "[4-6] check": the number or two, the label and the rest of the line. */
const LINE =
  /^[ \t>*-]{0,6}(?:steps? )?\[?(\d{1,4})(?: ?[-–] ?(\d{1,4}))?\]?[*]{0,2}[ \t]{0,4}[-.:)–—]{0,2}[ \t*`]{0,4}([A-Za-z][A-Za-z-]{1,20})[*`.]{0,3}[ \t]{0,4}((?:[:(–—-].*)?)$/i;
/** Steps that one line may name at once. */
const LONGEST_RANGE = 200;

/**
 * Reads a reply with one decision a step: lines "[3] LABEL" with the text behind the label or on the lines after it, or a
 * JSON list of objects with a step number, a label and a text. Labels come in the spelling of `labels`; a line whose label
 * is not among them belongs to the text of the decision before it. The first decision on a step counts. An empty list
 * when the reply holds none. Linear.
 */
export function readDecisions(reply: string, labels: readonly string[]): readonly Decision[] {
  const said = unfenced((afterThinking(reply) ?? '').trim());
  const found = fromJson(said, labels) ?? fromLines(said, labels);
  const seen = new Set<number>();
  return found.filter(({ step }) => step >= 0 && !seen.has(step) && seen.add(step));
}

function fromLines(said: string, labels: readonly string[]): readonly Decision[] {
  const found: { first: number; last: number; label: string; lines: string[] }[] = [];
  for (const line of said.split('\n')) {
    const match = line.length > 20_000 ? null : LINE.exec(line.trimEnd());
    const label = match ? labelIn(match[3] ?? '', labels) : undefined;
    if (match && label !== undefined) {
      const first = Number(match[1]) - 1;
      const last = Math.min(match[2] === undefined ? first : Number(match[2]) - 1, first + LONGEST_RANGE);
      found.push({ first, last, label, lines: [(match[4] ?? '').replace(/^[:–—-][ \t]{0,4}/, '')] });
    } else {
      found.at(-1)?.lines.push(line);
    }
  }
  return found.flatMap(({ first, last, label, lines }) => {
    const text = lines.join('\n').trim();
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ({ step: first + i, label, text }));
  });
}

/** The decisions of a JSON list; null when the reply is no JSON list of objects. */
function fromJson(said: string, labels: readonly string[]): readonly Decision[] | null {
  const start = said.search(/[[{]\s{0,200}[{"]/);
  const end = Math.max(said.lastIndexOf(']'), said.lastIndexOf('}'));
  if (start < 0 || end < start) return null;
  const value = parsed(said.slice(start, end + 1));
  const list = Array.isArray(value) ? value : isObject(value) ? Object.values(value).find(Array.isArray) : undefined;
  if (list === undefined || !list.some(isObject)) return null;
  return list.flatMap((entry: unknown) => (isObject(entry) ? decisionOf(entry, labels) : []));
}

function decisionOf(entry: Readonly<Record<string, unknown>>, labels: readonly string[]): readonly Decision[] {
  const number = Number(entry.step ?? entry.number ?? entry.index ?? entry.id);
  const said = entry.action ?? entry.label ?? entry.decision ?? entry.verdict;
  const label = typeof said === 'string' ? labelIn(said, labels) : undefined;
  if (label === undefined || !Number.isInteger(number)) return [];
  const text = entry.text ?? entry.new ?? '';
  return [{ step: number - 1, label, text: typeof text === 'string' ? text.trim() : '' }];
}

function labelIn(said: string, labels: readonly string[]): string | undefined {
  const plain = (label: string): string => label.toLowerCase().replace(/[-_ ]/g, '');
  return labels.find((label) => plain(label) === plain(said.trim()));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
