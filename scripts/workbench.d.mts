// Types of workbench.mjs for the TypeScript in test/.

export interface WorkbenchOptions {
  readonly home?: string;
  readonly extensionsDir?: string;
  readonly vsix?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trust?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: boolean;
}

export interface Workbench {
  readonly url: string;
  readonly port: number;
  readonly home: string;
  address(target: { readonly folder: string; readonly openFile?: string }): string;
  writeSettings(settings: Readonly<Record<string, unknown>>): void;
  output(): string;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export const QUIET_SETTINGS: Readonly<Record<string, unknown>>;
export function startWorkbench(options?: WorkbenchOptions): Promise<Workbench>;
export function installExtension(what: {
  readonly vsix: string;
  readonly extensionsDir: string;
  readonly home: string;
}): Promise<void>;
