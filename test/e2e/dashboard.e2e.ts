import assert from 'node:assert/strict';
import type { Driver } from '../workbench/driver.ts';
import { type AnalyzedLine, analyzed, grouped } from './support/analysis.ts';
import { applesRecord, PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh, openTrace } from './support/screen.ts';

const FILE = 'board.jsonl';
/** Everything about content security that the page's console has said. */
const violations: string[] = [];

async function openDashboard(driver: Driver): Promise<AnalyzedLine> {
  // Markup in a trace has to stay text.
  const hostile = paintRecord().replace('Brushes cost', '<img src=x onerror=alert(1)> Brushes cost');
  writeLines(driver, FILE, [hostile, applesRecord(4)]);
  const [trace] = analyzed(driver.path(FILE));
  assert.ok(trace);
  await openTrace(driver, FILE);
  await driver.runCommand('CoT Lens: Show Dashboard');
  await driver
    .webview()
    .locator('#rows tr')
    .nth(PAINT_STEPS.length - 1)
    .waitFor();
  return trace;
}

export const tests: readonly EndToEndTest[] = [
  {
    name: 'the dashboard opens beside the trace with a bar and a row per step, and the same figures',
    run: async (driver) => {
      driver.page.on('console', (message) => {
        if (/content.security.policy|refused to/i.test(message.text())) violations.push(message.text());
      });
      const trace = await openDashboard(driver);
      const view = driver.webview();
      assert.equal(await view.locator('#title').innerText(), 'board-1.cot');
      const summary = await view.locator('#summary').innerText();
      assert.ok(summary.includes(`6 steps, ${grouped(trace.tokens.reasoning)} tokens with o200k_base`));
      assert.ok(summary.includes(`${grouped(trace.tokens.flagged)} tokens`));
      let running = 0;
      const rows = await view.locator('#rows tr').all();
      assert.equal(rows.length, trace.steps.length);
      for (const [index, row] of rows.entries()) {
        const step = trace.steps[index];
        assert.ok(step);
        running += step.tokens;
        const cells = await row.locator('td').allInnerTexts();
        assert.deepEqual(cells.slice(0, 4), [String(index + 1), step.kind, String(step.tokens), String(running)]);
        assert.equal(cells[4] !== '', step.flagged);
      }
      const size = await view.locator('#chart').boundingBox();
      assert.ok(size && size.width > 100 && size.height > 80, 'the chart is drawn');
    },
  },

  fresh('a click on a step of the table shows it in the trace', async (driver) => {
    await openDashboard(driver);
    await driver.webview().getByRole('button', { name: 'Go to step 4' }).click();
    await driver.waitForTab('board-1.cot');
    const lines = (await driver.editorText()).split('\n');
    const line = lines.findIndex((text) => text.includes('Brushes cost')) + 1;
    await driver.webview().getByRole('button', { name: 'Go to step 2' }).click();
    await driver.webview().getByRole('button', { name: 'Go to step 4' }).click();
    await driver.waitForStatus(`Ln ${line}, Col 1`);
  }),

  fresh('the dashboard follows edits and the active trace', async (driver) => {
    await openDashboard(driver);
    const lines = (await driver.editorText()).split('\n');
    await driver.goTo(lines.lastIndexOf(PAINT_STEPS[2]) + 1);
    await driver.quickFix('Drop step 3');
    await driver.webview().locator('#summary', { hasText: '5 steps' }).waitFor();
    await driver.pressInEditor('ControlOrMeta+z');
    await driver.webview().locator('#summary', { hasText: '6 steps' }).waitFor();
    await driver.pressInEditor('Alt+PageDown');
    await driver.webview().locator('#title', { hasText: 'board-2.cot' }).waitFor();
  }),

  fresh('its content security policy allows nothing inline, and nothing was refused by it', async (driver) => {
    await openDashboard(driver);
    const view = driver.webview();
    const policy = (await view.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')) ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-/);
    assert.match(policy, /script-src 'nonce-\w+'(;|$)/);
    const excerpt = view.locator('#rows td.text', { hasText: '<img src=x onerror=alert(1)>' });
    await excerpt.first().waitFor();
    assert.equal(await view.locator('#rows img').count(), 0);
    assert.deepEqual(violations, []);
  }),
];
