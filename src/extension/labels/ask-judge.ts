import { window, workspace } from 'vscode';
import { findStrategy } from '../../core/compress/registry.ts';
import type { Compressed, CompressionStrategy } from '../../core/compress/types.ts';
import { type EndpointProfile, hostOf } from '../../endpoints/profile.ts';
import { type CompressServices, runStrategy } from '../commands/compress-commands.ts';
import { withSettings } from '../compress-settings.ts';
import { endpointToUse } from '../endpoint/ask.ts';
import { traceUri } from '../trace-fs/uris.ts';
import { makeVariant } from '../variants/make-variant.ts';
import type { StoredVariants } from '../variants/stored.ts';
import { activeTrace } from './session.ts';
import { JUDGE } from './suggestions.ts';

/** What asking a judge needs. */
export interface JudgeServices extends CompressServices {
  readonly stored: StoredVariants;
}

/** The strategy whose variants are suggestions. */
export function judgeStrategy(): CompressionStrategy {
  const found = findStrategy(JUDGE);
  if (!found) throw new Error(`There is no strategy ${JUDGE}.`);
  return found;
}

/**
 * Asks the endpoint to judge the steps of the active trace. What it says is stored as a variant of `step-judge`, whose labels are
 * then suggested; a judge that failed changes nothing, and says why.
 */
export async function askJudge(services: JudgeServices): Promise<void> {
  const { notify, prompts, stored } = services;
  const ref = activeTrace();
  const document = ref && (await workspace.openTextDocument(traceUri(ref)));
  if (!document) return void (await notify.info('Open a trace of a corpus first: its steps are what is judged.'));
  if (document.isDirty)
    return void (await notify.info('Save the trace first: a model judges the steps as they stand in the corpus.'));
  const profile = await endpointToUse(services, 'A judge');
  if (profile === undefined || profile === 'built-in' || !(await consents(profile))) return;
  const strategy = judgeStrategy();
  const options = await prompts.into(strategy, withSettings({}));
  const original = document.getText();
  const made = options && (await runStrategy(services, strategy, profile, document.uri, options));
  const variant = made && (await makeVariant(services, ref, original, made));
  if (!variant) return;
  const { compressed } = made.reply;
  if (compressed.plan === null) {
    await notify.warn(`The steps were not judged. ${reasonOf(compressed)} The suggestions are as they were.`);
    return;
  }
  await stored.add(ref.corpus, variant.row);
  await notify.info(`${compressed.note ?? 'The steps are judged.'} Enter accepts a suggestion.`);
}

/** Endpoints that a person agreed to in this window. */
const agreed = new Set<string>();

/** One letter asks, which a finger may hit by chance: what is sent where is asked before the first time. */
async function consents({ name, baseUrl, model }: EndpointProfile): Promise<boolean> {
  const key = JSON.stringify([name, baseUrl, model]);
  if (agreed.has(key)) return true;
  const question = `Ask ${model} to judge the steps of this trace?`;
  const detail = `Its question, steps and answer are sent to ${hostOf(baseUrl)}. This is asked once until the window is closed.`;
  if ((await window.showWarningMessage(question, { modal: true, detail }, 'Ask')) !== 'Ask') return false;
  agreed.add(key);
  return true;
}

function reasonOf({ guards }: Compressed): string {
  return guards.find(({ passed }) => !passed)?.detail ?? '';
}
