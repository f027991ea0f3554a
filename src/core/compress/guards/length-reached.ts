import { targetTokens } from '../target.ts';
import { type Guard, PASSED } from './types.ts';

/** Share of the asked length by which a result may be over it: nobody can cut at a token. */
const TOLERANCE = 0.1;

/** Whether an asked length was reached. */
export const lengthReached: Guard = {
  id: 'length-reached',
  title: 'Length reached',
  summary: 'The text has no more tokens than were asked for, give or take a tenth; nothing asked is always reached.',
  required: false,
  check({ tokens, input, options }) {
    if (options === undefined || !isAsked(options.ratio, options.budgetTokens)) return PASSED;
    const target = targetTokens(input, options);
    if (tokens.after <= Math.ceil(target * (1 + TOLERANCE))) return PASSED;
    const percent = tokens.before === 0 ? 100 : Math.round((100 * tokens.after) / tokens.before);
    return {
      passed: false,
      detail: `Asked for ${target} tokens, it has ${tokens.after} (${percent} % of the source).`,
    };
  },
};

function isAsked(ratio: number | undefined, budget: number | undefined): boolean {
  return (ratio !== undefined && ratio > 0) || (budget !== undefined && budget > 0);
}
