import { c3ot } from './exporters/c3ot.ts';
import { icot } from './exporters/icot.ts';
import { trlPromptCompletion } from './exporters/trl-prompt-completion.ts';
import type { Exporter } from './types.ts';

/** All exporters: the survey's systems, later methods, general formats. */
export const exporters: readonly Exporter[] = [c3ot, icot, trlPromptCompletion];

/** The exporter with that id; undefined when there is none. */
export function findExporter(id: string): Exporter | undefined {
  return exporters.find((exporter) => exporter.id === id);
}
