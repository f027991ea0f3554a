import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS, type Theme } from '../workbench/page.ts';
import { type AnalyzedLine, analyzed, grouped } from './support/analysis.ts';
import { seriousIssues } from './support/axe.ts';
import { applesRecord, PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { closeAll, type EndToEndTest, fresh, openTrace } from './support/screen.ts';

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
    .locator('#chart-steps tbody tr')
    .nth(PAINT_STEPS.length - 1)
    .waitFor();
  return trace;
}

const CORPUS = 'many.jsonl';
const CLI = resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js');

/** A record whose reasoning has as many steps, and says some of them again. */
function question(text: string, steps: number, answer: string, more: Readonly<Record<string, unknown>> = {}): string {
  const all = Array.from({ length: steps }, (_, at) => `Step by step: ${at} + ${at} = ${2 * at}, so far so good.`);
  const reasoning = [...all, ...all, `So the answer is ${answer}.`, 'Let me check that again.'].join('\n\n');
  return JSON.stringify({ question: text, reasoning, answer, ...more });
}

const RECORDS = [
  question('6 + 4?', 12, '10', { reference_answer: '10' }),
  question('2 + 2?', 6, '5', { reference_answer: '4' }),
  question('<b>1</b> + 1?', 3, '2', { reference_answer: '2' }),
];

const OTHERS = [question('6 + 4?', 3, '11'), question('2 + 2?', 2, '4'), question('7?', 1, '7')];

interface ReportedChart {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly table: { readonly rows: readonly (readonly (string | number | null)[])[] };
}

/** What the command line reports on a file. */
function reported(path: string): { readonly charts: readonly ReportedChart[] } {
  const { stdout } = spawnSync(process.execPath, [CLI, 'report', '--json', path], { encoding: 'utf8' });
  return JSON.parse(stdout) as { charts: readonly ReportedChart[] };
}

async function openCorpus(driver: Driver): Promise<FrameLocator> {
  writeLines(driver, CORPUS, RECORDS);
  await driver.openFile(CORPUS);
  await driver.waitForLens('reader:');
  await driver.runCommand('CoT Lens: Show Dashboard');
  const view = driver.webview();
  await view.locator('#summary', { hasText: 'All 3 traces.' }).waitFor();
  await view.locator('#chart-accuracy-tokens').waitFor();
  return view;
}

async function openComparison(driver: Driver): Promise<FrameLocator> {
  await driver.openFile(CORPUS);
  await driver.waitForLens('reader:');
  await driver.runCommand('CoT Lens: Compare Corpora...');
  await driver.quickPick('other.jsonl');
  const view = driver.webview();
  await view.locator('#chart-problems').waitFor();
  return view;
}

async function answerSaveDialog(driver: Driver, path: string): Promise<void> {
  const input = driver.page.locator(`${SELECTORS.quickInput} input`).first();
  // It fills in a name of its own when it opens, in place of what was typed before.
  let kept = 0;
  await driver.waitFor('the path in the dialog', async () => {
    const value = await input.inputValue();
    kept = value === path ? kept + 1 : 0;
    if (value.includes('.') && value !== path) await input.fill(path);
    return kept > 4;
  });
  await driver.page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

function inTheme(theme: Theme): EndToEndTest {
  return fresh(`in ${theme} all charts can be seen, and axe finds nothing serious`, async (driver) => {
    await driver.setTheme(theme);
    const view = await openCorpus(driver);
    await driver.screenshot(`charts-top-${theme}`);
    for (const id of ['redundancy', 'efficiency', 'accuracy-tokens']) {
      await view.locator(`#chart-${id}`).scrollIntoViewIfNeeded();
      await driver.screenshot(`charts-${id}-${theme}`);
    }
    assert.deepEqual(await seriousIssues(driver, '#charts section'), []);
    writeLines(driver, 'other.jsonl', OTHERS);
    await closeAll(driver);
    await openComparison(driver);
    await driver.screenshot(`comparison-${theme}`);
    assert.deepEqual(await seriousIssues(driver, '#chart-problems'), []);
    await driver.setTheme('light');
  });
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
      const rows = await view.locator('#chart-steps tbody tr').all();
      assert.equal(rows.length, trace.steps.length);
      for (const [index, row] of rows.entries()) {
        const step = trace.steps[index];
        assert.ok(step);
        running += step.tokens;
        const cells = await row.locator('td').allInnerTexts();
        assert.deepEqual(cells.slice(0, 4), [String(index + 1), step.kind, String(step.tokens), String(running)]);
        assert.equal(cells[4] !== '', step.flagged);
      }
      const size = await view.locator('#chart-steps canvas').boundingBox();
      assert.ok(size && size.width > 100 && size.height > 80, 'the chart is drawn');
    },
  },

  fresh('a click on a step of the table shows it in the trace', async (driver) => {
    await openDashboard(driver);
    await driver.webview().getByRole('button', { name: 'Go to step 4' }).click();
    // The record has few lines; its trace has many.
    const lines = await driver.waitFor('the trace in the active editor', async () => {
      const shown = (await driver.editorText()).split('\n');
      return shown.length > 10 && shown;
    });
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

  fresh('the whole corpus: charts with the figures of the command line, each with its table', async (driver) => {
    const view = await openCorpus(driver);
    const { charts } = reported(driver.path(CORPUS));
    const ids = await view.locator('#charts section').evaluateAll((all) => all.map((each) => each.id));
    assert.deepEqual(
      ids,
      charts.map(({ id }) => `chart-${id}`),
    );
    for (const chart of charts) {
      const section = view.locator(`#chart-${chart.id}`);
      await section.locator('details > summary').click();
      await section.locator('tbody tr').first().waitFor();
      const rows = await section
        .locator('tbody tr')
        .evaluateAll((all) => all.map((row) => row.firstChild?.textContent));
      assert.deepEqual(
        rows,
        chart.table.rows.map(([first]) => String(first)),
      );
      assert.equal(await section.locator('.about').innerText(), chart.about);
      const size = await section.locator('canvas').boundingBox();
      assert.ok(size && size.width > 100 && size.height > 80, `${chart.id} is drawn`);
    }
    assert.deepEqual(await seriousIssues(driver, '#charts section'), []);
  }),

  fresh('a bar opens its trace, or lists its traces; the charts of a trace are a click away', async (driver) => {
    const view = await openCorpus(driver);
    const verdicts = view.locator('#chart-verdicts');
    await verdicts.locator('details > summary').click();
    await verdicts.getByRole('button', { name: 'Open traces: Wrong' }).click();
    await driver.waitForTab('many-2.cot');
    await verdicts.getByRole('button', { name: 'Open traces: Right' }).press('Enter');
    await driver.waitFor('the traces', async () => {
      const labels = await driver.quickPickLabels();
      return labels.includes('Line 1') && labels.includes('Line 3') && !labels.includes('Line 2');
    });
    await driver.quickPick('Line 3');
    await driver.waitForTab('many-3.cot');
    await view.getByRole('button', { name: 'This Trace' }).click();
    await view.locator('#title', { hasText: 'many-3.cot' }).waitFor();
    assert.equal(await view.locator('#charts section').count(), 1);
    await view.getByRole('button', { name: 'Whole Corpus' }).click();
    await verdicts.waitFor();
    // A canvas has no parts to click by name: the first bar stands at the left.
    const size = await verdicts.locator('canvas').boundingBox();
    assert.ok(size);
    await verdicts.locator('canvas').click({ position: { x: size.width * 0.3, y: size.height * 0.7 } });
    await driver.page.locator(`${SELECTORS.quickInput}`, { hasText: 'Right and wrong answers: Right' }).waitFor();
    await driver.page.keyboard.press('Escape');
  }),

  fresh('labels that are given while it is open are counted without asking', async (driver) => {
    await driver.setSettings({ 'cotLens.annotation.annotator': 'ann' });
    rmSync(driver.path('many.annotations.jsonl'), { force: true });
    await openCorpus(driver);
    await openTrace(driver, CORPUS);
    await driver.pressInEditor('Control+Alt+l');
    await driver.quickPick('From This Trace On');
    await driver.waitForStatus('0/26 steps');
    await driver.page.keyboard.press('s');
    const chart = driver.webview().locator('#chart-labels');
    await chart.waitFor();
    await driver.page.keyboard.press('s');
    await driver.waitForStatus('2/26 steps');
    await chart.locator('details > summary').click();
    await chart.locator('tbody tr', { hasText: /skip\s*2/ }).waitFor();
    await driver.runCommand('CoT Lens: Stop Labelling');
    rmSync(driver.path('many.annotations.jsonl'));
  }),

  fresh('charts are saved as picture, vector picture and numbers', async (driver) => {
    const view = await openCorpus(driver);
    const lengths = view.locator('#chart-trace-tokens');
    for (const [format, check] of [
      ['csv', (bytes: Buffer) => /^Reasoning tokens,Traces,"Share of traces, %"\r\n/.test(bytes.toString())],
      ['svg', (bytes: Buffer) => /^<svg .*<\/svg>$/s.test(bytes.toString())],
      ['png', (bytes: Buffer) => bytes.subarray(1, 4).toString() === 'PNG' && bytes.length > 2000],
    ] as const) {
      await lengths.getByRole('button', { name: `Save as ${format.toUpperCase()}` }).click();
      const path = driver.path(`saved.${format}`);
      await answerSaveDialog(driver, path);
      await driver.waitFor(`${format} on the disk`, async () => existsSync(path) && check(readFileSync(path)));
    }
  }),

  fresh('a long reading is shown, stopped, and goes on where it was', async (driver) => {
    const line = (number: number) => applesRecord(number);
    writeLines(
      driver,
      'long.jsonl',
      Array.from({ length: 20_000 }, (_, number) => line(number)),
    );
    await driver.openFile('long.jsonl');
    await driver.runCommand('CoT Lens: Show Dashboard');
    const view = driver.webview();
    await view.getByRole('button', { name: 'Stop' }).click();
    await view.getByRole('button', { name: 'Continue' }).waitFor();
    const read = Number(((await view.locator('#so-far').innerText()).match(/^[\d,]+/)?.[0] ?? '').replaceAll(',', ''));
    assert.ok(read < 20_000, `${read} records were read`);
    const about = await view.locator('#summary').innerText();
    assert.match(about, /traces so far, in [\d,]+ of 20,000 records/);
    await view.getByRole('button', { name: 'Continue' }).press('Enter');
    await view.locator('#summary', { hasText: 'All 20,000 traces.' }).waitFor({ timeout: 120_000 });
    assert.equal(await view.getByRole('button', { name: 'Stop' }).count(), 0);
  }),

  fresh('a report is saved as one file and says what the page says', async (driver) => {
    const view = await openCorpus(driver);
    const path = driver.path('report.html');
    await view.getByRole('button', { name: 'Save Report...' }).click();
    await answerSaveDialog(driver, path);
    await driver.waitForNotification('The report was saved as report.html');
    const html = readFileSync(path, 'utf8');
    for (const { title } of reported(driver.path(CORPUS)).charts) assert.ok(html.includes(`<h2>${title}</h2>`), title);
    assert.doesNotMatch(html, /<script/);
  }),

  fresh('two corpora are compared: what got shorter and wrong; a row opens both traces', async (driver) => {
    writeLines(driver, CORPUS, RECORDS);
    writeLines(driver, 'other.jsonl', [
      question('6 + 4?', 3, '11'),
      question('2 + 2?', 2, '4'),
      question('7?', 1, '7'),
    ]);
    const view = await openComparison(driver);
    const summary = await view.locator('#summary').innerText();
    assert.match(summary, /2 problems are in both; only in A: 1, only in B: 1/);
    assert.match(summary, /1 got wrong, 1 got right/);
    assert.deepEqual(await seriousIssues(driver, '#chart-problems'), []);
    await view.locator('#chart-problems details > summary').click();
    await driver.screenshot('comparison-table');
    await view.getByRole('button', { name: 'Open both traces: 6 + 4?' }).click();
    await driver.waitForTab('many-1 ↔ other-1');
    await driver.screenshot('comparison-traces');
  }),

  ...(['light', 'dark', 'hc-black', 'hc-light'] as const).map(inTheme),

  fresh('its content security policy allows nothing inline, and nothing was refused by it', async (driver) => {
    await openDashboard(driver);
    const view = driver.webview();
    const policy = (await view.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')) ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-/);
    assert.match(policy, /script-src 'nonce-\w+'(;|$)/);
    const excerpt = view.locator('#chart-steps td.text', { hasText: '<img src=x onerror=alert(1)>' });
    await excerpt.first().waitFor();
    assert.equal(await view.locator('img').count(), 0);
    assert.deepEqual(violations, []);
  }),
];
