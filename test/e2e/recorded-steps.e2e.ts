import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Driver } from '../workbench/driver.ts';
import { writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh, openTrace } from './support/screen.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/readers');

function linesOf(file: string): readonly string[] {
  return readFileSync(join(FIXTURES, file), 'utf8').trim().split('\n');
}

/** A row of the outline that holds these words. */
function outlineRow(driver: Driver, words: string) {
  return driver.page.locator('.outline-pane .monaco-list-row', { hasText: words }).first();
}

async function hovers(driver: Driver, word: string, wanted: RegExp): Promise<void> {
  await driver.waitFor(`${wanted} on "${word}"`, async () => {
    await driver.page.mouse.move(5, 500);
    await driver.page.locator('.monaco-hover:not(.hidden)').first().waitFor({ state: 'hidden' });
    return wanted.test((await driver.hover(word)).replaceAll(/\s+/g, ' '));
  });
}

export const tests: readonly EndToEndTest[] = [
  fresh('ratings of a PRM800K record stand in outline and hover, and the wrong step is marked', async (driver) => {
    writeLines(driver, 'rated.jsonl', [...linesOf('prm800k/made-up.jsonl')]);
    await openTrace(driver, 'rated.jsonl', 2);
    await driver.page.locator('.view-overlays .squiggly-info').first().waitFor();
    await driver.runCommand('Explorer: Focus on Outline View');
    await outlineRow(driver, '-1, wrong (PRM800K)').waitFor();
    await hovers(driver, 'are', /Recorded label: -1, wrong \(PRM800K\) Other candidates in the record \(1\)/);
    await driver.screenshot('recorded-rated');
  }),

  fresh('the tree of a search shows the chosen path, with the other candidates below each step', async (driver) => {
    const [, text = ''] = linesOf('tree-search/own.jsonl');
    const record = JSON.parse(text) as { readonly ys: readonly string[] };
    writeLines(driver, 'tree.jsonl', [JSON.stringify({ ...record, ys: record.ys.slice(0, 1) })]);
    await openTrace(driver, 'tree.jsonl');
    await driver.runCommand('Explorer: Focus on Outline View');
    await outlineRow(driver, 'score 60, level 2').waitFor();
    // The outline draws only the rows that are in view.
    await driver.page.keyboard.press('End');
    await outlineRow(driver, '1. 24 - 2 = 22').waitFor();
    await outlineRow(driver, 'kept, another branch').waitFor();
    await driver.screenshot('recorded-tree');
  }),
];
