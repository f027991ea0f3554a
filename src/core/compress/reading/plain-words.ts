/** "1." or "Step 3:" at the head of a line is its number, not a quantity; so is the heading's. */
const LABEL =
  /^[ \t]{0,12}(?:[#>*_(-]{1,6}[ \t]{0,4}){0,3}(?:(?:step|case|part|option|method|way|approach|scenario|possibility)[ \t]{1,3})?\(?\d{1,3}\s?[.):\]][*_]{0,2}(?=\s|$)/gim;
/** The mark of a list item. A minus sign stands at the number. */
const BULLET = /^[ \t]{0,12}[-*+•][ \t]{1,4}/gm;
/** "step 3", "equation (2)", "case 1": a name and no quantity, wherever it stands. */
const NAMED =
  /\b(?:steps?|equations?|eq\.|formulas?|cases?|parts?|options?|methods?|approach|scenarios?|possibility|lemmas?|figures?)[ \t]{0,2}\(?\d{1,3}\)?(?![\w.,]?\d|[ \t]{0,2}[-+*/=×÷^<>\\])(?: ?(?:and|&|,) ?\(?\d{1,3}\)?(?![\w.,]?\d))?/gi;
/** LaTeX tags of equations. */
const TAG = /\\tag\{[^{}]{1,10}\}/g;
/** "2 bottles/guest", "$3/ear": a rate is read as its number. */
const RATE =
  /\/ ?\\text\{[^{}]{1,30}\}|(?<=[a-z]{2}|\d)\/ ?(?!sin|cos|tan|log|ln|sqrt|pi)(?:per )?[a-z]{2,20}(?![\w(])/g;
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:one[- ]|an? |1 )?half of (?:the )?(?=[$(\\]{0,3}\d)/gi, '1/2 * '],
  [/\b(?:one[- ]|an? )?third of (?:the )?(?=[$(\\]{0,3}\d)/gi, '1/3 * '],
  [/\b(?:one[- ]|an? )?(?:quarter|fourth) of (?:the )?(?=[$(\\]{0,3}\d)/gi, '1/4 * '],
  [/\btwice (?=[$(\\]{0,3}\d)/gi, '2 * '],
  [/\bdouble (?=[$(\\]{0,3}\d)/gi, '2 * '],
  // "20% of 25", "3/5 of 80", "\frac{3}{5} of 80": a product.
  [/(?<=\d ?\\?%|\d\/\d|\d\}|\d\)|\d\} ?\\\)) of (?:the )?(?=[$(\\]{0,3}\d)/gi, ' * '],
];
/** "24 plus 6 is 30": spoken equals behind a calculation. */
const IS =
  /((?:[-+*/×÷]|\\times|\\div|\b(?:plus|minus|times|by))[ \t]{0,2}[$(\\]{0,3}\d[\d,.]{0,14}[)%]?(?: [a-z]{2,12})?),? (?:is|are|makes|gives|totals|comes to|leaves|that's|that is|would be|will be|should be)(?: (?:also|just|still|indeed|actually|then|equal to))? (?=[$(\\]{0,3}\d)/gi;
/** What follows is a new statement: "2S = 18 ⟹ S = 9". */
const IMPLIES = /\\(?:implies|Rightarrow|Longrightarrow|rightarrow|to|quad|qquad|iff)\b|[→⇒⟹⇔]|=>|->/g;

/**
 * A sentence as the readers of formulas understand it best: list marks and names with numbers left out, "20% of 25" as a
 * product, an implication as the end of a statement. Only for reading; never shown. Linear.
 */
export function plainWords(text: string): string {
  let out = text.replace(TAG, ' ').replace(LABEL, ' ').replace(NAMED, ' ').replace(IMPLIES, ' ; ');
  out = out.replace(BULLET, ' ').replace(RATE, '');
  for (const [pattern, plain] of PARTS) out = out.replace(pattern, plain);
  return out.replace(IS, '$1 = ');
}
