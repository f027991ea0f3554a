import { aStarThought } from './exporters/a-star-thought.ts';
import { axolotlChat } from './exporters/axolotl-chat.ts';
import { axolotlSegments } from './exporters/axolotl-segments.ts';
import { c3ot } from './exporters/c3ot.ts';
import { ccot } from './exporters/ccot.ts';
import { chainOfDraft } from './exporters/chain-of-draft.ts';
import { cotValve } from './exporters/cot-valve.ts';
import { dast } from './exporters/dast.ts';
import { drp } from './exporters/drp.ts';
import { fcs } from './exporters/fcs.ts';
import { icot } from './exporters/icot.ts';
import { kimiDpo } from './exporters/kimi-dpo.ts';
import { kimiSft } from './exporters/kimi-sft.ts';
import { l1 } from './exporters/l1.ts';
import { llamaFactoryAlpaca } from './exporters/llama-factory-alpaca.ts';
import { llamaFactoryKto } from './exporters/llama-factory-kto.ts';
import { llamaFactoryRanking } from './exporters/llama-factory-ranking.ts';
import { llamaFactorySharegpt } from './exporters/llama-factory-sharegpt.ts';
import { o1Pruner } from './exporters/o1-pruner.ts';
import { openaiDpo } from './exporters/openai-dpo.ts';
import { openaiSft } from './exporters/openai-sft.ts';
import { pir } from './exporters/pir.ts';
import { plainText } from './exporters/plain-text.ts';
import { prmStepwise } from './exporters/prm-stepwise.ts';
import { prm800k } from './exporters/prm800k.ts';
import { skipSteps } from './exporters/skip-steps.ts';
import { stepEntropy } from './exporters/step-entropy.ts';
import { system2Distillation } from './exporters/system2-distillation.ts';
import { tokenskip } from './exporters/tokenskip.ts';
import { trlLanguageModeling } from './exporters/trl-language-modeling.ts';
import { trlPreference } from './exporters/trl-preference.ts';
import { trlPromptCompletion } from './exporters/trl-prompt-completion.ts';
import { trlUnpaired } from './exporters/trl-unpaired.ts';
import { unsloth } from './exporters/unsloth.ts';
import { verithinker } from './exporters/verithinker.ts';
import { verl } from './exporters/verl.ts';
import type { Exporter } from './types.ts';

/** All exporters: the survey's systems, later methods, general formats. */
export const exporters: readonly Exporter[] = [
  system2Distillation,
  c3ot,
  icot,
  skipSteps,
  ccot,
  cotValve,
  o1Pruner,
  kimiSft,
  kimiDpo,
  fcs,
  dast,
  tokenskip,
  stepEntropy,
  l1,
  verithinker,
  aStarThought,
  pir,
  drp,
  chainOfDraft,
  prmStepwise,
  prm800k,
  trlPromptCompletion,
  trlLanguageModeling,
  trlPreference,
  trlUnpaired,
  openaiSft,
  openaiDpo,
  llamaFactoryAlpaca,
  llamaFactorySharegpt,
  llamaFactoryRanking,
  llamaFactoryKto,
  axolotlChat,
  axolotlSegments,
  verl,
  unsloth,
  plainText,
];

/** The exporter with that id; undefined when there is none. */
export function findExporter(id: string): Exporter | undefined {
  return exporters.find((exporter) => exporter.id === id);
}
