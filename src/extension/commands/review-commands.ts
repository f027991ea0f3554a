import { Range, type Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { applyPlan } from '../../core/compress/plan.ts';
import type { Plan } from '../../core/compress/types.ts';
import { editBetween } from '../../core/document/edits.ts';
import { parseDocument } from '../../core/document/parse.ts';
import type { Notifier } from '../notify.ts';
import { stepAt } from '../steps.ts';
import { traceUri } from '../trace-fs/uris.ts';
import { renderVariant } from '../variants/render-variant.ts';
import { shownDiff } from '../variants/review.ts';
import type { Verdicts } from '../variants/verdicts.ts';

/** What reviewing needs. */
export interface ReviewServices {
  readonly verdicts: Verdicts;
  readonly notify: Notifier;
}

/**
 * Refuses the change of one step: it stands in the variant again as in the original. The step is the one at the cursor,
 * on either side of the diff. An edit of the right side, so that undo takes it back.
 */
export async function putStepBack({ verdicts, notify }: ReviewServices): Promise<void> {
  const diff = shownDiff();
  const editor = window.activeTextEditor;
  if (!diff || !editor) return void (await notify.info('Open the diff of a variant first: Compress Trace shows one.'));
  const variant = await workspace.openTextDocument(diff.variant);
  const verdict = await verdicts.of(diff.variant, variant.getText());
  const plan = verdict?.compressed.plan;
  if (!verdict || !plan) {
    await notify.info(
      'This variant is no longer made of the original’s steps. The arrow between the two sides takes a change back.',
    );
    return;
  }
  const here = stepAt(editor.document, editor.selection.active)?.step;
  const isOriginal = editor.document.uri.toString() === diff.original.toString();
  const step = here === undefined || isOriginal ? here : sourceStep(plan, here);
  if (step === undefined || plan.actions[step]?.kind === 'keep') {
    window.setStatusBarMessage('CoT Lens: the step at the cursor stands in the variant as it was', 4000);
    return;
  }
  const original = (await workspace.openTextDocument(traceUri(verdict.variant.ref))).getText();
  const actions = plan.actions.map((action, index) => (index === step ? ({ kind: 'keep' } as const) : action));
  const text = applyPlan(parseDocument(original), { actions }).text;
  await replaceText(diff.variant, renderVariant(original, { plan: { actions }, text }));
}

/** The source step (0-based) that the variant's step `place` begins with; undefined past the end. */
function sourceStep(plan: Plan, place: number): number | undefined {
  const heads = plan.actions.flatMap(({ kind }, index) => (kind === 'drop' || kind === 'merge' ? [] : [index]));
  return heads[place];
}

async function replaceText(uri: Uri, text: string): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const change = editBetween(document.getText(), text);
  if (!change) return;
  const edit = new WorkspaceEdit();
  const { start, end } = change.span;
  edit.replace(uri, new Range(document.positionAt(start), document.positionAt(end)), change.text);
  await workspace.applyEdit(edit);
}

/** Lists the guards of the variant on show; choosing one goes to the place that it names. */
export async function showGuards({ verdicts, notify }: ReviewServices): Promise<void> {
  const diff = shownDiff();
  const document = diff && (await workspace.openTextDocument(diff.variant));
  const verdict = document && (await verdicts.of(diff.variant, document.getText()));
  if (!verdict) return void (await notify.info('Open the diff of a variant first: Compress Trace shows one.'));
  const icon = (passed: boolean, required: boolean) => (passed ? '$(pass)' : required ? '$(error)' : '$(warning)');
  const items = [...verdict.compressed.guards]
    .sort((a, b) => Number(a.passed) - Number(b.passed))
    .map(({ title, id, passed, required, detail, span }) => ({
      label: `${icon(passed, required)} ${title}`,
      description: required ? id : `${id} · advisory`,
      ...(detail === undefined ? {} : { detail }),
      span,
    }));
  const title = 'Guards of This Variant';
  const chosen = await window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  const editor = window.visibleTextEditors.find((each) => each.document === document);
  if (!chosen?.span || !editor) return;
  const parsed = parseDocument(document.getText());
  const start = document.positionAt(parsed.toDocument(chosen.span.start));
  const end = document.positionAt(parsed.toDocumentEnd(chosen.span.end));
  editor.revealRange(new Range(start, end));
}
