import { workspace } from 'vscode';
import { parseGuardLevels } from '../core/compress/guard-levels.ts';
import type { CompressOptions } from '../core/compress/types.ts';
import { configuredEndpoints } from './endpoint/profiles.ts';

/**
 * The options with what the settings say of every compression: levels of guards, and whether a model answers again, which
 * counts where an endpoint is set up. Entries of the settings that are no guards are left out; the editor marks them.
 */
export function withSettings(options: CompressOptions): CompressOptions {
  const settings = workspace.getConfiguration('cotLens');
  const { policy } = parseGuardLevels(settings.get('guards'));
  const reAnswer = settings.get('compress.reAnswer', false) && configuredEndpoints().profiles.length > 0;
  return {
    ...options,
    ...(Object.keys(policy).length > 0 ? { guards: policy } : {}),
    ...(reAnswer ? { reAnswer } : {}),
  };
}
