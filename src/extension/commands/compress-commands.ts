import { CancellationError, commands, ProgressLocation, Uri, window, workspace } from 'vscode';
import { asksModel } from '../../core/compress/asks-model.ts';
import { strategies } from '../../core/compress/registry.ts';
import type { Compressed, CompressionStrategy, CompressOptions } from '../../core/compress/types.ts';
import { parseDocument } from '../../core/document/parse.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import type { CompressTarget } from '../../protocol/commands.ts';
import { withSettings } from '../compress-settings.ts';
import type { Corpora } from '../corpora.ts';
import { compressThroughEndpoint, endpointToUse } from '../endpoint/ask.ts';
import type { PromptFolder } from '../endpoint/own-prompts.ts';
import type { EndpointSecrets } from '../endpoint/secrets.ts';
import type { LanguageServer } from '../language-client.ts';
import type { Notifier } from '../notify.ts';
import { parseTraceUri, type TraceRef, traceUri } from '../trace-fs/uris.ts';
import { showDiff } from '../variants/diff.ts';
import { changeText } from '../variants/figures.ts';
import { type Made, makeVariant } from '../variants/make-variant.ts';
import type { Variants } from '../variants/variants.ts';
import { askOptions } from './compress-options.ts';
import { resolveTrace, type TraceArgument } from './open-commands.ts';

const FALLBACK_STRATEGY = 'safe-prune';

/** What compressing needs. */
export interface CompressServices {
  readonly corpora: Corpora;
  readonly server: LanguageServer;
  readonly secrets: EndpointSecrets;
  readonly prompts: PromptFolder;
  readonly notify: Notifier;
  readonly variants: Variants;
  readonly toolVersion: string;
}

/** Compresses the trace that is meant with the given strategy, else with the one of the settings, and shows the diff. */
export async function compressTrace(
  services: CompressServices,
  argument: CompressArgument,
  strategyId?: string,
  chosen: CompressOptions = {},
): Promise<void> {
  const ref = await targetOf(services.corpora, argument);
  if (!ref) {
    await services.notify.info('Open a trace or a file with traces first, then compress it.');
    return;
  }
  const id = strategyId ?? workspace.getConfiguration('cotLens').get('compress.defaultStrategy', FALLBACK_STRATEGY);
  const strategy = strategies.find((each) => each.id === id);
  if (!strategy) {
    await services.notify.error(
      `There is no strategy "${id}". Choose one in the setting cotLens.compress.defaultStrategy.`,
    );
    return;
  }
  const document = await workspace.openTextDocument(traceUri(ref));
  const wanted = withSettings(chosen);
  const profile = asksModel(strategy, wanted) ? await endpointToUse(services) : null;
  if (profile === undefined) return;
  if (profile === 'built-in') {
    await compressTrace(services, argument, FALLBACK_STRATEGY);
    return;
  }
  const options = await services.prompts.into(strategy, wanted);
  const made = options && (await runStrategy(services, strategy, profile, document.uri, options));
  if (made) await showVariant(services, ref, strategy, document.getText(), made);
}

/** What the compress commands may be called with. */
export type CompressArgument = CompressTarget | TraceArgument;

/** The trace that a command is about; undefined when none is meant. */
export async function targetOf(corpora: Corpora, argument: CompressArgument): Promise<TraceRef | undefined> {
  if (argument && !(argument instanceof Uri) && 'kind' in argument) {
    if (argument.kind === 'document') return parseTraceUri(Uri.parse(argument.uri)) ?? undefined;
    if (argument.kind === 'record') {
      const { uri, record, traceIndex } = argument;
      return resolveTrace(corpora, { uri, record, ...(traceIndex === undefined ? {} : { traceIndex }) });
    }
  }
  return resolveTrace(corpora, argument as TraceArgument);
}

/** Asks for a strategy and for what it heeds, then compresses with it; nothing happens when the choice was left. */
export async function compressWith(services: CompressServices, argument: CompressArgument): Promise<void> {
  const strategy = await pickStrategy();
  const options = strategy && (await askOptions(strategy));
  if (options) await compressTrace(services, argument, strategy.id, options);
}

async function pickStrategy(): Promise<CompressionStrategy | undefined> {
  const items = strategies
    .filter((each) => each.needs === 'none' || each.scope === 'trace')
    .map((strategy) => ({
      label: strategy.title,
      description: strategy.needs === 'none' ? strategy.id : `${strategy.id} · needs an endpoint`,
      detail: strategy.summary,
      strategy,
    }));
  const options = { title: 'Compress Trace With', matchOnDescription: true, matchOnDetail: true };
  return (await window.showQuickPick(items, options))?.strategy;
}

/** Runs a strategy on a document with progress; undefined when it was left or failed, which was said. */
export async function runStrategy(
  services: CompressServices,
  strategy: CompressionStrategy,
  profile: EndpointProfile | null,
  uri: Uri,
  options: CompressOptions,
): Promise<Made | undefined> {
  const title = `${strategy.title}: ${uri.path.split('/').at(-1) ?? ''}`;
  try {
    return await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const target = { kind: 'document', uri: uri.toString() } as const;
        const params = { target, strategy: strategy.id, options };
        if (profile) {
          const made = await compressThroughEndpoint(services, profile, params, token, (message) =>
            progress.report({ message }),
          );
          return made && { ...made, options };
        }
        const reply = await services.server.compress(params, token);
        if (token.isCancellationRequested) return undefined;
        if (reply.kind === 'done') return { reply, by: null, options };
        void services.notify.error(reply.message);
        return undefined;
      },
    );
  } catch (error) {
    if (!(error instanceof CancellationError)) await services.notify.unexpected('compress the trace', error);
    return undefined;
  }
}

async function showVariant(
  services: CompressServices,
  ref: TraceRef,
  strategy: CompressionStrategy,
  original: string,
  made: Made,
): Promise<void> {
  const { compressed } = made.reply;
  if (compressed.text === parseDocument(original).reasoning) {
    void services.notify.info(
      `${strategy.title} found nothing that can go: the trace stays at ${compressed.tokens.before} tokens.${noteText(compressed)}`,
    );
    return;
  }
  const variant = await makeVariant(services, ref, original, made);
  if (!variant) {
    void services.notify.error('The record is no longer in the file. Open the trace again and compress it then.');
    return;
  }
  const uri = await services.variants.add(variant);
  await showDiff(uri, variant);
  void offer(services, ref, uri, compressed);
}

function noteText({ note }: Compressed): string {
  return note === undefined ? '' : ` ${note}`;
}

async function offer(services: CompressServices, ref: TraceRef, uri: Uri, compressed: Compressed): Promise<void> {
  const failed = compressed.guards.filter((guard) => !guard.passed);
  const details = failed.map((guard) => `${guard.title}: ${guard.detail ?? 'failed'}`).join(' ');
  const figures = `${changeText(compressed)}.${noteText(compressed)}`;
  if (!compressed.accepted) {
    const answer = await services.notify.warn(
      `Refused by a guard (${changeText(compressed)}). ${details}${noteText(compressed)} The trace is unchanged; mend the right side, or try another strategy.`,
      'Try Another',
      'Discard',
    );
    if (answer === 'Discard') await commands.executeCommand('cotLens.discardVariant', uri);
    if (answer === 'Try Another') await commands.executeCommand('cotLens.compressWith', traceUri(ref));
    return;
  }
  const warned = failed.length > 0 ? ` Please look at: ${details}` : ' All guards passed.';
  const answer = await services.notify.info(`Compressed: ${figures}${warned}`, 'Accept', 'Try Another', 'Discard');
  if (answer === 'Accept') await commands.executeCommand('cotLens.acceptVariant', uri);
  if (answer === 'Discard') await commands.executeCommand('cotLens.discardVariant', uri);
  if (answer === 'Try Another') await commands.executeCommand('cotLens.compressWith', traceUri(ref));
}
