/** GSM8K's calculator marks: "48/2 = <<48/2=24>>24". No mark holds angle brackets or a line end. */
const MARK = /<<[^<>\n]{1,300}>>/g;

/** The marks of a text, in order; none when it has none. */
export function marksIn(text: string): readonly string[] {
  return text.match(MARK) ?? [];
}

/** The text without its marks; what stands beside them (the result) stays. */
export function withoutMarks(text: string): string {
  return text.replace(MARK, '');
}
