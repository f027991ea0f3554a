/**
 * Commands that lenses and quick fixes run, with their arguments. A server command is run by the language server
 * (`workspace/executeCommand`, answered by `workspace/applyEdit`; a language client registers it by itself). A client
 * command has to be registered by the editor's client, which names those it has in `clientCommands` of the
 * initialization options; the server offers no others.
 */

/** A step of an open trace document. `version` is the document version that the numbers belong to. */
export interface StepRef {
  readonly uri: string;
  readonly version: number;
  /** 0-based. */
  readonly step: number;
}

/** A record of an open corpus document. */
export interface RecordRef {
  readonly uri: string;
  /** 1-based number of the record: the line in JSON Lines, the element's place in an array. */
  readonly record: number;
  /** 0-based trace of the record; absent: the only one, or let the person choose among `traces`. */
  readonly traceIndex?: number;
}

/** What to compress: an open trace document or a record of a corpus. */
export type CompressTarget =
  | { readonly kind: 'document'; readonly uri: string }
  | ({ readonly kind: 'record' } & RecordRef);

/** Argument tuples of the commands that the server runs. */
export interface ServerCommandArguments {
  readonly 'cotLens.dropStep': readonly [StepRef];
  readonly 'cotLens.mergeStep': readonly [StepRef];
  /** Drops all flagged steps, or with `code` those flagged for that finding. */
  readonly 'cotLens.dropFlagged': readonly [{ readonly uri: string; readonly version: number; readonly code?: string }];
}

/** Argument tuples of the commands that the client runs. */
export interface ClientCommandArguments {
  readonly 'cotLens.openTrace': readonly [RecordRef];
  readonly 'cotLens.compress': readonly [CompressTarget];
  readonly 'cotLens.rewriteStep': readonly [StepRef];
  /**
   * Stores the decision to keep the step, or takes it back when it is kept already, and sends the list by
   * `cotLens/keepSteps`. `hash` is `stepHash` of its text.
   */
  readonly 'cotLens.keepStep': readonly [StepRef & { readonly hash: string }];
  /** Asks for a label of a step and stores it. */
  readonly 'cotLens.labelStep': readonly [StepRef];
  /** Moves the cursor to a step. */
  readonly 'cotLens.goToStep': readonly [StepRef];
  readonly 'cotLens.chooseReader': readonly [{ readonly uri: string }];
}

/** All commands with their argument tuples. */
export type CommandArguments = ServerCommandArguments & ClientCommandArguments;
export type ServerCommandId = keyof ServerCommandArguments;
export type ClientCommandId = keyof ClientCommandArguments;
export type CommandId = keyof CommandArguments;

/** Ids of the commands that the server runs. */
export const SERVER_COMMANDS: readonly ServerCommandId[] = [
  'cotLens.dropStep',
  'cotLens.mergeStep',
  'cotLens.dropFlagged',
];

/** Ids of the commands that a full client registers. */
export const CLIENT_COMMANDS: readonly ClientCommandId[] = [
  'cotLens.openTrace',
  'cotLens.compress',
  'cotLens.rewriteStep',
  'cotLens.keepStep',
  'cotLens.labelStep',
  'cotLens.goToStep',
  'cotLens.chooseReader',
];

/** A command as it stands in a lens or code action. */
export interface CommandCall {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** A titled call of a command; the types hold the arguments to the id. */
export function asCommand<Id extends CommandId>(
  title: string,
  command: Id,
  ...args: CommandArguments[Id]
): CommandCall {
  return { title, command, arguments: args };
}

/** A lens that only shows its title. */
export function titleOnly(title: string): CommandCall {
  return { title, command: '' };
}
