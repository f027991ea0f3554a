import { type ExecuteCommandParams, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { SERVER_COMMANDS } from '../../protocol/commands.ts';
import { fieldOf } from '../client-facts.ts';
import type { Feature } from '../feature.ts';
import { mainFinding } from '../finding-titles.ts';
import { handler } from '../handler.ts';
import type { Server } from '../server.ts';
import { editOf, type StepOperation } from '../step-operations.ts';
import type { AnalyzedTrace } from '../trace-documents.ts';

/** Runs the commands of lenses that change a document: the server makes the edit and asks the client to apply it. */
export const commands: Feature = {
  id: 'commands',
  capabilities: ({ appliesEdits }) =>
    appliesEdits ? { executeCommandProvider: { commands: [...SERVER_COMMANDS] } } : {},
  register(server) {
    server.connection.onExecuteCommand(handler(server, 'The command', null, (params) => execute(server, params)));
  },
};

async function execute(server: Server, { command, arguments: given }: ExecuteCommandParams): Promise<null> {
  const argument: unknown = given?.[0];
  const uri = fieldOf(argument, 'uri');
  const trace = typeof uri === 'string' ? await server.traces.analyzed(uri) : null;
  if (!trace) return null;
  if (fieldOf(argument, 'version') !== trace.document.version) return refuse(server);
  const action = actionOf(trace, command, argument);
  const edit = action ? editOf(trace, action.operation) : null;
  if (!action || !edit) return null;
  const result = await server.connection.workspace.applyEdit({ label: action.label, edit });
  return result.applied ? null : refuse(server);
}

function refuse(server: Server): null {
  const message = 'The trace changed in the meantime, so nothing was done. Please try again.';
  void server.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
  return null;
}

function actionOf(
  trace: AnalyzedTrace,
  command: string,
  argument: unknown,
): { readonly label: string; readonly operation: StepOperation } | null {
  const step = fieldOf(argument, 'step');
  switch (command) {
    case 'cotLens.dropStep':
      return typeof step === 'number'
        ? { label: `Drop step ${step + 1}`, operation: { kind: 'drop', steps: [step] } }
        : null;
    case 'cotLens.mergeStep':
      return typeof step === 'number' ? { label: `Merge step ${step + 1}`, operation: { kind: 'merge', step } } : null;
    case 'cotLens.dropFlagged': {
      const code = fieldOf(argument, 'code');
      const flagged = trace.analysis.steps.filter(
        (each) => each.flagged && (code === undefined || mainFinding(each)?.code === code),
      );
      return { label: 'Drop flagged steps', operation: { kind: 'drop', steps: flagged.map((each) => each.index) } };
    }
    default:
      return null;
  }
}
