import type { PreviewControl } from '../../core/preview/types.ts';
import type { FromPreview, PreviewState, ToPreview } from '../../protocol/preview.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromPreview): void };

const api = acquireVsCodeApi();

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The preview page has no ${id}`);
  return found;
}

const title = element('title', HTMLHeadingElement);
const method = element('method', HTMLSelectElement);
const about = element('about', HTMLParagraphElement);
const controls = element('controls', HTMLDivElement);
const sentences = element('sentences', HTMLUListElement);
const open = element('open', HTMLButtonElement);
/** What the sliders were made for: they stay while that is the same, so that one can be dragged. */
let made = '';

method.addEventListener('change', () => api.postMessage({ kind: 'method', id: method.value }));
open.addEventListener('click', () => api.postMessage({ kind: 'openVariant' }));

function show(state: PreviewState): void {
  title.textContent = state.trace === null ? 'Method preview' : `Method preview: ${state.trace}`;
  method.replaceChildren(
    ...state.methods.map(({ id, title: name }) => new Option(name, id, false, id === state.method)),
  );
  about.textContent = state.methods.find(({ id }) => id === state.method)?.summary ?? '';
  const now = JSON.stringify([state.trace, state.method, state.controls.map(({ id }) => id)]);
  if (now !== made) controls.replaceChildren(...state.controls.map((control) => slider(control, state.values)));
  else for (const control of state.controls) bound(control);
  made = now;
  sentences.replaceChildren(
    ...state.sentences.map((sentence) => {
      const line = document.createElement('li');
      line.textContent = sentence;
      return line;
    }),
  );
  open.hidden = !state.hasVariant;
}

/** A slider may bound another one, such as tokens an epoch the number of epochs. */
function bound({ id, most }: PreviewControl): void {
  const range = document.getElementById(`control-${id}`);
  if (!(range instanceof HTMLInputElement)) return;
  range.max = String(most);
  const shown = range.nextElementSibling;
  if (shown instanceof HTMLOutputElement) shown.value = range.value;
}

function slider(control: PreviewControl, values: Readonly<Record<string, number>>): HTMLElement {
  const line = document.createElement('p');
  const label = document.createElement('label');
  const range = document.createElement('input');
  const shown = document.createElement('output');
  label.textContent = control.title;
  range.type = 'range';
  range.id = `control-${control.id}`;
  label.htmlFor = range.id;
  range.min = String(control.least);
  range.max = String(control.most);
  range.step = String(control.step);
  range.value = String(values[control.id] ?? control.default);
  shown.value = range.value;
  range.addEventListener('input', () => {
    shown.value = range.value;
    api.postMessage({ kind: 'value', id: control.id, value: Number(range.value) });
  });
  line.append(label, range, shown);
  return line;
}

window.addEventListener('message', (event: MessageEvent<ToPreview>) => {
  if (event.data.kind === 'state') show(event.data.state);
});
api.postMessage({ kind: 'ready' });
