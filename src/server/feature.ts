import type { ServerCapabilities } from 'vscode-languageserver';
import type { ClientFacts } from './client-facts.ts';
import type { Server } from './server.ts';

/** One feature of the server: what it adds to the capabilities, and how it answers. Features do not know one another. */
export interface Feature {
  readonly id: string;
  readonly capabilities?: (client: ClientFacts) => ServerCapabilities;
  readonly register: (server: Server) => void;
}
