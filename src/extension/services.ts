import { type ExtensionContext, type LogOutputChannel, Uri, window } from 'vscode';
import type { AnalysisPool } from '../app/analyst.ts';
import type { TokenizerData } from '../core/tokens/types.ts';
import { BatchFailures } from './batch/failures.ts';
import { BatchTracker } from './batch/tracker.ts';
import { Corpora } from './corpora.ts';
import { Comparisons } from './dashboard/compare.ts';
import { Dashboard } from './dashboard/panel.ts';
import { PromptFolder } from './endpoint/own-prompts.ts';
import { EndpointSecrets } from './endpoint/secrets.ts';
import { ExportDocuments } from './export/documents.ts';
import type { Files } from './files.ts';
import { GroupPanels } from './groups/panel.ts';
import { KeptSteps } from './kept-steps.ts';
import { LabelDesk } from './labels/desk.ts';
import { AnnotationLogs } from './labels/logs.ts';
import { LabelSession } from './labels/session.ts';
import { LabelStatusBar } from './labels/status.ts';
import type { LanguageServer } from './language-client.ts';
import { Notifier } from './notify.ts';
import { MethodPreviewPanel } from './preview/panel.ts';
import { TellRecordSteps } from './record-steps.ts';
import { TraceStatusBar } from './status-bar.ts';
import { conflictDialog } from './trace-fs/conflict.ts';
import { PresentTraces } from './trace-fs/present.ts';
import { TraceFileSystem } from './trace-fs/provider.ts';
import { GuardedSave } from './trace-fs/save.ts';
import { Review } from './variants/review.ts';
import { loadStored, StoredVariants } from './variants/stored.ts';
import { Variants } from './variants/variants.ts';
import { Verdicts } from './variants/verdicts.ts';
import { TextCorpora } from './views/text-corpora.ts';
import { TraceTree } from './views/trace-tree.ts';
import { watchWeights } from './weights-setting.ts';

/** What the runtime gives the extension: files, and the language server for its kind of process. */
export interface Runtime {
  readonly files: Files;
  /** Data of tokenizers, for counting in this process. */
  readonly tokenizers: TokenizerData;
  /** Threads that analyse; null where there are none. */
  readonly analyses: AnalysisPool | null;
  startServer(context: ExtensionContext, log: LogOutputChannel): LanguageServer;
}

/** Everything that commands and features work with, built once and owned by the extension context. */
export function createServices(context: ExtensionContext, runtime: Runtime) {
  const log = window.createOutputChannel('CoT Lens', { log: true });
  const notify = new Notifier(log);
  const server = startServer(context, runtime, log, notify);
  const corpora = new Corpora(runtime.files, (message) => void notify.info(message));
  const present = new PresentTraces();
  const guardedSave = new GuardedSave(corpora, runtime.files, conflictDialog(present));
  const storage = context.storageUri ?? context.globalStorageUri;
  const stored = new StoredVariants(runtime.files);
  const variants = new Variants(storage, (ref, id) => loadStored(corpora, stored, ref, id));
  const verdicts = new Verdicts(variants, server);
  const toolVersion = String((context.extension.packageJSON as { version?: unknown }).version ?? '');
  const shared = { extensionUri: context.extensionUri, corpora, files: runtime.files };
  const { tokenizers, analyses } = runtime;
  const groups = new GroupPanels({ ...shared, tokenizers, analyses, toolVersion });
  const logs = new AnnotationLogs(runtime.files);
  const tree = new TraceTree(corpora, stored, logs, (uri) => groups.groupsOf(uri), new TextCorpora(runtime.files));
  const figures = { ...shared, server, notify, toolVersion, tokenizers, analyses, logs, stored };
  const desk = new LabelDesk({ extensionUri: context.extensionUri, corpora, server, stored, logs });
  const labels = new LabelSession({ corpora, logs, desk, notify, state: context.workspaceState, toolVersion });
  const services = {
    context,
    logs,
    desk,
    labels,
    log,
    notify,
    server,
    corpora,
    present,
    guardedSave,
    files: runtime.files,
    tokenizers,
    analyses,
    exports: new ExportDocuments(),
    traces: new TraceFileSystem(corpora, guardedSave.save),
    stored,
    variants,
    verdicts,
    secrets: new EndpointSecrets(context.secrets),
    prompts: new PromptFolder(Uri.joinPath(context.globalStorageUri, 'prompts'), notify),
    tree,
    batch: new BatchTracker(),
    failures: new BatchFailures(runtime.files),
    kept: new KeptSteps(context.workspaceState, server),
    dashboard: new Dashboard(figures),
    figures,
    comparisons: new Comparisons({ ...figures, tree }),
    preview: new MethodPreviewPanel({ ...shared, server, stored }),
    groups,
    statusBar: new TraceStatusBar(server, corpora),
    toolVersion,
  };
  own(services);
  return services;
}

/** Has everything that holds something disposed of with the extension. */
function own(services: Services): void {
  services.context.subscriptions.push(
    services.log,
    services.corpora,
    services.kept,
    services.dashboard,
    services.comparisons,
    services.preview,
    services.groups,
    services.statusBar,
    services.batch,
    services.verdicts,
    services.logs,
    services.desk,
    services.labels,
    new LabelStatusBar(services.labels),
    new TellRecordSteps(services.corpora, services.server),
    watchWeights(services.notify, () => void services.server.settingsChanged()),
    new Review(services.verdicts),
    {
      dispose: () => void services.server.dispose(),
    },
    {
      dispose: () => void services.analyses?.close(),
    },
  );
}

/** The language server; that it cannot start, and what troubles it, is said once. */
function startServer(
  context: ExtensionContext,
  runtime: Runtime,
  log: LogOutputChannel,
  notify: Notifier,
): LanguageServer {
  const server = runtime.startServer(context, log);
  server.started.catch((error) =>
    notify.unexpected('start its language server; traces still open, without lenses', error),
  );
  const told = new Set<string>();
  server.onStatus(({ state, message }) => {
    if (state !== 'trouble' || told.has(message)) return;
    told.add(message);
    void notify.warn(message);
  });
  return server;
}

export type Services = ReturnType<typeof createServices>;
