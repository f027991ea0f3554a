import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FrameLocator } from 'playwright-core';
import type { Driver } from '../workbench/driver.ts';
import type { Theme } from '../workbench/page.ts';
import { seriousIssues } from './support/axe.ts';
import { applesRecord, paintRecord, writeLines } from './support/corpora.ts';
import { closeAll, type EndToEndTest, fresh } from './support/screen.ts';
import { column, openTable, scrollingFrame, setFilter } from './support/table.ts';

const files = Array.from({ length: 40 }, (_, place) => `small-${place}.jsonl`);
/** A name of its own in every run, as the table of a file is shown as it was left. */
const smallFile = (): string => files.shift() ?? '';
const ROWS = 1_000_000;
const SOURCES = ['gsm8k', 'math', 'aime'];

/** Many short records, written in pieces. */
async function writeMany(path: string, rows: number): Promise<void> {
  const file = createWriteStream(path);
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - from) }, (_, i) => {
      const n = from + i;
      const reasoning = `First, ${n} + 2 = ${n + 2}.\n\nSo the answer is ${n + 2}.`;
      return JSON.stringify({
        id: `row-${n}`,
        question: `What is ${n} + 2?`,
        reasoning,
        answer: `${n + 2}`,
        source: SOURCES[n % 3],
        level: (n * 7919) % 1000,
      });
    });
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

async function chosen(driver: Driver, view: FrameLocator, text: string): Promise<void> {
  await driver.waitFor(text, async () => (await view.locator('#selected').innerText()) === text);
}

function inTheme(theme: Theme): EndToEndTest {
  return fresh(`in ${theme} the table can be seen, and axe finds nothing`, async (driver) => {
    await driver.setTheme(theme);
    const file = smallFile();
    writeLines(
      driver,
      file,
      Array.from({ length: 60 }, (_, i) => (i % 4 === 0 ? paintRecord({ level: i }) : applesRecord(i))),
    );
    const view = await openTable(driver, file);
    await view.locator('#head .bars').first().waitFor();
    await driver.waitFor('all figures', async () => (await view.locator('.pending').count()) === 0);
    await view.locator('#rows .row').nth(1).click();
    await view
      .locator('#rows .row')
      .nth(3)
      .click({ modifiers: ['Shift'] });
    await chosen(driver, view, '3 chosen');
    await driver.page.mouse.move(0, 0);
    await driver.screenshot(`table-${theme}`);
    assert.deepEqual(await seriousIssues(driver, '#grid'), []);
    await view.locator('#help').click();
    await view.locator('#columns').click();
    await view.locator('#filter').fill('tokens > many');
    await view.locator('#filter').press('Enter');
    await view.locator('#problem').waitFor();
    await driver.screenshot(`table-open-${theme}`);
    assert.deepEqual(await seriousIssues(driver, '#grid'), []);
  });
}

export const tests: readonly EndToEndTest[] = [
  fresh(
    'a small file: figures come by themselves, rows are sorted, filtered, chosen, copied and opened',
    async (driver) => {
      const file = smallFile();
      writeLines(driver, file, [
        paintRecord({ level: 2 }),
        applesRecord(3),
        '{"broken"',
        applesRecord(11),
        paintRecord({ level: 5 }),
      ]);
      const view = await openTable(driver, file);
      await driver.waitFor('steps of all traces', async () => (await column(view, 'Steps')).join() === '6,3,,3,6');
      assert.match((await column(view, 'Skippable'))[0] ?? '', /^[1-9]\d? %$/);
      assert.match(
        (await view.locator('#head .cell.share svg').getAttribute('aria-label')) ?? '',
        /^Skippable: .*of them up to/,
      );

      await view.getByRole('button', { name: 'Tokens' }).click();
      await driver.waitFor('sorted', async () => (await column(view, 'Line')).join() === '2,4,1,5,3');
      await view.getByRole('button', { name: 'Tokens' }).click();
      await driver.waitFor('sorted down', async () => (await column(view, 'Line')).join() === '1,5,2,4,3');
      await view.getByRole('button', { name: 'Tokens' }).click();
      await driver.waitFor('as in the file', async () => (await column(view, 'Line')).join() === '1,2,3,4,5');

      await setFilter(driver, view, 'steps > 4 and level exists', /^2 of 5 rows$/);
      await setFilter(driver, view, 'level = 5', /^1 of 5 rows$/);
      await setFilter(driver, view, 'levle = 5', /0 of 5 rows; no record .* field "levle"/);
      await setFilter(driver, view, 'apples', /^2 of 5 rows$/);
      await driver.waitFor('the two', async () => (await column(view, 'Line')).join() === '2,4');
      await view.locator('#filter').fill('(apples');
      await view.locator('#problem').waitFor();
      assert.match(await view.locator('#problem').innerText(), /not closed.*character 1/);
      await setFilter(driver, view, '', /^5 rows$/);

      await view.locator('#columns').click();
      await view.getByRole('checkbox', { name: 'level' }).check();
      await driver.waitFor('the field', async () => (await column(view, 'level')).join() === '2,,,,5');
      await view.locator('#columns').click();

      await view.locator('#grid').focus();
      await driver.page.keyboard.press('ControlOrMeta+a');
      await chosen(driver, view, '5 chosen');
      await driver.page.keyboard.press('Home');
      await driver.page.keyboard.press('Shift+ArrowDown');
      await chosen(driver, view, '2 chosen');
      await view.locator('#copy').click();
      await driver.waitForNotification('Copied 2 records as JSON lines');
      const copied = String(await driver.page.evaluate('navigator.clipboard.readText()'));
      assert.equal(copied, `${paintRecord({ level: 2 })}\n${applesRecord(3)}\n`);
      await driver.clearNotifications();

      await view.locator('#grid').focus();
      await driver.page.keyboard.press('End');
      await driver.page.keyboard.press('ArrowUp');
      await driver.page.keyboard.press('Enter');
      await driver.waitForTab(`${file.replace('.jsonl', '')}-4.cot`);
    },
  ),

  fresh('a sample of real traces opens as a table', async (driver) => {
    const view = await openTable(driver, 'long-thinking.jsonl');
    await driver.waitFor('all figures', async () => (await view.locator('.pending').count()) === 0);
    const tokens = (await column(view, 'Tokens')).map((text) => Number(text.replace(',', '')));
    assert.ok(tokens.length > 0 && tokens.every((count) => count > 300), `tokens are ${tokens.join(', ')}`);
    assert.ok((await column(view, 'Question')).every((text) => text.length > 20));
    await driver.screenshot('table-sample');
    await view.locator('#rows .row').first().dblclick();
    await driver.waitForTab('long-thinking-1.cot');
    await driver.page.locator('.tab', { hasText: 'long-thinking.jsonl' }).first().click();
    await driver.runCommand('CoT Lens: Go to Trace in Corpus...');
    await driver.quickInput('3');
    await driver.waitForTab('long-thinking-3.cot');
  }),

  fresh('a packed file and an array open as tables', async (driver) => {
    const packed = smallFile().replace('.jsonl', '.jsonl.gz');
    writeFileSync(driver.path(packed), gzipSync(`${applesRecord(3)}\n${paintRecord()}\n`));
    const view = await openTable(driver, packed);
    await driver.waitFor('steps of both', async () => (await column(view, 'Steps')).join() === '3,6');
    await closeAll(driver);
    const array = smallFile().replace('.jsonl', '.json');
    writeFileSync(driver.path(array), `[${applesRecord(3)},\n${paintRecord()}]`);
    const other = await openTable(driver, array);
    await driver.waitFor('steps of both', async () => (await column(other, 'Steps')).join() === '3,6');
    await other.locator('#grid').focus();
    await driver.page.keyboard.press('ControlOrMeta+a');
    await other.locator('#copy').click();
    await driver.waitForNotification('Copied 2 records as JSON lines');
  }),

  fresh('chosen rows are compressed, and no others', async (driver) => {
    const file = smallFile();
    writeLines(driver, file, [paintRecord({ level: 2 }), applesRecord(3), paintRecord({ level: 5 })]);
    const view = await openTable(driver, file);
    await view.locator('#rows .row').nth(2).click();
    await view.locator('#compress').click();
    await driver.quickPick('Safe prune');
    const dialog = await driver.answerDialog('Compress');
    assert.match(dialog, /Compress 1 trace of small-/);
    await driver.waitForNotification('Compressed 1 of 1 traces');
    await driver.clearNotifications();
    await driver.waitFor('the variant in its row', async () => (await column(view, 'Variants')).join() === '0,0,1');
    await view.locator('#rows .row').nth(2).click();
    await view.locator('#export').click();
    await driver.page
      .locator('.quick-input-widget', { hasText: `Export ${file}: Exporter` })
      .first()
      .waitFor();
    await driver.page.keyboard.press('Escape');
    await driver.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }),

  fresh(
    `${ROWS.toLocaleString('en')} rows: scrolls to the end, filters, sorts, opens; as it was left after a reload`,
    async (driver) => {
      const file = smallFile().replace('small', 'many');
      await writeMany(driver.path(file), ROWS);
      const view = await openTable(driver, file);
      assert.equal(await view.locator('#grid').getAttribute('aria-rowcount'), String(ROWS + 1));
      const elements = await view.locator('#rows .row').count();
      assert.ok(elements < 60, `${elements} rows are drawn`);
      await view.locator('#grid').focus();
      await driver.page.keyboard.press('End');
      await driver.waitFor('the last row', async () => (await column(view, 'Line')).at(-1) === String(ROWS));
      assert.ok((await view.locator('#rows .row').count()) <= elements + 1);
      await driver.waitFor('its figures', async () => (await column(view, 'Steps')).at(-1) === '2');

      await view.locator('#filter').fill('skippable > 50%');
      await view.getByRole('button', { name: 'Stop looking' }).click();
      await driver.waitFor('a stop that is told', async () =>
        /^[\d,]+ hits; stopped after [\d,]+ of 1,000,000 rows$/.test(await view.locator('#count').innerText()),
      );
      await view.locator('#head').getByRole('button', { name: 'Skippable' }).click();
      await setFilter(driver, view, 'steps > 1', /^Looking: /);
      await view.getByRole('button', { name: 'Stop looking' }).click();
      await driver.waitFor('hits so far in order', async () => (await view.locator('#jobs .job').count()) === 0);
      await view.locator('#head').getByRole('button', { name: 'Skippable' }).click();
      await view.locator('#head').getByRole('button', { name: 'Skippable' }).click();

      await setFilter(driver, view, 'source = "aime" and .level >= 990', /^3,33\d of 1,000,000 rows$/);
      await setFilter(driver, view, 'source = "aime"', /^333,333 of 1,000,000 rows$/);
      await view.locator('#columns').click();
      await view.getByRole('checkbox', { name: 'level' }).check();
      await view.locator('#columns').click();
      await view.locator('#head').getByRole('button', { name: 'level' }).click();
      await driver.waitFor('sorted', async () =>
        (await column(view, 'level')).slice(0, 5).every((value) => value === '0'),
      );
      await view.locator('#grid').focus();
      await driver.page.keyboard.press('End');
      await driver.waitFor('the highest', async () => (await column(view, 'level')).at(-1) === '999');
      await view.locator('[data-column=".level"] .bars').waitFor();
      await driver.screenshot('table-million');

      const frame = await scrollingFrame(view);
      console.log(`  frames while scrolling: ${frame.text}`);

      await driver.page.keyboard.press('Home');
      await driver.waitFor('the first', async () => (await column(view, 'level'))[0] === '0');
      await driver.page.keyboard.press('ArrowDown');
      const line = (await column(view, 'Line'))[1];
      await driver.page.keyboard.press('Enter');
      await driver.waitForTab(`${file.replace('.jsonl', '')}-${line}.cot`);
      await driver.page.locator('.tab', { hasText: file }).first().click();
      await driver.waitForTab(file);
      await driver.reload();
      await driver.waitForTab(file);
      const again = driver.webview();
      await driver.waitFor('as it was left', async () => {
        return (
          (await again.locator('#filter').inputValue()) === 'source = "aime"' &&
          (await column(again, 'level'))[0] === '0'
        );
      });
      await driver.waitFor('its count', async () => /^333,333 of/.test(await again.locator('#count').innerText()));
    },
  ),

  inTheme('dark'),
  inTheme('hc-black'),
  inTheme('hc-light'),
  inTheme('light'),
];
