/** Exit codes of the command line; part of its contract. */
export const EXIT = { done: 0, problems: 1, usage: 2, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
