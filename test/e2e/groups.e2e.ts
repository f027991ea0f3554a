import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import type { FrameLocator } from 'playwright-core';
import type { Driver } from '../workbench/driver.ts';
import { writeLines } from './support/corpora.ts';
import { closeAll, type EndToEndTest, fresh, openTrace } from './support/screen.ts';

const FILE = 'samples.jsonl';
const violations: string[] = [];

const sample = (question: string, words: number, answer: string, more = {}): string =>
  JSON.stringify({
    question,
    reasoning: `${'So it goes. '.repeat(words)}That makes ${answer}.`,
    answer,
    ...more,
  });

async function openGroups(driver: Driver): Promise<FrameLocator> {
  writeLines(driver, FILE, [
    // Markup in a trace has to stay text.
    sample('<b>6</b> + 4?', 10, '10', { reference_answer: '10' }),
    sample('<b>6</b> + 4?', 30, '10'),
    sample('<b>6</b> + 4?', 20, '<i>9</i>'),
    sample('1 + 1?', 5, '2'),
  ]);
  await driver.openFile(FILE);
  await driver.waitForLens('reader:');
  await driver.runCommand('CoT Lens: Show Groups');
  const view = driver.webview();
  await view.locator('tr.group').nth(1).waitFor();
  return view;
}

async function rowTexts(view: FrameLocator, selector: string): Promise<readonly string[]> {
  return (await view.locator(selector).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

export const tests: readonly EndToEndTest[] = [
  {
    name: 'the groups of a file: samples, verdicts with what decided them, the shortest right one, rewards and a chart',
    run: async (driver) => {
      driver.page.on('console', (message) => {
        if (/content.security.policy|refused to/i.test(message.text())) violations.push(message.text());
      });
      const view = await openGroups(driver);
      assert.match(await view.locator('#summary').innerText(), /2 problems, 4 samples, 3 graded.*Accuracy 66\.7 %/);
      const [first = '', second = ''] = await rowTexts(view, 'tr.group');
      assert.match(first, /<b>6<\/b> \+ 4\?.*10 \(reference\); 2 of 3 say 10 2 of 3 right/);
      assert.match(second, /1 samples, none graded/);
      assert.equal(await view.locator('tr.sample:visible').count(), 0);
      await view.getByRole('button', { name: '6' }).first().click();
      const rows = await rowTexts(view, 'tr.sample:visible');
      assert.equal(rows.length, 3);
      assert.match(rows[0] ?? '', /Line 1 · shortest right .* right by reference \(field\).*0\.500/);
      assert.match(rows[2] ?? '', /<i>9<\/i> wrong by reference/);
      const size = await view.locator('#chart').boundingBox();
      assert.ok(size && size.width > 100 && size.height > 80, 'the chart is drawn');
    },
  },

  fresh('columns are chosen and their options set; sorting and filters change what is shown', async (driver) => {
    const view = await openGroups(driver);
    await view.locator('#columns summary').click();
    await view.locator('#column-l1-exact').check();
    await view.locator('th', { hasText: 'L1' }).waitFor();
    const heads = await rowTexts(view, 'th');
    await view.getByRole('button', { name: '6' }).first().click();
    const cells = async () => rowTexts(view, 'tr.sample:visible >> nth=0 >> td');
    const before = (await cells())[heads.findIndex((head) => head.includes('L1'))];
    const target = view
      .locator('p', { has: view.locator('#column-l1-exact') })
      .locator('input[type=number]')
      .first();
    await target.fill('50');
    await target.press('Enter');
    await target.blur();
    await driver.waitFor('another reward', async () => {
      return (await cells())[heads.findIndex((head) => head.includes('L1'))] !== before;
    });
    await view.locator('#filter').selectOption('unknown');
    await driver.waitFor('one problem', async () => (await view.locator('tr.group').count()) === 1);
    assert.match((await rowTexts(view, 'tr.group'))[0] ?? '', /1 \+ 1/);
    await view.locator('#filter').selectOption('all');
    await view.locator('#sort').selectOption('tokens');
    await driver.waitFor('the shorter first', async () => /1 \+ 1/.test((await rowTexts(view, 'tr.group'))[0] ?? ''));
  }),

  fresh(
    'a person overrules a verdict, which is stored beside the file and counts; it is taken back',
    async (driver) => {
      const view = await openGroups(driver);
      await view.getByRole('button', { name: '6' }).first().click();
      await view.getByLabel('Your verdict on the sample in line 1').selectOption('wrong');
      await driver.waitFor('the verdict', async () =>
        (await rowTexts(view, 'tr.sample:visible'))[0]?.includes('wrong by person'),
      );
      assert.match((await rowTexts(view, 'tr.group'))[0] ?? '', /1 of 3 right/);
      const row = JSON.parse(readFileSync(driver.path('samples.annotations.jsonl'), 'utf8').trim()) as {
        verdict: string;
      };
      assert.equal(row.verdict, 'wrong');
      await view.getByLabel('Your verdict on the sample in line 1').selectOption('none');
      await driver.waitFor('no verdict', async () =>
        (await rowTexts(view, 'tr.sample:visible'))[0]?.includes('right by reference'),
      );
      await openTrace(driver, FILE, 3);
      await driver.runCommand('CoT Lens: Judge Answer...');
      await driver.quickPick('Right');
      await driver.waitFor('a third row', async () => {
        const rows = readFileSync(driver.path('samples.annotations.jsonl'), 'utf8').trim().split('\n');
        return rows.length === 3 && rows[2]?.includes('"correct"');
      });
    },
  ),

  fresh(
    'the tree of traces groups samples of a problem, and lists them as they stand in the file again',
    async (driver) => {
      await openGroups(driver);
      await driver.runCommand('Explorer: Focus on Reasoning Traces View');
      await driver.runCommand('CoT Lens: Group Traces by Problem');
      const rows = driver.page.locator('.pane', { hasText: 'Reasoning Traces' }).locator('.monaco-list-row');
      await rows.filter({ hasText: FILE }).last().click();
      const group = rows.filter({ hasText: '3 samples · 3 of 3 right' }).first();
      // The pane is low: the keyboard reaches rows that stand below its edge.
      const { keyboard } = driver.page;
      await group.waitFor({ state: 'attached' });
      await keyboard.press('ArrowDown');
      // Right opens the group, and once its samples are there goes to the first.
      await driver.waitFor('the first sample', async () => {
        await keyboard.press('ArrowRight');
        return rows.filter({ hasText: '45 tok · right by reference' }).and(driver.page.locator('.focused')).isVisible();
      });
      await keyboard.press('Enter');
      await driver.waitForTab('samples-1.cot');
      await driver.runCommand('CoT Lens: List Traces in File Order');
      await group.waitFor({ state: 'detached' });
    },
  ),

  fresh('AES against a baseline that is chosen: over all, for each problem, and why there is none', async (driver) => {
    // What a person said in a test before does not count here.
    rmSync(driver.path('samples.annotations.jsonl'), { force: true });
    writeLines(driver, 'before.jsonl', [
      sample('<b>6</b> + 4?', 60, '10', { reference_answer: '10' }),
      sample('<b>6</b> + 4?', 60, '9'),
    ]);
    writeLines(driver, 'other.jsonl', [sample('7 + 7?', 60, '14', { reference_answer: '14' })]);
    const view = await openGroups(driver);
    assert.match(await view.locator('#aes').innerText(), /needs a baseline/);
    const heads = async () => rowTexts(view, 'th');
    assert.equal((await heads()).includes('AES'), false);
    await view.locator('#baseline').click();
    await driver.quickPick('before.jsonl');
    await view.locator('th', { hasText: 'AES' }).waitFor();
    // Right 1 of 2 before and 2 of 3 now: a third more, three times, and two thirds of the length saved.
    const told = await view.locator('#aes').innerText();
    const [, score = ''] = /AES ([\d.]+) over 1 problem of both: right 50\.0 % → 66\.7 %/.exec(told) ?? [];
    assert.ok(Number(score) > 1.5 && Number(score) < 1.75, told);
    const cells = await rowTexts(view, 'tr.group >> nth=0 >> td');
    assert.equal(cells[(await heads()).indexOf('AES')], score);
    const none = view.locator('tr.group >> nth=1 >> td').nth((await heads()).indexOf('AES'));
    assert.equal(await none.innerText(), '–');
    assert.match((await none.getAttribute('aria-label')) ?? '', /no samples of this problem/);
    await view.locator('#baseline').click();
    await driver.quickPick('other.jsonl');
    await driver.waitFor('why there is none', async () => {
      return /No AES\. No problem has graded samples both/.test(await view.locator('#aes').innerText());
    });
    await view.locator('#baseline').click();
    await driver.quickPick('No Baseline');
    await driver.waitFor('no column', async () => !(await heads()).includes('AES'));
  }),

  ...(['dark', 'hc-black', 'hc-light', 'light'] as const).map((theme) =>
    fresh(`in ${theme} groups and the preview of a method can be seen`, async (driver) => {
      await driver.setTheme(theme);
      writeLines(driver, 'before.jsonl', [sample('<b>6</b> + 4?', 60, '10', { reference_answer: '10' })]);
      const view = await openGroups(driver);
      await view.locator('#baseline').click();
      await driver.quickPick('before.jsonl');
      await view.locator('th', { hasText: 'AES' }).waitFor();
      await view.getByRole('button', { name: '6' }).first().click();
      await view.locator('#columns summary').click();
      await driver.screenshot(`groups-${theme}`);
      const colours: unknown = await view
        .locator('th')
        .first()
        .evaluate(`(() => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector('th'));
        return [color, backgroundColor];
      })()`);
      assert.ok(Array.isArray(colours) && colours[0] !== colours[1], `${String(colours)} can be told apart`);
      await closeAll(driver);
      await openTrace(driver, FILE, 1);
      await driver.runCommand('CoT Lens: Preview Method');
      await driver.webview().locator('select').first().waitFor();
      await driver.screenshot(`preview-${theme}`);
    }),
  ),

  fresh('a sample opens as its trace', async (driver) => {
    const view = await openGroups(driver);
    await view.getByRole('button', { name: '6' }).first().click();
    await view.getByRole('button', { name: 'Line 2' }).click();
    await driver.waitForTab('samples-2.cot');
    assert.deepEqual(violations, []);
  }),
];
