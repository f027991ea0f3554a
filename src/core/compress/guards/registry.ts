import { answerUnchanged } from './answer-unchanged.ts';
import { casesComplete } from './cases-complete.ts';
import { codeBlocks } from './code-blocks.ts';
import { formulas } from './formulas.ts';
import { language } from './language.ts';
import { lengthReached } from './length-reached.ts';
import { neededNumbers } from './needed-numbers.ts';
import { newFormulas } from './new-formulas.ts';
import { noNewNumbers } from './no-new-numbers.ts';
import { notEmpty } from './not-empty.ts';
import { numbersInPlace } from './numbers-in-place.ts';
import { quantitiesKnown } from './quantities-known.ts';
import { referencesClosed } from './references-closed.ts';
import { shorter } from './shorter.ts';
import { trueEquations } from './true-equations.ts';
import type { Guard } from './types.ts';

/** All guards, in the order in which their results are shown. */
export const guards: readonly Guard[] = [
  notEmpty,
  answerUnchanged,
  neededNumbers,
  noNewNumbers,
  trueEquations,
  numbersInPlace,
  casesComplete,
  codeBlocks,
  formulas,
  language,
  shorter,
  lengthReached,
  referencesClosed,
  newFormulas,
  quantitiesKnown,
];
