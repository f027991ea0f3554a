import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic } from 'vscode-languageserver';
import { stepHash } from '../../core/document/step-hash.ts';
import type { AnalyzedStep } from '../../core/model/finding.ts';
import { asCommand, type CommandCall } from '../../protocol/commands.ts';
import { DIAGNOSTIC_SOURCE } from '../../protocol/names.ts';
import type { ClientFacts } from '../client-facts.ts';
import { stepAt } from '../convert.ts';
import { isEditable } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { counted } from '../figures.ts';
import { findingTitle, mainFinding, reasonText } from '../finding-titles.ts';
import { handler } from '../handler.ts';
import type { Server } from '../server.ts';
import { editOf, type StepOperation } from '../step-operations.ts';
import type { AnalyzedTrace } from '../trace-documents.ts';

/** What an action carries until its edit is asked for. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly operation: StepOperation;
}

/** Quick fixes on flagged steps (drop, keep, rewrite, merge, drop all) and the same as refactorings on other steps. */
export const codeActions: Feature = {
  id: 'code-actions',
  capabilities: () => ({
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite],
      resolveProvider: true,
    },
  }),
  register(server) {
    const { connection } = server;
    connection.onCodeAction(handler(server, 'The quick fixes', [], (params) => actionsFor(server, params)));
    connection.onCodeActionResolve((action, token) =>
      handler(server, 'A quick fix', action, (each: CodeAction) => resolve(server, each))(action, token),
    );
  },
};

async function actionsFor(server: Server, params: CodeActionParams): Promise<CodeAction[]> {
  const { uri } = params.textDocument;
  const trace = isEditable(uri) ? await server.traces.analyzed(uri) : null;
  if (!trace) return [];
  const client = server.client();
  const steps = stepsIn(trace, params);
  const [only, ...more] = steps;
  if (!only) return [];
  const actions =
    more.length > 0
      ? [
          edited(
            trace,
            client,
            CodeActionKind.RefactorRewrite,
            `Drop the ${steps.length} selected steps`,
            dropOf(steps),
          ),
        ]
      : stepActions(trace, client, only, params.context.diagnostics);
  const { only: kinds } = params.context;
  if (!kinds) return actions;
  return actions.filter(({ kind }) => kinds.some((each) => kind === each || kind?.startsWith(`${each}.`)));
}

function stepsIn(trace: AnalyzedTrace, { range }: CodeActionParams): readonly AnalyzedStep[] {
  const first = stepAt(trace, trace.document.offsetAt(range.start));
  const start = trace.document.offsetAt(range.start);
  const end = trace.document.offsetAt(range.end);
  return trace.analysis.steps.filter((step) => {
    const place = trace.parsed.parsedSteps[step.index]?.document;
    return step.index === first || (place !== undefined && place.start < end && place.end > start);
  });
}

function dropOf(steps: readonly AnalyzedStep[]): StepOperation {
  return { kind: 'drop', steps: steps.map((step) => step.index) };
}

/** An action with its edit, or with what is needed to make it when the client asks. */
function edited(
  trace: AnalyzedTrace,
  client: ClientFacts,
  kind: string,
  title: string,
  operation: StepOperation,
): CodeAction {
  const { uri, version } = trace.document;
  if (client.resolvesActionEdits) return { title, kind, data: { uri, version, operation } satisfies ActionData };
  const edit = editOf(trace, operation);
  return edit ? { title, kind, edit } : { title, kind };
}

function stepActions(
  trace: AnalyzedTrace,
  client: ClientFacts,
  step: AnalyzedStep,
  given: readonly Diagnostic[],
): CodeAction[] {
  const kind = step.flagged ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite;
  const number = step.index + 1;
  const reason = step.flagged ? ` (${reasonText(step)})` : '';
  const own = [
    edited(trace, client, kind, `Drop step ${number}${reason}`, dropOf([step])),
    ...commandActions(trace, client, step),
  ];
  if (step.index > 0) {
    own.push(
      edited(trace, client, kind, `Merge step ${number} into step ${step.index}`, { kind: 'merge', step: step.index }),
    );
  }
  if (!step.flagged) return own;
  const diagnostics = given.filter((diagnostic) => diagnostic.source === DIAGNOSTIC_SOURCE);
  const fixes = own.map((action) => ({ ...action, diagnostics }));
  if (fixes[0]) fixes[0] = { ...fixes[0], isPreferred: true };
  return [...fixes, ...dropAllActions(trace, client, step)];
}

/** The actions that the client carries out, as far as it has the commands. */
function commandActions(trace: AnalyzedTrace, client: ClientFacts, step: AnalyzedStep): CodeAction[] {
  const { uri, version } = trace.document;
  const ref = { uri, version, step: step.index };
  const hash = stepHash(trace.parsed.reasoning.slice(step.start, step.end));
  const number = step.index + 1;
  const kept = trace.kept.includes(step.index);
  const actions: CodeAction[] = [];
  const add = (kind: string, call: CommandCall) => {
    const command = { title: call.title, command: call.command, arguments: [...(call.arguments ?? [])] };
    actions.push({ title: call.title, kind, command });
  };
  const kind = step.flagged ? CodeActionKind.QuickFix : CodeActionKind.RefactorRewrite;
  if ((step.flagged || kept) && client.commands.has('cotLens.keepStep')) {
    const title = kept ? `Stop keeping step ${number}` : `Keep step ${number}`;
    add(CodeActionKind.QuickFix, asCommand(title, 'cotLens.keepStep', { ...ref, hash }));
  }
  if (client.commands.has('cotLens.rewriteStep')) {
    add(kind, asCommand(`Rewrite step ${number}…`, 'cotLens.rewriteStep', ref));
  }
  return actions;
}

function dropAllActions(trace: AnalyzedTrace, client: ClientFacts, step: AnalyzedStep): CodeAction[] {
  const flagged = trace.analysis.steps.filter((each) => each.flagged);
  const code = mainFinding(step)?.code;
  const alike = flagged.filter((each) => mainFinding(each)?.code === code);
  const actions: CodeAction[] = [];
  if (code !== undefined && alike.length > 1 && alike.length < flagged.length) {
    const title = `Drop all ${counted(alike.length, 'step')} flagged as ${findingTitle(code)}`;
    actions.push(edited(trace, client, CodeActionKind.QuickFix, title, dropOf(alike)));
  }
  if (flagged.length > 1) {
    const title = `Drop all ${counted(flagged.length, 'flagged step')}`;
    actions.push(edited(trace, client, CodeActionKind.QuickFix, title, dropOf(flagged)));
  }
  return actions;
}

/** Makes the edit; an action on a document that has changed since keeps none, and the editor asks anew. */
function resolve(server: Server, action: CodeAction): CodeAction {
  const data = action.data as ActionData | undefined;
  const trace = data ? server.traces.parsed(data.uri) : null;
  if (!data || !trace || trace.document.version !== data.version) return action;
  const edit = editOf(trace, data.operation);
  return edit ? { ...action, edit } : action;
}
