import { ProgressLocation, type Uri, window } from 'vscode';
import type { Estimate } from '../../app/batch/estimate.ts';
import { type ChosenRows, chosenRecords } from '../../app/table/chosen-records.ts';
import { variantsPath } from '../../app/variant-store.ts';
import { asksModel } from '../../core/compress/asks-model.ts';
import { findStrategy } from '../../core/compress/registry.ts';
import type { CompressionStrategy, CompressOptions } from '../../core/compress/types.ts';
import { estimateCost, formatMoney } from '../../endpoints/cost.ts';
import { type EndpointProfile, hostOf } from '../../endpoints/profile.ts';
import { openFailures } from '../batch/failures.ts';
import { pickCorpusStrategy, pickSelection, type Selection, wantedBy } from '../batch/plan.ts';
import { type CorpusBatch, estimateCorpus, startCorpus } from '../batch/start.ts';
import { openStores } from '../batch/stores.ts';
import { type BatchSums, NO_SUMS, sumsText, withResult } from '../batch/tracker.ts';
import { abortSignalOf, orUndefined } from '../cancel.ts';
import { withSettings } from '../compress-settings.ts';
import { endpointToUse } from '../endpoint/ask.ts';
import { withLateProgress } from '../late-progress.ts';
import type { Services } from '../services.ts';
import { askOptions } from './compress-options.ts';

const FALLBACK_STRATEGY = 'safe-prune';

/** What is asked for of a corpus; a retry and a resumed batch ask for the same. */
interface Asked {
  readonly uri: Uri;
  readonly strategy: CompressionStrategy;
  readonly options: CompressOptions;
  readonly profile: EndpointProfile | null;
  readonly selection: Selection;
  /** The records that the selection is of; all when absent. */
  readonly chosen?: ChosenRows;
}

/** What need not be asked. */
interface Preset {
  readonly chosen?: ChosenRows;
  readonly strategy?: CompressionStrategy;
}

/**
 * Asks how, shows what it takes, and compresses the traces of a corpus, or those of chosen records; what was done before is left
 * as it is.
 */
export async function compressCorpus(
  services: Services,
  uri: Uri | undefined,
  { chosen, strategy: given }: Preset = {},
): Promise<void> {
  if (!uri) {
    await services.notify.info('Open a file with traces (.jsonl) first, or choose one in the view Reasoning Traces.');
    return;
  }
  if (await isBusy(services)) return;
  const strategy = given ?? (await pickCorpusStrategy(nameOf(uri)));
  const asked = strategy && (await askOptions(strategy));
  if (!asked) return;
  const options = withSettings(asked);
  const profile = asksModel(strategy, options) ? await endpointToUse(services) : null;
  if (profile === undefined) return;
  const fallback = findStrategy(FALLBACK_STRATEGY);
  const instead = profile === 'built-in' && fallback ? { strategy: fallback, options: {}, profile: null } : null;
  const selection: Selection | undefined = chosen
    ? { kind: 'all' }
    : await pickSelection(strategy, (await openFailures(services.files, uri)).length);
  if (!selection) return;
  const withPrompts = instead ? options : await services.prompts.into(strategy, options);
  if (!withPrompts) return;
  const plain = { strategy, options: withPrompts, profile: profile === 'built-in' ? null : profile };
  await compressAsAsked(services, {
    uri,
    selection,
    ...(chosen ? { chosen } : {}),
    ...(instead ?? plain),
  });
}

/** One batch at a time: true, and said so, while one is running. */
async function isBusy({ batch, notify }: Services): Promise<boolean> {
  if (batch.running === undefined) return false;
  await notify.info(
    `${batch.running} is being compressed. Wait for it or cancel it in its notification; the status bar pauses it.`,
  );
  return true;
}

async function compressAsAsked(services: Services, asked: Asked): Promise<void> {
  const batch = await prepare(services, asked);
  const estimate = await withLateProgress(`Looking through ${nameOf(asked.uri)}`, (signal) =>
    estimateCorpus(batch, signal),
  );
  if (!estimate) return;
  if (estimate.left === 0) {
    const why = estimate.traces === 0 ? 'holds no such trace' : 'has nothing left to do';
    await tellNothingLeft(services, asked, `${nameOf(asked.uri)} ${why}: ${countsText(estimate)}.`, estimate);
    return;
  }
  // Another batch may have been started while this one was being put together.
  if (!(await consents(asked, estimate)) || (await isBusy(services))) return;
  await runToEnd(services, asked, batch, estimate);
}

async function prepare(services: Services, asked: Asked): Promise<CorpusBatch> {
  const { uri, strategy, options, profile, selection, chosen } = asked;
  const { corpora, files, server, secrets, toolVersion } = services;
  const { corpus } = await corpora.get(uri);
  const { variants, journal } = await openStores(files, uri);
  return {
    uri,
    corpus: chosen ? chosenRecords(corpus, chosen) : corpus,
    strategy,
    options,
    profile,
    key: profile ? await secrets.get(profile) : undefined,
    wanted: wantedBy(selection, strategy, { corpus: uri, server, variants, journal }),
    retryFailed: selection.kind === 'failed',
    variants,
    journal,
    server,
    toolVersion,
  };
}

async function tellNothingLeft(services: Services, asked: Asked, message: string, { failed }: Estimate): Promise<void> {
  const buttons = failed > 0 ? (['Show Failures', 'Retry Failed'] as const) : [];
  await followUp(services, asked, await services.notify.info(message, ...buttons));
}

/** The modal question before anything is sent or stored. */
async function consents({ uri, strategy, profile }: Asked, estimate: Estimate): Promise<boolean> {
  const { left, questions, inputTokens, outputTokens, counted } = estimate;
  const detail = [
    `${countsText(estimate)}. Variants are stored in ${nameOf(uri.with({ path: variantsPath(uri.path) }))} beside the corpus; the corpus itself stays as it is.`,
    ...(profile
      ? [
          `Sent to ${hostOf(profile.baseUrl)}, model ${profile.model}: at least ${figure(questions)} questions with the traces' text, about ${figure(inputTokens)} tokens; about ${figure(outputTokens)} come back.${counted < left ? ` Scaled up from ${figure(counted)} traces.` : ''}`,
          costText(profile, estimate),
          'Every reply is kept on the disk first: a stop loses nothing that was paid for, and running it again goes on.',
        ]
      : ['Nothing leaves this machine.']),
  ].join('\n\n');
  const button = 'Compress';
  const question = `Compress ${figure(left)} ${left === 1 ? 'trace' : 'traces'} of ${nameOf(uri)} with "${strategy.title}"?`;
  // Only what costs or leaves the machine is a warning.
  const show = profile ? window.showWarningMessage : window.showInformationMessage;
  return (await show(question, { modal: true, detail }, button)) === button;
}

/** What so many tokens cost there, as a sentence for the question before. */
export function costText(
  { prices, spendLimit }: EndpointProfile,
  estimate: Pick<Estimate, 'inputTokens' | 'outputTokens'>,
): string {
  if (!prices) return 'This endpoint has no prices in the settings, so no cost can be given.';
  const cost = formatMoney(estimateCost(estimate, prices), prices.currency);
  const limit = spendLimit === undefined ? '' : ` It stops at ${formatMoney(spendLimit, prices.currency)}.`;
  return `About ${cost}; this is an estimate.${limit}`;
}

function countsText({ traces, finished, failed, left }: Estimate): string {
  const parts = [
    `${figure(traces)} traces chosen`,
    ...(finished > 0 ? [`${figure(finished)} finished before`] : []),
    ...(failed > 0 ? [`${figure(failed)} failed before and are left alone`] : []),
    `${figure(left)} to do`,
  ];
  return parts.join(', ');
}

async function runToEnd(services: Services, asked: Asked, batch: CorpusBatch, estimate: Estimate): Promise<void> {
  const name = nameOf(asked.uri);
  const currency = asked.profile?.prices?.currency;
  let sums = NO_SUMS;
  let stopped: string | null = null;
  const ended = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Compressing ${name}`, cancellable: true },
    async (progress, token) => {
      const done = await orUndefined(abortSignalOf(token), async (signal) => {
        const running = startCorpus(batch, signal);
        services.batch.begin(running, name, estimate.traces);
        for await (const result of running.results) {
          sums = withResult(sums, result);
          services.batch.moved(sums.done);
          progress.report({
            message: `${figure(sums.done)} of ${figure(estimate.traces)}: ${sumsText(sums, currency)}`,
            increment: 100 / Math.max(1, estimate.traces),
          });
        }
        stopped = running.stopped;
        return true;
      }).finally(() => services.batch.end());
      return done ?? false;
    },
  );
  await tellEnd(services, asked, { sums, ended, stopped, all: estimate.traces });
}

async function tellEnd(
  services: Services,
  asked: Asked,
  end: { readonly sums: BatchSums; readonly ended: boolean; readonly stopped: string | null; readonly all: number },
): Promise<void> {
  const { sums, ended, stopped, all } = end;
  const text = sumsText(sums, asked.profile?.prices?.currency);
  const place = `${figure(sums.done)} of ${figure(all)} traces of ${nameOf(asked.uri)}`;
  const failed = sums.failed > 0 ? (['Show Failures', 'Retry Failed'] as const) : [];
  if (!ended || stopped !== null) {
    const why = stopped === null ? 'Stopped' : `Stopped: ${stopped} It was`;
    const message = `${why} after ${place}: ${text}. Going on asks for nothing twice.`;
    await followUp(services, asked, await services.notify.warn(message, 'Go On', ...failed));
    return;
  }
  const saved = sums.before > 0 ? ` Reasoning: ${figure(sums.before)} → ${figure(sums.after)} tokens.` : '';
  const message = `Compressed ${place}: ${text}.${saved}`;
  const answer =
    failed.length > 0
      ? await services.notify.warn(message, ...failed)
      : await services.notify.info(message, 'Open Variants');
  await followUp(services, asked, answer);
}

async function followUp(services: Services, asked: Asked, answer: string | undefined): Promise<void> {
  const { uri } = asked;
  if (answer === 'Show Failures') await services.failures.show(uri);
  if (answer === 'Retry Failed') await compressAsAsked(services, { ...asked, selection: { kind: 'failed' } });
  if (answer === 'Go On') await compressAsAsked(services, asked);
  if (answer === 'Open Variants') await window.showTextDocument(uri.with({ path: variantsPath(uri.path) }));
}

function nameOf(uri: Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}

function figure(value: number): string {
  return value.toLocaleString('en');
}
