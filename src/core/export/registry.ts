import { c3ot } from './exporters/c3ot.ts';
import { icot } from './exporters/icot.ts';
import { trlLanguageModeling } from './exporters/trl-language-modeling.ts';
import { trlPreference } from './exporters/trl-preference.ts';
import { trlPromptCompletion } from './exporters/trl-prompt-completion.ts';
import { trlUnpaired } from './exporters/trl-unpaired.ts';
import type { Exporter } from './types.ts';

/** All exporters: the survey's systems, later methods, general formats. */
export const exporters: readonly Exporter[] = [
  c3ot,
  icot,
  trlPromptCompletion,
  trlLanguageModeling,
  trlPreference,
  trlUnpaired,
];

/** The exporter with that id; undefined when there is none. */
export function findExporter(id: string): Exporter | undefined {
  return exporters.find((exporter) => exporter.id === id);
}
