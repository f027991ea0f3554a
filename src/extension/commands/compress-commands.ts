import { CancellationError, commands, ProgressLocation, TabInputTextDiff, Uri, window, workspace } from 'vscode';
import { contentHash } from '../../base/hash.ts';
import { strategies } from '../../core/compress/registry.ts';
import type { Compressed, CompressionStrategy } from '../../core/compress/types.ts';
import { parseDocument } from '../../core/document/parse.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import type { CompressTarget } from '../../protocol/commands.ts';
import type { CompressReply } from '../../protocol/lsp.ts';
import type { Corpora } from '../corpora.ts';
import { compressThroughEndpoint, endpointToUse, type MadeBy } from '../endpoint/ask.ts';
import type { EndpointSecrets } from '../endpoint/secrets.ts';
import type { LanguageServer } from '../language-client.ts';
import type { Notifier } from '../notify.ts';
import { parseTraceUri, type TraceRef, traceName, traceUri, variantUri } from '../trace-fs/uris.ts';
import type { PendingVariant, PendingVariants } from '../variants/pending.ts';
import { renderVariant } from '../variants/render-variant.ts';
import { variantRow } from '../variants/row.ts';
import { resolveTrace, type TraceArgument } from './open-commands.ts';

const FALLBACK_STRATEGY = 'safe-prune';

/** What compressing needs. */
export interface CompressServices {
  readonly corpora: Corpora;
  readonly server: LanguageServer;
  readonly secrets: EndpointSecrets;
  readonly notify: Notifier;
  readonly pending: PendingVariants;
  readonly toolVersion: string;
}

/** Compresses the trace that is meant with the given strategy, else with the one of the settings, and shows the diff. */
export async function compressTrace(
  services: CompressServices,
  argument: CompressArgument,
  strategyId?: string,
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
  const profile = strategy.needs === 'completer' ? await endpointToUse(services) : null;
  if (profile === undefined) return;
  if (profile === 'built-in') {
    await compressTrace(services, argument, FALLBACK_STRATEGY);
    return;
  }
  const made = await run(services, strategy, profile, document.uri);
  if (made) await showVariant(services, ref, strategy, document.getText(), made);
}

/** What the compress commands may be called with. */
export type CompressArgument = CompressTarget | TraceArgument;

async function targetOf(corpora: Corpora, argument: CompressArgument): Promise<TraceRef | undefined> {
  if (argument && !(argument instanceof Uri) && 'kind' in argument) {
    if (argument.kind === 'document') return parseTraceUri(Uri.parse(argument.uri)) ?? undefined;
    if (argument.kind === 'record') {
      const { uri, record, traceIndex } = argument;
      return resolveTrace(corpora, { uri, record, ...(traceIndex === undefined ? {} : { traceIndex }) });
    }
  }
  return resolveTrace(corpora, argument as TraceArgument);
}

/** Asks for a strategy; undefined when the choice was left. */
export async function pickStrategy(): Promise<string | undefined> {
  const items = strategies
    .filter((each) => each.needs === 'none' || each.scope === 'trace')
    .map((strategy) => ({
      label: strategy.title,
      description: strategy.needs === 'none' ? strategy.id : `${strategy.id} · needs an endpoint`,
      detail: strategy.summary,
      id: strategy.id,
    }));
  return (
    await window.showQuickPick(items, { title: 'Compress Trace With', matchOnDescription: true, matchOnDetail: true })
  )?.id;
}

type Made = { readonly reply: CompressReply & { kind: 'done' }; readonly by: MadeBy | null };

async function run(
  services: CompressServices,
  strategy: CompressionStrategy,
  profile: EndpointProfile | null,
  uri: Uri,
): Promise<Made | undefined> {
  const title = `${strategy.title}: ${uri.path.split('/').at(-1) ?? ''}`;
  try {
    return await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const target = { kind: 'document', uri: uri.toString() } as const;
        const params = { target, strategy: strategy.id, options: {} };
        if (profile) {
          return compressThroughEndpoint(services, profile, params, token, (message) => progress.report({ message }));
        }
        const reply = await services.server.compress(params, token);
        if (token.isCancellationRequested) return undefined;
        if (reply.kind === 'done') return { reply, by: null };
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
  const { compressed, tokenizer } = made.reply;
  if (compressed.text === parseDocument(original).reasoning) {
    void services.notify.info(
      `${strategy.title} found nothing that can go: the trace stays at ${compressed.tokens.before} tokens.`,
    );
    return;
  }
  const corpus = await services.corpora.get(ref.corpus);
  const record = await corpus.find(ref.record);
  const trace = record?.traces[ref.traceIndex];
  if (!record || !trace) {
    void services.notify.error('The record is no longer in the file. Open the trace again and compress it then.');
    return;
  }
  const row = variantRow({
    ref,
    traceId: trace.id,
    sourceHash: contentHash(record.record.text),
    compressed,
    tokenizer,
    by: made.by,
    toolVersion: services.toolVersion,
  });
  const variant: PendingVariant = { ref, row, text: renderVariant(original, compressed) };
  services.pending.add(variant);
  const right = variantUri(ref, strategy.id, row.id);
  await commands.executeCommand(
    'vscode.diff',
    traceUri(ref),
    right,
    `${traceName(ref)} ↔ ${strategy.id} (${figures(compressed)})`,
    { preview: false },
  );
  void offer(services, right, compressed);
}

/** What it came to: "1,909 → 821 tokens, −57 %". */
function figures({ tokens, ratio }: Compressed): string {
  const change = Math.round((ratio - 1) * 100);
  const signed = change > 0 ? `+${change}` : `−${Math.abs(change)}`;
  return `${tokens.before.toLocaleString('en')} → ${tokens.after.toLocaleString('en')} tokens, ${signed} %`;
}

async function offer(services: CompressServices, uri: Uri, compressed: Compressed): Promise<void> {
  const failed = compressed.guards.filter((guard) => !guard.passed);
  const details = failed.map((guard) => `${guard.title}: ${guard.detail ?? 'failed'}`).join(' ');
  if (!compressed.accepted) {
    const answer = await services.notify.warn(
      `Refused by a guard (${figures(compressed)}). ${details} The trace is unchanged; try another strategy.`,
      'Try Another',
      'Discard',
    );
    if (answer === 'Discard') await commands.executeCommand('cotLens.discardVariant', uri);
    if (answer === 'Try Another')
      await commands.executeCommand(
        'cotLens.compressWith',
        services.pending.find(uri)?.ref && traceUri(services.pending.find(uri)!.ref),
      );
    return;
  }
  const warned = failed.length > 0 ? ` Please look at: ${details}` : ' All guards passed.';
  const answer = await services.notify.info(`Compressed: ${figures(compressed)}.${warned}`, 'Accept', 'Discard');
  if (answer === 'Accept') await commands.executeCommand('cotLens.acceptVariant', uri);
  if (answer === 'Discard') await commands.executeCommand('cotLens.discardVariant', uri);
}

/** Closes the diff of a variant, whether it was accepted or discarded. */
export async function closeVariant(uri: Uri): Promise<void> {
  const open = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter((tab) => {
      return tab.input instanceof TabInputTextDiff && tab.input.modified.toString() === uri.toString();
    });
  if (open.length > 0) await window.tabGroups.close(open);
}
