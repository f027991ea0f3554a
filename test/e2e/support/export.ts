import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Driver } from '../../workbench/driver.ts';
import { SELECTORS } from '../../workbench/page.ts';

export const CLI = join(resolve(import.meta.dirname, '..', '..', '..'), 'dist', 'cli.js');

/** Files of a folder with their texts; the card without the line that has the time in it. */
export function filesIn(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    paths.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const text = readFileSync(path, 'utf8').replace(/Written by CoT Lens .*/, '');
      return [path.slice(folder.length + 1), text];
    }),
  );
}

/** What the command line writes for the same choices. */
export function byCommandLine(
  driver: Driver,
  name: string,
  ...args: readonly string[]
): Readonly<Record<string, string>> {
  const out = join(driver.folder, '..', name);
  rmSync(out, { recursive: true, force: true });
  const { status, stderr } = spawnSync(process.execPath, [CLI, 'export', ...args, '--out', out], {
    encoding: 'utf8',
    cwd: driver.folder,
  });
  assert.ok(status === 0 || status === 1, stderr);
  return filesIn(out);
}

/** Waits for a question of the wizard. */
export async function step(driver: Driver, title: string): Promise<void> {
  await driver.page.locator(SELECTORS.quickInput, { hasText: title }).first().waitFor();
}

/** Chooses the exporter by its id, on the wizard's first page. */
export async function chooseExporter(driver: Driver, id: string): Promise<void> {
  await step(driver, ': Exporter');
  await driver.page.locator(`${SELECTORS.quickInput} input`).first().fill(id);
  const row = driver.page.locator(SELECTORS.quickRow).filter({
    has: driver.page.locator('.quick-input-list-label-meta', { hasText: new RegExp(`^\\s*${id} · `) }),
  });
  await row.first().click();
}
