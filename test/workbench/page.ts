import { mkdirSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

const LIMIT_MS = 45_000;
const NAME_FIRST_MS = 1_500;
const THEMES = {
  light: { id: 'Light 2026', className: 'vs' },
  dark: { id: 'Dark 2026', className: 'vs-dark' },
  'hc-black': { id: 'Dark High Contrast', className: 'hc-black' },
  'hc-light': { id: 'Light High Contrast', className: 'hc-light' },
} as const;

export type Theme = keyof typeof THEMES;

/** The classes that VS Code gives to the pieces a user sees; one place to change them for a newer version. */
export const SELECTORS = {
  workbench: '.monaco-workbench',
  editor: '.editor-instance .monaco-editor',
  lens: '.codelens-decoration',
  faded: '.view-lines .squiggly-inline-unnecessary',
  quickInput: '.quick-input-widget',
  quickRow: '.quick-input-list .monaco-list-row',
  toast: '.notifications-toasts .notification-toast',
  tab: '.tabs-container .tab',
  hover: '.monaco-hover:not(.hidden)',
  statusItem: '.statusbar-item',
  treeRow: '.pane-body .monaco-list-row',
  dialog: '.monaco-dialog-box',
} as const;

/** What a person does and sees in a workbench. Every method waits for its condition and fails with what is missing. */
export class WorkbenchPage {
  readonly page: Page;
  readonly #folder: string;
  readonly #results: string;

  constructor(page: Page, places: { readonly folder: string; readonly results: string }) {
    this.page = page;
    this.#folder = places.folder;
    this.#results = places.results;
  }

  /** Absolute path of a file named from the opened folder. */
  path(file: string): string {
    return isAbsolute(file) ? file : join(this.#folder, file);
  }

  /** Resolves when the workbench is drawn and has restored its editors and views. */
  async shown(): Promise<void> {
    await this.page.locator(SELECTORS.workbench).waitFor();
    await this.page.locator('.statusbar-item').first().waitFor();
  }

  /** Loads the page again, as Developer: Reload Window does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.shown();
  }

  /** Waits until `probe` returns something other than undefined or false; fails naming `what` and the last error. */
  async waitFor<T>(what: string, probe: () => Promise<T | undefined | false>, limitMs = LIMIT_MS): Promise<T> {
    const end = performance.now() + limitMs;
    let last = '';
    while (performance.now() < end) {
      try {
        const value = await probe();
        if (value !== undefined && value !== false) return value;
      } catch (error) {
        last = `: ${error instanceof Error ? error.message : String(error)}`;
      }
      await this.page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))');
    }
    throw new Error(`Not seen within ${limitMs} ms: ${what}${last}`);
  }

  // --- commands and quick input

  /** Runs a command by its title in the palette, as `Category: Title`. */
  async runCommand(title: string): Promise<void> {
    const row = this.#quickRows().filter({ has: this.page.locator('.label-name', { hasText: exactly(title) }) });
    await this.waitFor(`command "${title}" in the palette`, async () => {
      await this.#quickOpen('F1', `>${title}`);
      await row.first().click({ timeout: 15_000 });
      // A list that is drawn anew below the pointer takes no click: then the palette is still there.
      return this.#taken(`>${title}`);
    });
  }

  /** Whether the palette goes, or asks something else than what was typed, within a moment. */
  #taken(typed: string): Promise<boolean> {
    const left = `(() => {
      const input = document.querySelector(${JSON.stringify(`${SELECTORS.quickInput} input`)});
      return !input || input.offsetParent === null || input.value !== ${JSON.stringify(typed)};
    })()`;
    return this.page.waitForFunction(left, undefined, { timeout: 3000 }).then(
      () => true,
      () => false,
    );
  }

  /** Whether the palette offers a command now. */
  async offersCommand(title: string): Promise<boolean> {
    await this.#quickOpen('F1', `>${title}`);
    await this.#quickRows().first().waitFor();
    const names = await this.#quickRows().locator('.label-name').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return names.some((name) => name.trim() === title);
  }

  /** Chooses the entry of an open quick pick whose name contains the text, else one that contains it anywhere. */
  async quickPick(label: string): Promise<void> {
    // Rows are not drawn at once, and a detail may speak of another entry: a name that fits gets a moment to come first.
    const named = this.#quickRows().filter({ has: this.page.locator('.label-name', { hasText: label }) });
    const byName = await named
      .first()
      .waitFor({ timeout: NAME_FIRST_MS })
      .then(
        () => true,
        () => false,
      );
    const row = (byName ? named : this.#quickRows().filter({ hasText: label })).first();
    await this.#visible(row, `quick pick entry "${label}"`);
    await row.click();
  }

  /** The labels of an open quick pick, as far as they are drawn. */
  async quickPickLabels(): Promise<readonly string[]> {
    await this.#quickRows().first().waitFor();
    return this.#quickRows().locator('.label-name').allInnerTexts();
  }

  /** Answers an open input box. */
  async quickInput(text: string): Promise<void> {
    const input = this.page.locator(`${SELECTORS.quickInput} input`).first();
    await this.#visible(input, 'input box');
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file of the folder, at a line (from 1) when given, and waits for its editor. */
  async openFile(file: string, line?: number): Promise<void> {
    const path = this.path(file);
    // By the name alone: a trace that was open names its corpus in its path.
    const name = this.page.locator('.label-name', { hasText: exactly(basename(path)) });
    const row = this.#quickRows().filter({ has: name }).first();
    const typed = line === undefined ? path : `${path}:${line}`;
    await this.waitFor(`file ${path} in quick open`, async () => {
      await this.#quickOpen('ControlOrMeta+p', typed);
      await row.click({ timeout: 15_000 });
      return this.#taken(typed);
    });
    await this.waitForTab(basename(path));
    await this.activeEditor().waitFor();
  }

  // --- editors

  /** The editor that has or last had the focus. */
  activeEditor(): Locator {
    return this.page.locator(`.editor-group-container.active ${SELECTORS.editor}`).first();
  }

  /** Titles of the open tabs, in order, a dirty one with `●` before it. */
  async tabs(): Promise<readonly string[]> {
    const parts = '.monaco-icon-name-container, .monaco-icon-suffix-container';
    return this.#read<string>(
      SELECTORS.tab,
      `(tab.classList.contains('dirty') ? '●' : '') +
        [...tab.querySelectorAll('${parts}')].map((part) => part.textContent).join('').trim()`,
      'tab',
    );
  }

  /** Waits for an active tab whose title contains the text. */
  async waitForTab(title: string): Promise<void> {
    const tab = this.page.locator(`${SELECTORS.tab}.active`).filter({ hasText: title }).first();
    await this.#visible(tab, `active tab "${title}"`);
  }

  /** Puts the keyboard focus into the active editor. */
  async focusEditor(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.activeEditor().locator('.native-edit-context, textarea.inputarea').first().focus();
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('Control+g');
    await this.page.locator(`${SELECTORS.quickInput} input`).first().fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator(SELECTORS.quickInput).waitFor({ state: 'hidden' });
    await this.#visible(
      this.page.locator(SELECTORS.statusItem, { hasText: `Ln ${line}, Col` }).first(),
      `line ${line}`,
    );
  }

  /** Inserts text at the cursor of the active editor, without the editor's own completion of brackets. */
  async typeInEditor(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.insertText(text);
  }

  /** Presses keys in the active editor, such as `ControlOrMeta+z`. */
  async pressInEditor(keys: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press(keys);
  }

  /** Saves the active editor and waits until its tab is clean. */
  async save(): Promise<void> {
    await this.pressInEditor('ControlOrMeta+s');
    const dirty = this.page.locator('.editor-group-container.active .tab.active.dirty');
    await dirty.waitFor({ state: 'detached' });
  }

  /** The whole text of the active editor, by select all and copy; the selection is undone after it. */
  async editorText(): Promise<string> {
    await this.focusEditor();
    await this.page.evaluate("navigator.clipboard.writeText('')");
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('ControlOrMeta+c');
    const text = await this.waitFor('copied text', async () => {
      const copied = await this.page.evaluate('navigator.clipboard.readText()');
      return typeof copied === 'string' && copied !== '' ? copied : undefined;
    });
    await this.page.keyboard.press('ControlOrMeta+u');
    return text;
  }

  /** The lines of the active editor that are drawn, top to bottom. */
  async visibleLines(): Promise<readonly string[]> {
    return this.#topDown(`.editor-group-container.active ${SELECTORS.editor} .view-line`);
  }

  /** Texts that are drawn faded (unnecessary code), piece by piece; empty when none is. */
  async fadedTexts(): Promise<readonly string[]> {
    const texts = await this.page.locator(SELECTORS.faded).allInnerTexts();
    return texts.map((text) => text.replaceAll('\u00a0', ' ')).filter((text) => text.trim() !== '');
  }

  /** Waits for faded text that contains the given text, any when it is empty. */
  async waitForFaded(text = ''): Promise<void> {
    await this.#visible(this.page.locator(SELECTORS.faded, { hasText: text }).first(), `faded text "${text}"`);
  }

  /** Shows the hover over the first drawn occurrence of the text and returns what it says. */
  async hover(text: string): Promise<string> {
    await this.activeEditor().locator('.view-line span span', { hasText: text }).first().hover();
    const hover = this.page.locator(`${SELECTORS.editor} ${SELECTORS.hover}, body > ${SELECTORS.hover}`).first();
    await this.#visible(hover, `hover over "${text}"`);
    return hover.innerText();
  }

  /** Opens the quick fixes at the cursor and chooses the one whose title contains the text. */
  async quickFix(title: string): Promise<void> {
    const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    // After a reload the editor may ask before the providers are there, and shows a list without the fix.
    await this.waitFor(`quick fix "${title}"`, async () => {
      await this.page.keyboard.press('Escape');
      await this.pressInEditor('ControlOrMeta+.');
      return row.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    });
    await row.click();
  }

  // --- lenses

  /** Texts of the lenses that are drawn, top to bottom. */
  async lenses(): Promise<readonly string[]> {
    return (await this.#topDown(SELECTORS.lens)).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  /** Waits for a lens that contains the text. */
  async waitForLens(text: string): Promise<void> {
    await this.#visible(this.page.locator(SELECTORS.lens, { hasText: text }).first(), `lens "${text}"`);
  }

  /** Clicks the lens command that contains the text; the first one from the top. */
  async clickLens(text: string): Promise<void> {
    const command = this.page.locator(`${SELECTORS.lens} a`, { hasText: text }).first();
    await this.#visible(command, `lens "${text}"`);
    await command.click();
  }

  // --- messages, trees, status bar, webviews

  /** Texts of the messages shown now. */
  async notifications(): Promise<readonly string[]> {
    return this.page.locator(`${SELECTORS.toast} .notification-list-item-message`).allInnerTexts();
  }

  /** Waits for a message that contains the text and returns the whole of it. */
  async waitForNotification(text: string): Promise<string> {
    const message = this.page.locator(`${SELECTORS.toast} .notification-list-item-message`, { hasText: text }).first();
    await this.#visible(message, `message "${text}"`);
    return message.innerText();
  }

  /** Presses a button of the message that contains the text. */
  async answerNotification(text: string, button: string): Promise<void> {
    const toast = this.page.locator(SELECTORS.toast, { hasText: text }).first();
    await this.#visible(toast, `message "${text}"`);
    await toast.locator('.monaco-button', { hasText: button }).first().click();
  }

  /** Closes all messages. */
  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator(SELECTORS.toast).first().waitFor({ state: 'detached' });
  }

  /** Presses a button of the modal dialog shown and returns the dialog's text. */
  async answerDialog(button: string): Promise<string> {
    const dialog = this.page.locator(SELECTORS.dialog).first();
    await this.#visible(dialog, `dialog with "${button}"`);
    const text = await dialog.innerText();
    await dialog.locator('.monaco-button', { hasText: button }).first().click();
    return text;
  }

  /** The drawn rows of the trees in side bar and panel, top to bottom. */
  async treeRows(): Promise<readonly string[]> {
    return this.page.locator(SELECTORS.treeRow).allInnerTexts();
  }

  /** Clicks the first drawn tree row that contains the text. */
  async clickTreeRow(text: string): Promise<void> {
    const row = this.page.locator(SELECTORS.treeRow, { hasText: text }).first();
    await this.#visible(row, `tree row "${text}"`);
    await row.click();
  }

  /** Waits for a status bar entry that contains the text and returns it. */
  async waitForStatus(text: string): Promise<string> {
    const item = this.page.locator(SELECTORS.statusItem, { hasText: text }).first();
    await this.#visible(item, `status bar entry "${text}"`);
    return item.innerText();
  }

  /** The content of the webview in the active editor group. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').first().frameLocator('#active-frame');
  }

  // --- looks

  /** Changes the colour theme and waits until the workbench wears it. */
  async setTheme(theme: Theme): Promise<void> {
    const { id, className } = THEMES[theme];
    const row = this.#quickRows().filter({ has: this.page.locator('.label-name', { hasText: exactly(id) }) });
    // A list that is opened while the workbench is still loading stays without the themes.
    await this.waitFor(`colour theme "${id}"`, async () => {
      await this.runCommand('Preferences: Color Theme');
      await this.page.locator(`${SELECTORS.quickInput} input`).first().fill(id);
      await row.first().click({ timeout: 3000 });
      return true;
    });
    await this.page.locator(`${SELECTORS.workbench}.${className}`).waitFor();
  }

  /** Writes a picture of the page; returns its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(this.#results, { recursive: true });
    const path = join(this.#results, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Reads all elements at once: one by one they could be replaced meanwhile. `expression` is about `name`. */
  async #read<T>(selector: string, expression: string, name: string): Promise<readonly T[]> {
    const call = `[...document.querySelectorAll(${JSON.stringify(selector)})].map((${name}) => ${expression})`;
    return this.page.evaluate(call) as Promise<readonly T[]>;
  }

  async #topDown(selector: string): Promise<readonly string[]> {
    const found = await this.#read<{ readonly top: number; readonly text: string }>(
      selector,
      '({ top: each.getBoundingClientRect().y, text: each.innerText })',
      'each',
    );
    return [...found].sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u00a0', ' '));
  }

  #quickRows(): Locator {
    return this.page.locator(SELECTORS.quickRow);
  }

  /** Opens the quick input by a key and types; the key is pressed again while the workbench is not listening yet. */
  async #quickOpen(key: string, text: string): Promise<void> {
    const input = this.page.locator(`${SELECTORS.quickInput} input`).first();
    // A webview that takes the focus late closes what was opened before.
    await this.waitFor(`quick input after ${key}`, async () => {
      await this.page.keyboard.press(key);
      await input.waitFor({ state: 'visible', timeout: 1500 });
      await input.fill(text, { timeout: 1500 });
      return true;
    });
  }

  async #visible(locator: Locator, what: string): Promise<void> {
    try {
      await locator.waitFor({ state: 'visible' });
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new Error(`Not seen: ${what} (${reason})`);
    }
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}
