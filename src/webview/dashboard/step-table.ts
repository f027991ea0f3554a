import type { DashboardState, DashboardStep } from '../../protocol/dashboard.ts';

/** Fills the table that says the same as the chart, for keyboards and screen readers. */
export function fillTable(body: HTMLTableSectionElement, state: DashboardState, reveal: (step: number) => void): void {
  let running = 0;
  const rows = state.steps.map((step) => {
    running += step.tokens;
    return row(step, running, reveal);
  });
  body.replaceChildren(...rows);
}

function row(step: DashboardStep, running: number, reveal: (step: number) => void): HTMLTableRowElement {
  const line = document.createElement('tr');
  const open = document.createElement('button');
  open.type = 'button';
  open.textContent = String(step.index + 1);
  open.setAttribute('aria-label', `Go to step ${step.index + 1}`);
  open.addEventListener('click', () => reveal(step.index));
  line.append(
    cell(open),
    cell(step.kind),
    cell(String(step.tokens), 'number'),
    cell(String(running), 'number'),
    cell(step.flagged ? step.reason || 'can go' : '', 'reason'),
    cell(step.excerpt, 'text'),
  );
  if (step.flagged) line.className = 'flagged';
  return line;
}

function cell(content: string | HTMLElement, className?: string): HTMLTableCellElement {
  const made = document.createElement('td');
  made.append(content);
  if (className) made.className = className;
  return made;
}
