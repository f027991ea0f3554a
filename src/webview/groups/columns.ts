import type { ColumnRow, FromGroups } from '../../protocol/groups.ts';

/** Fills the list of reward columns: a box to choose each, and its options while it is chosen. */
export function fillColumns(
  list: HTMLElement,
  columns: readonly ColumnRow[],
  post: (message: FromGroups) => void,
): void {
  // What is typed in must not be taken away by an answer to it.
  const active = document.activeElement;
  if (active instanceof HTMLInputElement && active.type === 'number' && list.contains(active)) return;
  const chosen = columns.flatMap((column) => (column.chosen ? [column.id] : []));
  list.replaceChildren(...columns.map((column) => line(column, chosen, post)));
}

function line(column: ColumnRow, chosen: readonly string[], post: (message: FromGroups) => void): HTMLElement {
  const row = document.createElement('p');
  const label = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = column.chosen;
  box.id = `column-${column.id}`;
  box.addEventListener('change', () => {
    const ids = box.checked ? [...chosen, column.id] : chosen.filter((id) => id !== column.id);
    post({ kind: 'columns', ids });
  });
  label.append(box, ` ${column.title}`);
  label.title = column.summary;
  row.append(label);
  if (column.chosen) for (const option of column.options) row.append(optionOf(column, option, post));
  return row;
}

function optionOf(
  column: ColumnRow,
  option: ColumnRow['options'][number],
  post: (message: FromGroups) => void,
): HTMLElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'number';
  input.value = String(option.value);
  input.step = 'any';
  if (option.least !== undefined) input.min = String(option.least);
  if (option.most !== undefined) input.max = String(option.most);
  input.addEventListener('change', () => {
    if (input.checkValidity() && input.value !== '') {
      post({ kind: 'option', column: column.id, option: option.id, value: Number(input.value) });
    }
  });
  label.title = option.summary;
  label.append(`${option.title} `, input);
  label.className = 'option';
  return label;
}
