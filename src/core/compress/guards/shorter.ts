import { type Guard, PASSED } from './types.ts';

/** Whether there is a saving at all. */
export const shorter: Guard = {
  id: 'shorter',
  title: 'Not longer',
  summary: 'The compressed reasoning has no more tokens than the source.',
  required: true,
  check({ tokens }) {
    if (tokens.after <= tokens.before) return PASSED;
    return { passed: false, detail: `It grew from ${tokens.before} to ${tokens.after} tokens.` };
  },
};
