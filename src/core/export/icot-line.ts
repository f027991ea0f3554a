/** A row of the training files of stepwise internalization (arXiv 2405.14838): `question||cot #### answer`. */
export interface IcotRow {
  readonly question: string;
  /** Empty where all reasoning is removed. */
  readonly cot: string;
  readonly answer: string;
}

/** Ends of lines for any reader in Python, so that a row stays one line. */
const LINE_ENDS = /[\r\n\v\f\u0085\u2028\u2029]+/;
/** End-of-text tokens by which the trainer finds question, reasoning and answer again. */
const ENDS = /<\|endoftext\|>|<\/s>|<\|end_of_text\|>|<\|im_end\|>/;
/** A number with thousands separators, with or without a unit, and nothing that looks like a list or a point. */
const THOUSANDS = /^[^\d,()[\]{}]{0,20}\d{1,3}(?:,\d{3})+(?:\.\d+)?[^\d,()[\]{}]{0,40}$/;

/** The text on one line: line ends and the white space around them become one blank. */
export function onOneLine(text: string): string {
  return text
    .split(LINE_ENDS)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** An answer as the trainer compares it, without thousands separators; null when a comma in it means something else. */
export function withoutCommas(answer: string): string | null {
  if (!answer.includes(',')) return answer;
  return THOUSANDS.test(answer) ? answer.replaceAll(',', '') : null;
}

/** The line of a row, or why no line would be read again as that row; texts are put on one line. */
export function icotLine(row: IcotRow): { readonly line: string } | { readonly why: string } {
  const [question, cot, given] = [onOneLine(row.question), onOneLine(row.cot), onOneLine(row.answer)];
  const answer = withoutCommas(given);
  if (answer === null) return { why: 'A comma in the answer is no thousands separator, and the trainer deletes it.' };
  if ([question, cot, answer].some((text) => text.includes('||')))
    return { why: 'A text holds "||", which parts question and reasoning.' };
  if ([question, cot, answer].some((text) => text.includes('####')))
    return { why: 'A text holds "####", which parts reasoning and answer.' };
  if ([question, cot, answer].some((text) => ENDS.test(text)))
    return { why: 'A text holds an end-of-text token, by which the trainer finds the parts.' };
  const line = `${question}||${cot}${cot === '' ? '' : ' '}#### ${answer}`;
  const again = readIcotLine(line);
  if (typeof again === 'string' || again.question !== question || again.cot !== cot || again.answer !== answer)
    return { why: 'The line would be read as another question, reasoning or answer.' };
  return { line };
}

/** What the official loader makes of a line, or what it would stumble over. */
export function readIcotLine(text: string): IcotRow | string {
  const line = text.trim();
  if (line === '') return 'the line is empty, and the loader passes over it';
  const parts = line.split('||');
  if (parts.length !== 2) return `the line has ${parts.length - 1} "||" instead of 1, and the loader passes over it`;
  const [question = '', target = ''] = parts;
  const at = target.indexOf('####');
  if (at < 0) return 'there is no "####" behind "||", and the loader stops';
  if (line.indexOf('####') !== line.lastIndexOf('####')) return 'there is more than one "####"';
  const answer = target.slice(at + 4).trim();
  if (answer.includes(',')) return 'the answer has a comma, which the loader deletes';
  if (answer === '') return 'there is no answer behind "####"';
  if (question.trim() === '') return 'there is no question before "||"';
  if (ENDS.test(line)) return 'the line holds an end-of-text token, by which the trainer finds the parts';
  return { question: question.trim(), cot: target.slice(0, at).trim(), answer };
}
