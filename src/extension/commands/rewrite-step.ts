import { ProgressLocation, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { findStrategy } from '../../core/compress/registry.ts';
import { rewriteStep as stepEdits } from '../../core/document/edits.ts';
import { parseDocument } from '../../core/document/parse.ts';
import type { StepRef } from '../../protocol/commands.ts';
import { withSettings } from '../compress-settings.ts';
import { type AskServices, compressThroughEndpoint, endpointToUse } from '../endpoint/ask.ts';
import type { PromptFolder } from '../endpoint/own-prompts.ts';

const STRATEGY = 'step-rewrite';

/** Rewrites one step of an open trace document through the endpoint, as an undoable edit. */
export async function rewriteStep(
  services: AskServices & { readonly prompts: PromptFolder },
  ref: StepRef,
): Promise<void> {
  const profile = await endpointToUse(services);
  if (profile === undefined) return;
  if (profile === 'built-in') {
    await services.notify.info('A single step is rewritten by a model only. Drop and Merge work without one.');
    return;
  }
  const strategy = findStrategy(STRATEGY);
  const chosen = strategy && (await services.prompts.into(strategy, withSettings({ step: ref.step })));
  if (!chosen) return;
  const options = {
    location: ProgressLocation.Notification,
    title: `Rewriting step ${ref.step + 1}`,
    cancellable: true,
  };
  await window.withProgress(options, async (progress, token) => {
    const target = { kind: 'document', uri: ref.uri } as const;
    const params = { target, strategy: STRATEGY, options: chosen };
    const done = await compressThroughEndpoint(services, profile, params, token, (message) =>
      progress.report({ message }),
    );
    if (!done) return undefined;
    const { compressed } = done.reply;
    const broken = compressed.guards.find((guard) => guard.required && !guard.passed);
    if (broken)
      return void services.notify.warn(
        `The rewritten step was refused by a guard: ${broken.title}. ${broken.detail ?? ''} The step stays as it was.`,
      );
    const action = compressed.plan?.actions[ref.step];
    if (action?.kind === 'rewrite') await apply(services, ref, action.text);
    return undefined;
  });
}

async function apply(services: AskServices, ref: StepRef, text: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(ref.uri));
  if (document.version !== ref.version) {
    await services.notify.warn(
      'The trace was edited while the model was answering, so the rewritten step was not put in. Try again.',
    );
    return;
  }
  const edit = new WorkspaceEdit();
  for (const each of stepEdits(parseDocument(document.getText()), ref.step, text)) {
    edit.replace(
      document.uri,
      new Range(document.positionAt(each.span.start), document.positionAt(each.span.end)),
      each.text,
    );
  }
  await workspace.applyEdit(edit);
}
