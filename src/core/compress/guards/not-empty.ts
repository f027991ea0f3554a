import { type Guard, PASSED } from './types.ts';

/** Whether something is left. */
export const notEmpty: Guard = {
  id: 'not-empty',
  title: 'Not empty',
  summary: 'Some reasoning is left.',
  required: true,
  check({ text, input, derivation }) {
    if (text.trim() !== '' || input.text.reasoning.trim() === '') return PASSED;
    const restore = [...derivation.required];
    return { passed: false, detail: 'Nothing of the reasoning is left.', restore };
  },
};
