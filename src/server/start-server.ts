import {
  type Connection,
  DidChangeConfigurationNotification,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { passes } from '../core/analysis/registry.ts';
import { readers } from '../core/readers/registry.ts';
import { segmenters } from '../core/segment/registry.ts';
import { TOKENIZERS } from '../core/tokens/registry.ts';
import { KEEP_STEPS, RECORD_STEPS, STATUS, STEP_LABELS } from '../protocol/lsp.ts';
import { PREFIX } from '../protocol/names.ts';
import type { KnownIds } from '../protocol/settings.ts';
import { type ClientFacts, fieldOf, readClientFacts } from './client-facts.ts';
import { CorpusDocuments } from './corpus-documents.ts';
import { Counters } from './counters.ts';
import { FEATURES } from './features/registry.ts';
import { FileEfficiencies } from './file-efficiencies.ts';
import { KeepLists } from './keep-lists.ts';
import { RecordSteps, readRecordSteps, readReported } from './record-steps.ts';
import { RecordSummaries } from './record-summaries.ts';
import type { ServerRuntime } from './runtime.ts';
import type { Server } from './server.ts';
import { SettingsStore } from './settings-store.ts';
import { readStepLabels, StepLabels } from './step-labels.ts';
import { TraceDocuments } from './trace-documents.ts';

const KNOWN_IDS: KnownIds = {
  tokenizers: TOKENIZERS.map((each) => each.id),
  segmenters: segmenters.map((each) => each.id),
  passes: passes.map((each) => each.id),
  readers: readers.map((each) => each.id),
};

/** Serves trace documents and corpora over a connection, and starts listening. The runtime is all that it takes from its host. */
export function startServer(connection: Connection, runtime: ServerRuntime): void {
  const documents = new TextDocuments(TextDocument);
  const refreshes: (() => void)[] = [];
  const refresh = () => {
    for (const action of refreshes) action();
  };
  let client: ClientFacts = readClientFacts({ processId: null, rootUri: null, capabilities: {} });
  const trouble = (message: string) => {
    connection.console.warn(message);
    if (client.knowsUs) void connection.sendNotification(STATUS.method, { state: 'trouble', message });
  };
  const settings = new SettingsStore(connection, () => client, KNOWN_IDS, trouble);
  const counters = new Counters(runtime.tokenizers, trouble);
  const keepLists = new KeepLists();
  const recordSteps = new RecordSteps();
  const labels = new StepLabels();
  const efficiencies = new FileEfficiencies();
  const server: Server = {
    connection,
    runtime,
    documents,
    settings,
    counters,
    keepLists,
    efficiencies,
    labels,
    trouble,
    traces: new TraceDocuments(documents, { settings, counters, keepLists, recordSteps, efficiencies, runtime }),
    corpora: new CorpusDocuments(documents, settings),
    summaries: new RecordSummaries(counters, efficiencies, runtime),
    client: () => client,
    onRefresh: (action) => refreshes.push(action),
  };
  connection.onInitialize((params) => {
    client = readClientFacts(params);
    return { capabilities: capabilitiesFor(client), serverInfo: { name: 'cot-lens' } };
  });
  connection.onInitialized(() => {
    if (client.registersConfigurationChange) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: PREFIX });
    }
  });
  connection.onDidChangeConfiguration((change) => {
    settings.changed(change.settings);
    refresh();
  });
  keepStepsFrom(connection, keepLists, refresh);
  connection.onNotification(RECORD_STEPS.method, (params: unknown) => {
    const uri = fieldOf(params, 'uri');
    if (typeof uri !== 'string') return;
    const reported = readReported(fieldOf(params, 'reportedReasoningTokens'));
    recordSteps.set(uri, readRecordSteps(fieldOf(params, 'steps')), reported);
    refresh();
  });
  labelsFrom(connection, labels, refresh);
  for (const feature of FEATURES) feature.register(server);
  documents.listen(connection);
  connection.listen();
}

/** Takes the lists of steps that a person decided to keep. */
function keepStepsFrom(connection: Connection, keepLists: KeepLists, changed: () => void): void {
  connection.onNotification(KEEP_STEPS.method, (params: unknown) => {
    const uri = fieldOf(params, 'uri');
    const hashes = fieldOf(params, 'hashes');
    if (typeof uri !== 'string' || !Array.isArray(hashes)) return;
    keepLists.set(
      uri,
      hashes.filter((hash) => typeof hash === 'string'),
    );
    changed();
  });
}

/** Takes what people said of steps. */
function labelsFrom(connection: Connection, labels: StepLabels, changed: () => void): void {
  connection.onNotification(STEP_LABELS.method, (params: unknown) => {
    const uri = fieldOf(params, 'uri');
    if (typeof uri !== 'string') return;
    const before = labels.get(uri).labelling;
    labels.set(uri, readStepLabels(params));
    // Outline and hover are asked for anew anyway; lenses show no labels, only that somebody is labelling.
    if (labels.get(uri).labelling !== before) changed();
  });
}

function capabilitiesFor(client: ClientFacts): ServerCapabilities {
  const base: ServerCapabilities = { textDocumentSync: TextDocumentSyncKind.Incremental };
  return Object.assign(base, ...FEATURES.map((feature) => feature.capabilities?.(client) ?? {}));
}
