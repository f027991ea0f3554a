import type { FromGroups, GroupRow, GroupsState, SampleRow } from '../../protocol/groups.ts';

const FIXED = ['Problem or sample', 'Tokens', 'Answer', 'Verdict'];
const AES_SUMMARY =
  'Accuracy-efficiency score against the baseline: share of the length that is saved, plus 3 times a relative gain in accuracy or less 5 times a loss (O1-Pruner)';
const VERDICTS = [
  ['correct', 'Right'],
  ['wrong', 'Wrong'],
  ['none', 'Take back'],
] as const;

/** The table of problems that fold out to their samples. */
export class GroupTableView {
  readonly #head: HTMLTableSectionElement;
  readonly #body: HTMLTableSectionElement;
  readonly #post: (message: FromGroups) => void;
  /** Places of problems that are folded out. */
  readonly #open = new Set<number>();

  constructor(head: HTMLTableSectionElement, body: HTMLTableSectionElement, post: (message: FromGroups) => void) {
    this.#head = head;
    this.#body = body;
    this.#post = post;
  }

  show(state: GroupsState): void {
    const columns = state.columns.filter(({ chosen }) => chosen);
    const head = document.createElement('tr');
    head.append(
      ...FIXED.map((text, index) => heading(text, index === 1 ? 'number' : '')),
      ...(state.baseline ? [heading('AES', 'number', AES_SUMMARY)] : []),
      ...columns.map(({ title, summary }) => heading(title, 'number', summary)),
    );
    this.#head.replaceChildren(head);
    // A single problem, or a page of single samples, needs no folding.
    if (state.groups.length === 1) for (const { place } of state.groups) this.#open.add(place);
    this.#body.replaceChildren(...state.groups.flatMap((group) => this.#groupRows(group, columns.length)));
  }

  #groupRows(group: GroupRow, columns: number): readonly HTMLTableRowElement[] {
    const rows = group.samples.flatMap((sample) => [
      this.#sampleRow(group, sample),
      ...sample.variants.map((variant) => variantRow(variant, group.aes !== null)),
    ]);
    const line = document.createElement('tr');
    line.className = 'group';
    const button = document.createElement('button');
    button.type = 'button';
    const fold = (): void => {
      const open = this.#open.has(group.place);
      button.setAttribute('aria-expanded', String(open));
      button.textContent = `${open ? '▾' : '▸'} ${group.question ?? 'No question'}`;
      for (const row of rows) row.hidden = !open;
    };
    button.addEventListener('click', () => {
      if (!this.#open.delete(group.place)) this.#open.add(group.place);
      fold();
    });
    fold();
    const vote = group.vote ? `${group.vote.count} of ${group.samples.length} say ${group.vote.answer}` : 'no answer';
    line.append(
      cell(button, 'question'),
      cell(Math.round(group.meanTokens).toLocaleString('en'), 'number', 'Mean tokens of the samples'),
      cell(group.reference === null ? vote : `${group.reference} (reference); ${vote}`),
      cell(
        group.graded === 0 ? `${group.samples.length} samples, none graded` : `${group.right} of ${group.graded} right`,
      ),
      ...aesCells(group),
      ...Array.from({ length: columns }, () => cell('')),
    );
    return [line, ...rows];
  }

  #sampleRow(group: GroupRow, sample: SampleRow): HTMLTableRowElement {
    const line = document.createElement('tr');
    line.className = 'sample';
    const open = document.createElement('button');
    open.type = 'button';
    open.textContent = `Line ${sample.line}${sample.isShortestRight ? ' · shortest right' : ''}`;
    open.title = `Open trace ${sample.id}`;
    open.addEventListener('click', () => this.#post({ kind: 'open', group: group.place, sample: sample.place }));
    const verdict = cell(`${wordOf(sample)} by ${sample.by}${sample.rule ? ` (${sample.rule})` : ''} `);
    verdict.append(this.#judge(group, sample));
    line.append(
      cell(open),
      cell(sample.tokens.toLocaleString('en'), 'number'),
      cell(sample.answer ?? 'none found'),
      verdict,
      ...(group.aes ? [cell('')] : []),
      ...sample.rewards.map((value) => cell(value === null ? '' : value.toFixed(3), 'number')),
    );
    if (sample.isShortestRight) line.classList.add('shortest');
    return line;
  }

  #judge(group: GroupRow, sample: SampleRow): HTMLSelectElement {
    const select = document.createElement('select');
    select.setAttribute('aria-label', `Your verdict on the sample in line ${sample.line}`);
    const first = new Option(sample.by === 'person' ? 'yours' : 'judge...', '', true, true);
    first.disabled = true;
    const offered = VERDICTS.filter(([id]) => id !== 'none' || sample.by === 'person');
    select.append(first, ...offered.map(([id, title]) => new Option(title, id)));
    select.addEventListener('change', () => {
      const chosen = VERDICTS.find(([id]) => id === select.value)?.[0];
      if (chosen) this.#post({ kind: 'judge', group: group.place, sample: sample.place, verdict: chosen });
    });
    return select;
  }
}

/** A variant below its sample: what is left of it, and nothing about right or wrong, which it has from its sample. */
function variantRow(
  { strategy, tokens, rewards }: SampleRow['variants'][number],
  hasBaseline: boolean,
): HTMLTableRowElement {
  const line = document.createElement('tr');
  line.className = 'variant';
  line.append(
    cell(`variant ${strategy}`),
    cell(tokens.toLocaleString('en'), 'number'),
    cell(''),
    cell(''),
    ...(hasBaseline ? [cell('')] : []),
    ...rewards.map((value) => cell(value === null ? '' : value.toFixed(3), 'number')),
  );
  return line;
}

/** What a problem came to against the baseline, a dash with the reason where there is nothing to say; none without a baseline. */
function aesCells({ aes }: GroupRow): readonly HTMLTableCellElement[] {
  if (!aes) return [];
  if (aes.kind === 'none') {
    const dash = cell('–', 'number', aes.why);
    dash.setAttribute('aria-label', `None. ${aes.why}`);
    return [dash];
  }
  const { score, before, after } = aes;
  const side = ({ accuracy, tokens }: typeof before) =>
    `${Math.round(100 * accuracy)} % at ${Math.round(tokens)} tokens`;
  return [cell(score.toFixed(3), 'number', `Before ${side(before)}, here ${side(after)}`)];
}

function wordOf({ verdict }: SampleRow): string {
  return verdict === 'correct' ? 'right' : verdict;
}

function heading(text: string, kind: string, title = ''): HTMLTableCellElement {
  const head = document.createElement('th');
  head.scope = 'col';
  head.textContent = text;
  head.className = kind;
  head.title = title;
  return head;
}

function cell(content: string | HTMLElement, kind = '', title = ''): HTMLTableCellElement {
  const made = document.createElement('td');
  made.append(content);
  if (kind !== '') made.className = kind;
  if (title !== '') made.title = title;
  return made;
}
