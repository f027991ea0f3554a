/** Stock words of checks and repeats, taken out of a text so that a score cannot rest on them. */
const CUES =
  /\b(?:let'?s |let me |we (?:can |should |will )?|i (?:can |should |will )?)?(?:to )?(?:quickly |briefly |also |just |now |simply )?(?:double[- ]?check(?:ing|ed|s)?|re-?check(?:ing|ed|s)?|check(?:ing|ed|s)?|verif(?:y|ies|ied|ying|ication)|re-?verif(?:y|ying)|confirm(?:s|ed|ing|ation)?|re-?confirm(?:ing|s|ed)?|validat(?:e|es|ed|ing|ion)|ensur(?:e|es|ing)|reassur(?:e|ing|ance)|assurance|revisit(?:ing|ed)?|review(?:ing|ed)?|re-?evaluat(?:e|ing|ion)|re-?calculat(?:e|ing|ion)|re-?comput(?:e|ing)|re-?state(?:s|d)?|re-?stating|re-?iterat(?:e|es|ing)|re-?assert(?:s|ing)?|re-?affirm(?:s|ing)?|re-?examin(?:e|ing)|re-?consider(?:ing)?|re-?expand(?:ing)?|recap(?:ping)?|repeat(?:s|ed|ing|edly)?|summari[sz](?:e|ing)|summary|clarif(?:y|ying|ication)|clarity|emphasi[sz](?:e|ing)|again|once more|redundant(?:ly)?|indeed|still|actually|as (?:mentioned|stated|established|noted|shown)(?: (?:before|earlier|above|previously))?|previous(?:ly)?|earlier|already|before we (?:do that|proceed|continue|move on)|wait|alternatively|hmm|hold on|make sure|making sure|for (?:thoroughness|completeness|consistency|accuracy|certainty|clarity)|thorough(?:ly|ness)?|consistent(?:ly)?|consistency|accura(?:te|cy|tely)|correct(?:ly|ness)?|sure|certain(?:ty|ly)?|sanity|remember|recall|note|notice|insert(?:ed)? step|step)\b/gi;

/** The text with the cue words gone. */
export function maskCues(text: string): string {
  const masked = text.replace(CUES, ' ').replace(/\s+/g, ' ').trim();
  return masked === '' ? '.' : masked;
}
