import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, type Frame, type Page, chromium as playwright } from 'playwright-core';
import { chromium, chromiumArgs } from '../../scripts/chromium.mjs';
import { startWorkbench, type Workbench, type WorkbenchOptions } from '../../scripts/workbench.mjs';
import { WorkbenchPage } from './page.ts';

/** How long a condition may take before it counts as not met, in ms. */
const LIMIT_MS = 45_000;

export interface DriverOptions {
  /** Folder to open. A copy of it is opened, so that tests cannot change the original. Without it an empty folder. */
  readonly folder?: string;
  /** Opens `folder` itself instead of a copy. */
  readonly inPlace?: boolean;
  /** File to open at once, relative to the folder. */
  readonly openFile?: string;
  /** User settings; a function receives the folder that is opened, for settings that hold an absolute path. */
  readonly settings?: Readonly<Record<string, unknown>> | ((folder: string) => Readonly<Record<string, unknown>>);
  readonly vsix?: readonly string[];
  readonly extensionsDir?: string;
  /** True: workspace trust works as in a user's editor, so the folder opens in Restricted Mode until it is trusted. */
  readonly trust?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Size of the window in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Folder for screenshots; `.test-results` of the project without it. */
  readonly results?: string;
}

/** A running workbench with a browser page on it: the page's helpers plus what belongs to the whole. */
export class Driver extends WorkbenchPage {
  /** The opened folder: files in it can be read and changed by a test. */
  readonly folder: string;
  readonly workbench: Workbench;
  readonly context: BrowserContext;
  readonly #end: () => Promise<void>;
  #settings: Readonly<Record<string, unknown>>;

  constructor(parts: DriverParts) {
    super(parts.context.pages()[0]!, { folder: parts.folder, results: parts.results });
    this.folder = parts.folder;
    this.workbench = parts.workbench;
    this.context = parts.context;
    this.#settings = parts.settings;
    this.#end = parts.end;
  }

  /** Loads the page and resolves when the workbench is shown and its remote side is connected. */
  async load(target: { readonly openFile?: string } = {}): Promise<void> {
    const openFile = target.openFile === undefined ? {} : { openFile: this.path(target.openFile) };
    await this.page.goto(this.workbench.address({ folder: this.folder, ...openFile }));
    await this.shown();
  }

  /** Changes user settings on top of the present ones and loads the page again. `undefined` removes a setting. */
  async setSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    this.#settings = { ...this.#settings, ...settings };
    this.workbench.writeSettings(this.#settings);
    await this.reload();
  }

  /** Ends browser and workbench and removes the copied folder. */
  async stop(): Promise<void> {
    await this.#end();
  }
}

interface DriverParts {
  readonly workbench: Workbench;
  readonly context: BrowserContext;
  readonly folder: string;
  readonly results: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly end: () => Promise<void>;
}

/**
 * Starts a workbench with a page on it. Everything that it started is ended again when a part of the start fails;
 * then the error says which part.
 */
export async function startDriver(options: DriverOptions = {}): Promise<Driver> {
  const ends: (() => unknown)[] = [];
  const end = async (): Promise<void> => {
    for (const each of ends.splice(0).reverse()) await each();
  };
  try {
    const folder = openedFolder(options, ends);
    const settings = typeof options.settings === 'function' ? options.settings(folder) : (options.settings ?? {});
    const workbench = await startWorkbench(workbenchOptions(options, settings));
    ends.push(() => workbench.stop());
    const browser = await launch();
    ends.push(() => browser.close());
    const context = await newContext(browser, workbench.url, options);
    const results = options.results ?? resolve(import.meta.dirname, '..', '..', '.test-results');
    const driver = new Driver({ workbench, context, folder, results, settings, end });
    await driver.load(options.openFile === undefined ? {} : { openFile: options.openFile });
    return driver;
  } catch (error) {
    await end();
    throw error;
  }
}

function workbenchOptions(options: DriverOptions, settings: Readonly<Record<string, unknown>>): WorkbenchOptions {
  return {
    settings,
    trust: options.trust ?? false,
    vsix: options.vsix ?? [],
    ...(options.extensionsDir === undefined ? {} : { extensionsDir: options.extensionsDir }),
    ...(options.env === undefined ? {} : { env: options.env }),
  };
}

/** The folder to open, a fresh copy unless asked otherwise. */
function openedFolder(options: DriverOptions, ends: (() => unknown)[]): string {
  if (options.inPlace && options.folder !== undefined) return resolve(options.folder);
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'cot-lens-work-')));
  ends.push(() => rmSync(parent, { recursive: true, force: true, maxRetries: 3 }));
  const folder = join(parent, 'corpus');
  if (options.folder === undefined) mkdirSync(folder);
  else cpSync(options.folder, folder, { recursive: true });
  return folder;
}

/** How many times slower the page is made by `COT_LENS_SLOW_PAGE`. */
const SLOWER = Number(process.env.COT_LENS_SLOW_PAGE ?? 1);

async function launch(): Promise<Browser> {
  return playwright.launch({ executablePath: await chromium(), args: chromiumArgs() });
}

async function newContext(browser: Browser, origin: string, options: DriverOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
  context.setDefaultTimeout(LIMIT_MS);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const page = await context.newPage();
  if (SLOWER > 1) await slowDown(context, page);
  return context;
}

/** Slows the page and its webviews down, to find tests that look before something is drawn. */
async function slowDown(context: BrowserContext, page: Page): Promise<void> {
  const slow = async (target: Page | Frame): Promise<void> => {
    // A frame that has no process of its own is slow with its page; one that has gone needs nothing.
    const session = await context.newCDPSession(target).catch(() => null);
    await session?.send('Emulation.setCPUThrottlingRate', { rate: SLOWER }).catch(() => undefined);
  };
  page.on('framenavigated', (frame) => void slow(frame));
  await slow(page);
}
