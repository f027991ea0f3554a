/** An element with a text and a class. */
export function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  className = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (text !== '') element.textContent = text;
  if (className !== '') element.className = className;
  return element;
}

/** A button that does something. */
export function button(text: string, run: () => void): HTMLButtonElement {
  const element = made('button', text);
  element.type = 'button';
  element.addEventListener('click', run);
  return element;
}

/** A colour of the theme. */
export function themeColour(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
}
