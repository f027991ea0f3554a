import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startModelServer } from '../helpers/model-server.ts';
import type { DriverOptions } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { compressWith, type EndToEndTest, fresh, openTrace } from './support/screen.ts';

export const options: DriverOptions = { trust: true };

const FILE = 'strange.jsonl';
const REWRITE = 'rewrite';

/** A server that a workspace's own settings name; as long as the workspace is not trusted nothing may reach it. */
const server = await startModelServer([{ kind: 'reply', text: PAINT_STEPS.slice(0, 2).join('\n\n') }]);

export const tests: readonly EndToEndTest[] = [
  {
    name: 'in Restricted Mode traces open with lenses and fading',
    run: async (driver) => {
      const dialog = driver.page.locator(SELECTORS.dialog, { hasText: /trust/i }).first();
      await driver.waitFor('the question of trust or the mode', async () => {
        if (await dialog.isVisible())
          await dialog
            .locator('.monaco-button', { hasText: /No|Don't/ })
            .first()
            .click();
        return driver.page.locator(SELECTORS.statusItem, { hasText: 'Restricted Mode' }).first().isVisible();
      });
      mkdirSync(driver.path('.vscode'), { recursive: true });
      const own = { name: 'Stranger', baseUrl: server.url, model: 'x' };
      const settings = {
        'cotLens.endpoints': [own],
        'cotLens.activeEndpoint': 'Stranger',
        'cotLens.tokenizerFile': 'tokenizer.json',
      };
      const tokenizer = join(import.meta.dirname, '../fixtures/tokenizers/tiny-bpe/tokenizer.json');
      copyFileSync(tokenizer, driver.path('tokenizer.json'));
      writeFileSync(driver.path('.vscode/settings.json'), JSON.stringify(settings));
      writeLines(driver, FILE, [paintRecord()]);
      await driver.reload();
      await openTrace(driver, FILE);
      await driver.waitForFaded('The first wall');
      // The tokenizer of the stranger's workspace does not count.
      await driver.waitForStatus('skippable · o200k_base');
    },
  },

  fresh('built-in compression works', async (driver) => {
    await openTrace(driver, FILE);
    await driver.runCommand('CoT Lens: Compress Trace');
    await driver.waitForNotification('Compressed: ');
    await driver.waitForTab('strange-1 ↔ safe-prune');
  }),

  fresh('export works', async (driver) => {
    await driver.openFile(FILE, 1);
    await driver.waitForLens('reader:');
    await driver.runCommand('CoT Lens: Export...');
    const pages = [
      ['Exporter', 'TRL prompt-completion'],
      ['Reasoning', 'Originals'],
      ['Which Traces', 'All traces'],
      ['Split', 'All in train'],
      ['Options', 'all as published'],
      ['Folder', 'strange-trl-prompt-completion'],
      ['Preview', 'Export 1 trace to'],
    ] as const;
    for (const [title, choice] of pages) {
      await driver.page.locator(SELECTORS.quickInput, { hasText: `: ${title}` }).waitFor();
      if (title === 'Exporter') await driver.page.locator(`${SELECTORS.quickInput} input`).first().fill(choice);
      await driver.quickPick(choice);
    }
    await driver.waitForNotification('Exported 1 trace to');
    assert.ok(existsSync(driver.path('export/strange-trl-prompt-completion/train.jsonl')));
  }),

  fresh("the workspace's own endpoint does not count, and nothing is sent to it", async (driver) => {
    await openTrace(driver, FILE);
    await compressWith(driver, REWRITE);
    await driver.waitForNotification('A rewrite needs a model endpoint, and none is set up.');
    await driver.clearNotifications();
    await driver.openFile(FILE, 1);
    await driver.runCommand('CoT Lens: Sample Answers...');
    assert.match(await driver.waitForNotification('Sampling answers needs a model endpoint'), /until you trust it/);
    assert.equal(server.requests.length, 0);
  }),

  {
    name: 'once the workspace is trusted its endpoint counts',
    run: async (driver) => {
      const restricted = driver.page.locator(SELECTORS.statusItem, { hasText: 'Restricted Mode' }).first();
      if (await restricted.isVisible()) {
        await driver.runCommand('Workspaces: Manage Workspace Trust');
        const trust = driver.page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ });
        await trust.first().click();
        await restricted.waitFor({ state: 'detached' });
      }
      await openTrace(driver, FILE);
      await compressWith(driver, REWRITE);
      await driver.waitFor('a request at the server', async () => server.requests.length > 0);
    },
  },
];
