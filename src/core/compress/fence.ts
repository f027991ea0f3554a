/**
 * `text` between two marker lines that occur nowhere in it, for prompts: whatever the text says, it cannot close its own
 * fence. Deterministic. `name` is a word of capitals.
 */
export function fence(
  name: string,
  text: string,
): { readonly block: string; readonly open: string; readonly close: string } {
  for (let number = 1; ; number += 1) {
    const mark = `${name}-${number}`;
    if (text.includes(mark)) continue;
    const open = `<<<${mark}`;
    const close = `${mark}>>>`;
    return { block: `${open}\n${text}\n${close}`, open, close };
  }
}
