import { guards } from './guards/registry.ts';
import type { GuardLevel } from './types.ts';

/** What a guard can count as. */
export const GUARD_LEVELS: readonly GuardLevel[] = ['required', 'advisory', 'off'];

/** Levels of guards as somebody wrote them; what is no guard or no level is left out, with a sentence that says so. */
export function parseGuardLevels(value: unknown): {
  readonly policy: Readonly<Record<string, GuardLevel>>;
  readonly problems: readonly string[];
} {
  if (value === undefined || value === null) return { policy: {}, problems: [] };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { policy: {}, problems: ['Levels have to be an object of guards.'] };
  }
  const problems: string[] = [];
  const policy: Record<string, GuardLevel> = {};
  for (const [id, level] of Object.entries(value)) {
    const known = GUARD_LEVELS.find((each) => each === level);
    if (!guards.some((guard) => guard.id === id)) problems.push(`There is no guard "${id}".`);
    else if (known === undefined) problems.push(`"${id}" has to be one of ${GUARD_LEVELS.join(', ')}.`);
    else if (id === 'answer-unchanged' && known !== 'required') problems.push('"answer-unchanged" is always required.');
    else policy[id] = known;
  }
  return { policy, problems };
}
