import type { TableJob, ToTable } from '../../protocol/table.ts';

type Job = ToTable & { readonly kind: 'job' };

/** How often a screen reader is told of hits while a filter runs, in ms. */
const SAY_MS = 2000;

/** What works on the rows: the number of rows or hits, and each job under way with its progress and a button that stops it. */
export class JobsView {
  readonly #count: HTMLElement;
  readonly #list: HTMLElement;
  readonly #cancel: (job: TableJob) => void;
  readonly #running = new Map<
    TableJob,
    { readonly whole: HTMLElement; readonly bar: HTMLProgressElement; readonly text: HTMLElement }
  >();
  #said = 0;

  constructor(count: HTMLElement, list: HTMLElement, cancel: (job: TableJob) => void) {
    this.#count = count;
    this.#list = list;
    this.#cancel = cancel;
  }

  show(job: Job): void {
    if (job.running) this.#progress(job);
    else {
      this.#running.get(job.job)?.whole.remove();
      this.#running.delete(job.job);
    }
    const isSaid = !job.running || performance.now() - this.#said > SAY_MS;
    if (job.text === '' || !isSaid || (job.running && job.job !== 'filter')) return;
    this.#said = performance.now();
    this.#count.textContent = job.text;
  }

  #progress({ job, share, text }: Job): void {
    const shown = this.#running.get(job) ?? this.#made(job);
    shown.bar.value = share;
    shown.text.textContent = text;
  }

  #made(job: TableJob): { readonly whole: HTMLElement; readonly bar: HTMLProgressElement; readonly text: HTMLElement } {
    const whole = document.createElement('span');
    whole.className = 'job';
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.setAttribute('aria-label', { filter: 'Looking for rows', sort: 'Sorting', figures: 'Analysing' }[job]);
    const text = document.createElement('span');
    text.setAttribute('aria-hidden', 'true');
    const stop = document.createElement('button');
    stop.type = 'button';
    stop.textContent = 'Stop';
    stop.setAttribute('aria-label', { filter: 'Stop looking', sort: 'Stop sorting', figures: 'Stop analysing' }[job]);
    stop.addEventListener('click', () => this.#cancel(job));
    whole.append(bar, text, stop);
    this.#list.append(whole);
    const made = { whole, bar, text };
    this.#running.set(job, made);
    return made;
  }
}
