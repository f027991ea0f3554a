/** The text as a code block that nothing in the text can end. */
export function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Words for the text of a page: a mark such as <think> in them is seen, not taken for HTML. */
export function plain(words: string): string {
  return words.replaceAll(/[<*]/g, '\\$&');
}

/** The text as a code span on one line that nothing in the text can end. */
export function codeSpan(text: string): string {
  const line = text.replaceAll(/[\r\n\u2028\u2029]/g, ' ').replaceAll('|', '¦');
  const marks = '`'.repeat(longestRun(line) + 1);
  return /^`|`$|^ | $/.test(line) || line === '' ? `${marks} ${line} ${marks}` : `${marks}${line}${marks}`;
}

function longestRun(text: string): number {
  let [longest, run] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    run = text[at] === '`' ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
