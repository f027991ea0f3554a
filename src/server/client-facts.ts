import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import { CLIENT_COMMANDS, type ClientCommandId } from '../protocol/commands.ts';

/** What the client can do and has, read once from its initialization. */
export interface ClientFacts {
  readonly commands: ReadonlySet<ClientCommandId>;
  /** Settings of a client that answers no `workspace/configuration`. */
  readonly settings: unknown;
  readonly answersConfiguration: boolean;
  readonly registersConfigurationChange: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesInlayHints: boolean;
  readonly resolvesActionEdits: boolean;
  readonly appliesEdits: boolean;
  /** Understands our own notifications: it named client commands, so it is a client made for this server. */
  readonly knowsUs: boolean;
}

/** Reads `initialize`; unknown or broken options count as absent. */
export function readClientFacts(params: InitializeParams): ClientFacts {
  const { capabilities } = params;
  const options: unknown = params.initializationOptions;
  const named = fieldOf(options, 'clientCommands');
  const commands = CLIENT_COMMANDS.filter((id) => Array.isArray(named) && named.includes(id));
  return {
    commands: new Set(commands),
    settings: fieldOf(options, 'settings'),
    answersConfiguration: capabilities.workspace?.configuration ?? false,
    registersConfigurationChange: capabilities.workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    refreshesLenses: capabilities.workspace?.codeLens?.refreshSupport ?? false,
    refreshesInlayHints: capabilities.workspace?.inlayHint?.refreshSupport ?? false,
    resolvesActionEdits: resolvesEdits(capabilities),
    appliesEdits: capabilities.workspace?.applyEdit ?? false,
    knowsUs: Array.isArray(named),
  };
}

function resolvesEdits(capabilities: ClientCapabilities): boolean {
  const action = capabilities.textDocument?.codeAction;
  return (action?.dataSupport ?? false) && (action?.resolveSupport?.properties.includes('edit') ?? false);
}

/** A field of a value of unknown shape, or undefined. */
export function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
