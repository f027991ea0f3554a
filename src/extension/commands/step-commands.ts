import { commands, Uri, window } from 'vscode';
import { parseDocument } from '../../core/document/parse.ts';
import { stepHash } from '../../core/document/step-hash.ts';
import type { StepRef } from '../../protocol/commands.ts';
import { LANGUAGE_ID } from '../../protocol/names.ts';
import type { KeptSteps } from '../kept-steps.ts';
import { revealStep, stepAt } from '../steps.ts';

/** The commands that act on the step at the cursor, for the context menu and keys; the server does the edits. */
export function stepCommands(kept: KeptSteps): Readonly<Record<string, (...args: never[]) => unknown>> {
  const atCursor = (run: (step: StepRef) => unknown) => () => {
    const editor = window.activeTextEditor;
    const step =
      editor?.document.languageId === LANGUAGE_ID ? stepAt(editor.document, editor.selection.active) : undefined;
    if (step) return run(step);
    window.setStatusBarMessage('CoT Lens: put the cursor into a step of a trace first', 5000);
    return undefined;
  };
  return {
    'cotLens.step.drop': atCursor((step) => commands.executeCommand('cotLens.dropStep', step)),
    'cotLens.step.merge': atCursor((step) => commands.executeCommand('cotLens.mergeStep', step)),
    'cotLens.step.rewrite': atCursor((step) => commands.executeCommand('cotLens.rewriteStep', step)),
    'cotLens.step.keep': atCursor((step) => {
      const text = window.activeTextEditor?.document.getText() ?? '';
      const parsed = parseDocument(text);
      const span = parsed.parsedSteps[step.step]?.source;
      if (span) void kept.toggle(Uri.parse(step.uri), stepHash(parsed.reasoning.slice(span.start, span.end)));
    }),
    'cotLens.step.dropFlagged': () => {
      const document = window.activeTextEditor?.document;
      if (document?.languageId !== LANGUAGE_ID) return undefined;
      return commands.executeCommand('cotLens.dropFlagged', {
        uri: document.uri.toString(),
        version: document.version,
      });
    },
    'cotLens.keepStep': (step: StepRef & { readonly hash: string }) => kept.toggle(Uri.parse(step.uri), step.hash),
    'cotLens.goToStep': (step: StepRef) => revealStep(Uri.parse(step.uri), step.step),
  };
}
