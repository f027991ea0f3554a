import {
  CancellationError,
  commands,
  ProgressLocation,
  type QuickPickItem,
  QuickPickItemKind,
  type Uri,
  window,
  workspace,
} from 'vscode';
import { builtInStrategies, strategies } from '../../core/compress/registry.ts';
import type { VariantRow } from '../../core/model/variant.ts';
import { type TraceRef, traceName, traceUri } from '../trace-fs/uris.ts';
import { showDiff } from '../variants/diff.ts';
import { savingText } from '../variants/figures.ts';
import { makeVariant } from '../variants/make-variant.ts';
import {
  loadStored,
  type StoredVariant,
  type StoredVariants,
  storedAsVariant,
  storedVariants,
} from '../variants/stored.ts';
import type { Variant } from '../variants/variants.ts';
import { type CompressArgument, type CompressServices, targetOf } from './compress-commands.ts';

/** What comparing needs. */
export interface CompareServices extends CompressServices {
  readonly stored: StoredVariants;
}

interface VariantItem extends QuickPickItem {
  /** Makes the variant's document; absent for headings. */
  readonly variant?: () => Promise<Variant>;
}

/**
 * Lists the stored variants of a trace and what each built-in strategy would make of it, with tokens, guards and model, the
 * shortest first. One choice shows its diff, several are shown below each other.
 */
export async function compareVariants(services: CompareServices, argument: CompressArgument): Promise<void> {
  const ref = await targetOf(services.corpora, argument);
  if (!ref) return void (await services.notify.info('Open a trace or a file with traces first.'));
  const stored = await storedVariants(services.corpora, services.stored, ref);
  const made = await runBuiltIn(services, ref);
  if (!made) return;
  const items: VariantItem[] = [
    ...section(
      'Stored',
      stored.map((each) => storedItem(services, ref, each)),
    ),
    ...section('Built-in strategies', made.map(madeItem)),
  ];
  const title = `Variants of ${traceName(ref)}: choose one for its diff, several to see them together`;
  const chosen = await window.showQuickPick(items, { title, canPickMany: true, matchOnDescription: true });
  const variants = await Promise.all((chosen ?? []).flatMap(({ variant }) => (variant ? [variant()] : [])));
  await show(services, ref, variants);
}

/** Shows a stored variant in the diff; says so when its file has it no longer. */
export async function showVariant(services: CompareServices, ref: TraceRef, id: string): Promise<void> {
  const variant = await loadStored(services.corpora, services.stored, ref, id);
  if (variant) await show(services, ref, [variant]);
  else await services.notify.info('This variant stands in its file no longer.');
}

async function show(services: CompareServices, ref: TraceRef, variants: readonly Variant[]): Promise<void> {
  const shown: [Uri, Variant][] = [];
  for (const variant of variants) shown.push([await services.variants.add(variant), variant]);
  const [first] = shown;
  if (!first) return;
  if (shown.length === 1) return showDiff(...first);
  const original = traceUri(ref);
  const resources = shown.map(([uri]) => [uri, original, uri]);
  await commands.executeCommand('vscode.changes', `Variants of ${traceName(ref)}`, resources);
}

/** The shortest first, below a heading; nothing for no items. */
function section(label: string, items: readonly (VariantItem & { readonly tokens: number })[]): readonly VariantItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: QuickPickItemKind.Separator }, ...[...items].sort((a, b) => a.tokens - b.tokens)];
}

function storedItem(services: CompareServices, ref: TraceRef, stored: StoredVariant) {
  const { row, freshness } = stored;
  const notes = [
    row.time.slice(0, 16).replace('T', ' '),
    ...(row.options.editedByHand ? ['edited by hand'] : []),
    ...(freshness === 'stale' ? ['the record changed since'] : []),
    ...(row.model ? [`${row.model.name} at ${row.model.host}`] : []),
  ];
  return { ...itemOf(row, notes), variant: () => storedAsVariant(services.corpora, ref, stored) };
}

function madeItem(variant: Variant) {
  return { ...itemOf(variant.row, []), variant: async () => variant };
}

function itemOf(row: VariantRow, notes: readonly string[]) {
  const { before, after } = row.tokens;
  const broken = row.guards.filter((guard) => !guard.passed);
  const refusing = broken.filter((guard) => guard.required);
  const passed = `${row.guards.length - broken.length} of ${row.guards.length} guards passed`;
  const names = broken.map(({ title }) => title).join(', ');
  const title = strategies.find(({ id }) => id === row.strategy)?.title ?? row.strategy;
  return {
    label: `${refusing.length > 0 ? '$(error)' : broken.length > 0 ? '$(warning)' : '$(pass)'} ${title}`,
    description: `${after.toLocaleString('en')} tok · ${savingText(before === 0 ? 1 : after / before)}`,
    detail: [names === '' ? passed : `${passed}; not: ${names}`, ...notes].join(' · '),
    tokens: after,
  };
}

/** Every built-in strategy's variant; undefined when it was cancelled or the trace is gone. */
async function runBuiltIn(services: CompareServices, ref: TraceRef): Promise<readonly Variant[] | undefined> {
  const document = await workspace.openTextDocument(traceUri(ref));
  const location = ProgressLocation.Notification;
  const title = `Comparing strategies on ${traceName(ref)}`;
  try {
    return await window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
      const made: Variant[] = [];
      for (const strategy of builtInStrategies) {
        progress.report({ message: strategy.title, increment: 100 / builtInStrategies.length });
        const target = { kind: 'document', uri: document.uri.toString() } as const;
        const reply = await services.server.compress({ target, strategy: strategy.id, options: {} }, token);
        if (token.isCancellationRequested) return undefined;
        if (reply.kind === 'failed') continue;
        const variant = await makeVariant(services, ref, document.getText(), { reply, by: null, options: {} });
        if (variant && variant.row.tokens.after < variant.row.tokens.before) made.push(variant);
      }
      return made;
    });
  } catch (error) {
    if (!(error instanceof CancellationError)) await services.notify.unexpected('compare strategies', error);
    return undefined;
  }
}
