import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientFacts } from './client-facts.ts';
import type { CorpusDocuments } from './corpus-documents.ts';
import type { Counters } from './counters.ts';
import type { FileEfficiencies } from './file-efficiencies.ts';
import type { KeepLists } from './keep-lists.ts';
import type { RecordSummaries } from './record-summaries.ts';
import type { ServerRuntime } from './runtime.ts';
import type { SettingsStore } from './settings-store.ts';
import type { StepLabels } from './step-labels.ts';
import type { TraceDocuments } from './trace-documents.ts';

/** What every feature works with. The server keeps nothing but caches: a restart loses no one's work. */
export interface Server {
  readonly connection: Connection;
  readonly runtime: ServerRuntime;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsStore;
  readonly counters: Counters;
  readonly keepLists: KeepLists;
  readonly efficiencies: FileEfficiencies;
  readonly labels: StepLabels;
  readonly traces: TraceDocuments;
  readonly corpora: CorpusDocuments;
  readonly summaries: RecordSummaries;
  /** What the client can do; known from `initialize` on. */
  readonly client: () => ClientFacts;
  /** Tells the client about trouble that a person should know of: what failed and what still works. */
  readonly trouble: (message: string) => void;
  /** Registers what has to be done when settings or decisions change the answers for open documents. */
  readonly onRefresh: (action: () => void) => void;
}
