import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import type { Driver } from '../workbench/driver.ts';
import { applesRecord, paintRecord, writeLines } from './support/corpora.ts';
import { memoryAtMost } from './support/processes.ts';
import { type EndToEndTest, fresh, lineOf, openTrace, waitForText } from './support/screen.ts';
import { column, openTable, scrollingFrame, setFilter } from './support/table.ts';

/** The view of traces draws a few rows only: each of these names comes before the last one's. */
const PACKED = '0c-packed.jsonl.gz';
const GROWING = '0b-grows.jsonl';
const LARGE = '0a-large.jsonl';
/** The walk is meant for `COT_LENS_LARGE_GB=2`; without it a smaller file takes the same steps. */
const LARGE_BYTES = Number(process.env.COT_LENS_LARGE_GB ?? 0.3) * 1e9;
const LARGE_STEP = 'Then 7 * 6 = 42 is added to what was there before, and nothing else is.';

function rowsOf(driver: Driver): Locator {
  return driver.page.locator('.pane', { hasText: 'Reasoning Traces' }).locator('.monaco-list-row');
}

/** Opens a corpus in the view, until a trace of it is there; a click while the view is being drawn anew does nothing. */
async function openCorpus(driver: Driver, name: string, trace: string): Promise<void> {
  await driver.runCommand('Explorer: Focus on Reasoning Traces View');
  await driver.runCommand('CoT Lens: Refresh Traces');
  const corpus = rowsOf(driver).filter({ hasText: name }).last();
  const first = rowsOf(driver).filter({ hasText: trace }).first();
  await driver.waitFor(`traces of ${name}`, async () => {
    if (await first.isVisible()) return true;
    if ((await corpus.count()) > 0 && (await corpus.getAttribute('aria-expanded')) === 'false') await corpus.click();
    return false;
  });
}

async function clickTrace(driver: Driver, text: string): Promise<void> {
  await rowsOf(driver).filter({ hasText: text }).first().click();
  await driver.waitForTab('.cot');
}

/** Many records of a few kB, the last of which is the well-known one. */
async function writeLarge(path: string): Promise<number> {
  const file = createWriteStream(path);
  let records = 0;
  for (let bytes = 0; bytes < LARGE_BYTES; ) {
    let block = '';
    while (block.length < 1 << 20) {
      const steps = Array.from(
        { length: 1 + ((records * 7919) % 90) },
        (_, i) => `Step ${records}.${i}. ${LARGE_STEP}`,
      );
      const messages = [
        { role: 'user', content: `What comes of ${records}?` },
        { role: 'assistant', reasoning_content: steps.join('\n\n'), content: `${records}` },
      ];
      block += `${JSON.stringify({ id: records, messages })}\n`;
      records += 1;
    }
    bytes += block.length;
    if (!file.write(block)) await once(file, 'drain');
  }
  file.end(`${paintRecord()}\n`);
  await once(file, 'close');
  return records + 1;
}

async function seconds(work: () => Promise<unknown>): Promise<string> {
  const start = performance.now();
  await work();
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

export const tests: readonly EndToEndTest[] = [
  fresh('a packed corpus opens from the tree, is announced, and a save says why it is none', async (driver) => {
    writeFileSync(driver.path(PACKED), gzipSync(`${paintRecord()}\n${applesRecord(3)}\n`));
    const before = readFileSync(driver.path(PACKED));
    await openCorpus(driver, PACKED, 'One wall takes');
    assert.match(await driver.waitForNotification(PACKED), /unpacked to 1\.\d kB of JSON Lines/);
    await clickTrace(driver, 'One wall takes');
    await driver.waitForLens('Step 1 ·');
    await driver.screenshot('large-packed');
    await driver.clearNotifications();
    await driver.goTo(await lineOf(driver, 'Each can costs'), 1);
    await driver.typeInEditor('MINE ');
    await driver.pressInEditor('ControlOrMeta+s');
    const message = await driver.waitForNotification('Nothing was written');
    assert.match(message, /gzip -dk FILE/);
    await driver.screenshot('large-packed-save');
    await waitForText(driver, 'MINE Each can');
    assert.deepEqual(readFileSync(driver.path(PACKED)), before);
  }),

  fresh('records that are appended come into the tree, and unsaved words stay', async (driver) => {
    writeLines(driver, GROWING, [applesRecord(5), paintRecord()]);
    await openTrace(driver, GROWING, 2);
    await driver.goTo(await lineOf(driver, 'Each can costs'), 1);
    await driver.typeInEditor('MINE ');
    await openCorpus(driver, GROWING, 'Ann has 5 ');
    appendFileSync(driver.path(GROWING), `${applesRecord(77)}\n`);
    await rowsOf(driver).filter({ hasText: 'Ann has 77 ' }).first().waitFor();
    await driver.screenshot('large-grown');
    await waitForText(driver, 'MINE Each can');
    await driver.save();
    const lines = readFileSync(driver.path(GROWING), 'utf8').trim().split('\n');
    assert.deepEqual([lines.length, lines[2], lines[1]?.includes('MINE Each can')], [3, applesRecord(77), true]);
  }),

  fresh('a text file is listed where it holds traces, and opens', async (driver) => {
    writeFileSync(driver.path('00-chains.txt'), '3 + 4||<<3*1=3>> <<3+4=7>> #### 7\n5 * 6||<<5*6=30>> #### 30\n');
    writeFileSync(driver.path('00-notes.txt'), 'Things to buy:\nbread, milk\n');
    await openCorpus(driver, '00-chains.txt', '5 * 6');
    assert.equal(await rowsOf(driver).filter({ hasText: '00-notes.txt' }).count(), 0);
    await clickTrace(driver, '3 + 4');
    await driver.waitForLens('Step 2 ·');
    await driver.screenshot('large-text');
  }),

  fresh('a large corpus opens, scrolls, filters, shows its last trace with lenses, and saves it', async (driver) => {
    const records = await writeLarge(driver.path(LARGE));
    const size = statSync(driver.path(LARGE)).size;
    console.log(`  ${(size / 1e9).toFixed(2)} GB, ${records} records; before: ${memoryAtMost()}`);
    const opened = await seconds(async () => {
      await openCorpus(driver, LARGE, 'What comes of 1?');
    });
    await clickTrace(driver, 'What comes of 1?');
    await driver.waitForLens('Step 1 ·');
    console.log(`  first traces ${opened}; ${memoryAtMost()}`);
    await walkTable(driver, records);
    await driver.page.locator('.tab', { hasText: '0a-large-2.cot' }).first().click();
    await driver.waitForLens('Step 1 ·');
    const last = await seconds(async () => {
      await driver.runCommand('CoT Lens: Go to Trace in Corpus...');
      await driver.quickInput(String(records));
      await driver.waitForTab(`0a-large-${records}.cot`);
      await driver.waitForLens('Step 1 ·');
    });
    await driver.screenshot('large-trace');
    await driver.goTo(await lineOf(driver, 'Each can costs'), 1);
    await driver.typeInEditor('MINE ');
    const saved = await seconds(() => driver.save());
    assert.equal(statSync(driver.path(LARGE)).size, size + 'MINE '.length);
    await driver.screenshot('large-saved');
    console.log(`  last trace ${last}, save ${saved}; ${memoryAtMost()}`);
  }),
];

/** Opens the large corpus as a table, scrolls in it and filters it. */
async function walkTable(driver: Driver, records: number): Promise<void> {
  const count = records.toLocaleString('en');
  let view = driver.webview();
  const shown = await seconds(async () => {
    view = await openTable(driver, LARGE);
  });
  assert.equal(await view.locator('#grid').getAttribute('aria-rowcount'), String(records + 1));
  await view.locator('#grid').focus();
  const end = await seconds(async () => {
    await driver.page.keyboard.press('End');
    await driver.waitFor('the last row', async () => (await column(view, 'Line')).at(-1) === String(records));
    await driver.waitFor('its figures', async () => (await column(view, 'Steps')).at(-1) === '6');
  });
  await driver.screenshot('large-table-end');
  const frame = await scrollingFrame(view);
  // A field that every record has: all bytes are looked through.
  const filtered = await seconds(() => setFilter(driver, view, '.id = 1007', new RegExp(`^1 of ${count} rows$`)));
  await driver.waitFor('the one row', async () => (await column(view, 'Line')).join() === '1008');
  await driver.screenshot('large-table-filter');
  console.log(`  table ${shown}, its end with figures ${end}, frames while scrolling: ${frame.text}`);
  console.log(`  filter of all records ${filtered}; ${memoryAtMost()}`);
  await view.locator('#filter').fill('');
  await view.locator('#filter').press('Enter');
}
