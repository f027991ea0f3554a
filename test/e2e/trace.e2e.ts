import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { get_encoding } from 'tiktoken';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { type AnalyzedLine, analyzed, grouped, recordFigures, stepFigures } from './support/analysis.ts';
import { applesRecord, PAINT_STEPS, paintRecord, writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh, lineOf, openTrace, waitForFadedExactly, waitForLenses } from './support/screen.ts';

async function openPaint(driver: Driver): Promise<AnalyzedLine> {
  writeLines(driver, 'paint.jsonl', [paintRecord(), applesRecord(3)]);
  const [trace] = analyzed(driver.path('paint.jsonl'));
  assert.ok(trace);
  await openTrace(driver, 'paint.jsonl');
  return trace;
}

export const tests: readonly EndToEndTest[] = [
  fresh('every step begins on its own line with a lens of its figures', async (driver) => {
    const trace = await openPaint(driver);
    assert.equal(trace.steps.length, PAINT_STEPS.length);
    const wanted = stepFigures(trace);
    const lenses = await waitForLenses(driver, 'all six step lenses', (drawn) => {
      return wanted.every((figures) => drawn.some((lens) => lens.startsWith(figures)));
    });
    // OpenAI's own library, which shares nothing with ours.
    const reference = get_encoding('o200k_base');
    for (const index of [0, 1, 3]) {
      const own = reference.encode(PAINT_STEPS[index] ?? '').length;
      assert.ok(lenses.some((lens) => lens.startsWith(`Step ${index + 1} · `) && lens.includes(` · ${own} tok · `)));
    }
    const text = await driver.editorText();
    for (const step of PAINT_STEPS) assert.ok(text.split('\n').includes(step), `a line of its own: ${step}`);
  }),

  fresh('exactly the flagged steps are faded, each with its reason and Drop in the lens', async (driver) => {
    const trace = await openPaint(driver);
    const flagged = trace.steps.filter((step) => step.flagged);
    assert.ok(
      flagged.some((step) => step.index === 2),
      'the word-for-word repeat is flagged',
    );
    assert.ok(!flagged.some((step) => step.index === 0), 'what it repeats is not');
    await waitForFadedExactly(
      driver,
      flagged.map((step) => PAINT_STEPS[step.index] ?? ''),
    );
    const lenses = await waitForLenses(driver, 'lenses with reasons', (drawn) => {
      return drawn.filter((lens) => lens.includes('can go:')).length === flagged.length;
    });
    const repeat = lenses.find((lens) => lens.startsWith('Step 3 ·')) ?? '';
    assert.match(repeat, /can go: exact repeat, step 1 \| Drop \| Rewrite$/);
  }),

  fresh('the same words with other numbers are no repeat', async (driver) => {
    const other = PAINT_STEPS[0].replace('3 cans', '2 cans').replace('3 + 5 = 8', '2 + 5 = 7');
    writeLines(driver, 'numbers.jsonl', [
      JSON.stringify({ question: 'How many cans?', answer: `${PAINT_STEPS[0]}\n${other}\n${PAINT_STEPS[0]}\n#### 8` }),
    ]);
    await openTrace(driver, 'numbers.jsonl');
    await waitForFadedExactly(driver, [PAINT_STEPS[0]]);
    const lenses = await waitForLenses(driver, 'three step lenses', (drawn) => {
      return drawn.some((lens) => lens.startsWith('Step 3'));
    });
    assert.doesNotMatch(lenses.find((lens) => lens.startsWith('Step 2')) ?? 'Step 2 can go', /can go/);
  }),

  fresh('the status bar has the totals of the trace and its tokenizer', async (driver) => {
    const trace = await openPaint(driver);
    const sum = trace.steps.reduce((all, step) => all + step.tokens, 0);
    const share = Math.round((100 * trace.tokens.flagged) / sum);
    await driver.waitForStatus(`6 steps · ${grouped(trace.tokens.reasoning)} tok · ${share} % skippable · o200k_base`);
    await driver.openFile('paint.jsonl');
    await driver.page.locator('.statusbar-item', { hasText: 'skippable' }).waitFor({ state: 'hidden' });
  }),

  fresh('another tokenizer changes the counts and its name', async (driver) => {
    const trace = await openPaint(driver);
    await driver.runCommand('CoT Lens: Choose Tokenizer...');
    await driver.quickPick('r50k_base');
    const [other] = analyzed(driver.path('paint.jsonl'), '--tokenizer', 'r50k_base');
    assert.ok(other);
    await driver.waitForStatus(`${grouped(other.tokens.reasoning)} tok`);
    await driver.waitForStatus('r50k_base');
    await driver.waitForLens(stepFigures(other)[0] ?? '');
    await driver.runCommand('CoT Lens: Choose Tokenizer...');
    await driver.quickPick('o200k_base');
    await driver.waitForLens(stepFigures(trace)[0] ?? '');
  }),

  fresh('the tokenizer.json of a model counts, and is given back', async (driver) => {
    const trace = await openPaint(driver);
    const file = join(import.meta.dirname, '../fixtures/tokenizers/tiny-bpe/tokenizer.json');
    const [other] = analyzed(driver.path('paint.jsonl'), '--tokenizer', file);
    assert.ok(other);
    await driver.runCommand('CoT Lens: Choose Tokenizer...');
    await driver.quickPick('tokenizer.json of a model');
    const dialog = driver.page.locator(SELECTORS.quickInput).filter({ hasText: 'tokenizer.json of a Model' });
    // While the dialog still reads its folder it takes a typed path back.
    await driver.waitFor('the file in the dialog', async () => {
      await dialog.locator('input').first().fill(file);
      await dialog.locator('.monaco-list-row', { hasText: 'tokenizer.json' }).first().waitFor({ timeout: 2000 });
      return (await dialog.locator('input').first().inputValue()) === file;
    });
    await driver.page.keyboard.press('Enter');
    await driver.waitForStatus(`${grouped(other.tokens.reasoning)} tok`);
    await driver.waitForStatus('tiny-bpe/tokenizer.json');
    await driver.waitForLens(stepFigures(other)[0] ?? '');
    await driver.screenshot('trace-model-tokenizer-light');
    await driver.runCommand('CoT Lens: Choose Tokenizer...');
    await driver.quickPick('o200k_base');
    await driver.waitForLens(stepFigures(trace)[0] ?? '');
    await driver.waitForStatus('o200k_base');
  }),

  fresh('the hover explains a flagged step with its evidence', async (driver) => {
    await openPaint(driver);
    await driver.waitForFaded('The first wall');
    await driver.goTo(await lineOf(driver, PAINT_STEPS[3]));
    await driver.page.locator('.view-lines .squiggly-inline-unnecessary').first().hover();
    const hover = driver.page.locator('.monaco-hover:not(.hidden)', { hasText: 'Score' }).first();
    await hover.waitFor();
    const words = (await hover.innerText()).replaceAll(/\s+/g, ' ');
    assert.match(words, /Step 3 of 6/);
    assert.match(words, /can go/);
    assert.match(words, /exact repeat/i);
    assert.match(words, /evidence \d/);
  }),

  fresh(
    'the hover names the step entropy of a record with logprobs, and what the trace spent its tokens on',
    async (driver) => {
      const tokens = ['3 * 8', ' = 24.\n\n', 'Then 24 - 5', ' = 19.\n\n', 'Again, ', '24 - 5 = 19.'];
      const logprobs = tokens.map((token, i) => ({
        token,
        logprob: -0.5 - i,
        top_logprobs: [{ token: 'x', logprob: -0.5 }],
      }));
      const question = 'Tom has 3 boxes of 8 pens and gives 5 away. How many are left?';
      const record = { question, reasoning: tokens.join(''), answer: '19', logprobs };
      writeLines(driver, 'logged.jsonl', [JSON.stringify(record)]);
      await openTrace(driver, 'logged.jsonl');
      const hovers = async (word: string, wanted: RegExp) => {
        await driver.waitFor(`${wanted} on "${word}"`, async () => {
          await driver.page.mouse.move(5, 500);
          await driver.page.locator('.monaco-hover:not(.hidden)').first().waitFor({ state: 'hidden' });
          return wanted.test((await driver.hover(word)).replaceAll(/\s+/g, ' '));
        });
      };
      // Tokens three and four: -ln p is 2.5 and 3.5.
      await hovers('Then', /Surprisal: 6\.00 nats over 2 logged tokens/);
      await hovers('paragraphs', /Outcome efficiency \d+ % · process \d+ %/);
    },
  ),

  fresh('next and previous finding by key go round the flagged steps', async (driver) => {
    const trace = await openPaint(driver);
    await driver.waitForFaded('The first wall');
    const flagged = trace.steps.filter((step) => step.flagged).map((step) => PAINT_STEPS[step.index] ?? '');
    const text = (await driver.editorText()).split('\n');
    const lines = flagged.map((words) => text.lastIndexOf(words) + 1);
    await driver.goTo(1);
    for (const line of [...lines, lines[0] ?? 0]) {
      await driver.pressInEditor('Alt+F8');
      await driver.waitForStatus(`Ln ${line}, Col 1`);
    }
    await driver.pressInEditor('Shift+Alt+F8');
    await driver.waitForStatus(`Ln ${lines.at(-1)}, Col 1`);
  }),

  fresh('the reader is shown with its reason and can be overridden and given back', async (driver) => {
    const record = { question: 'What is 2 + 2?', answer: 'It is 2 + 2 = 4.\n#### 4', output: 'A note of two words.' };
    writeLines(driver, 'reader.jsonl', [JSON.stringify(record)]);
    await driver.openFile('reader.jsonl');
    await driver.waitForLens('reader: prompt-completion — has');
    await driver.runCommand('CoT Lens: Choose Reader...');
    await driver.quickPick('GSM8K');
    await driver.waitForLens('reader: gsm8k — set by hand');
    const settings = readFileSync(driver.path('.vscode/settings.json'), 'utf8');
    assert.match(settings, /"reader\.jsonl": "gsm8k"/);
    await driver.runCommand('CoT Lens: Choose Reader...');
    await driver.quickPick('Automatic');
    await driver.waitForLens('reader: prompt-completion — has');
  }),

  fresh('fields of an unknown schema are mapped by hand', async (driver) => {
    const thinking = 'First we take 4 boxes.\n\nThen we add 5 boxes, 4 + 5 = 9.\n\nSo it is 9.';
    const record = { meta: { prompt_de: 'Wie viele Kisten?', grund: { lang: thinking } }, ergebnis: '9' };
    writeLines(driver, 'unknown.jsonl', [JSON.stringify(record), JSON.stringify(record)]);
    await driver.openFile('unknown.jsonl');
    await driver.waitForLens('reader: plain-text');
    await driver.runCommand('CoT Lens: Map Fields by Hand...');
    for (const field of ['/meta/grund/lang', '/meta/prompt_de', '/ergebnis', 'None']) await driver.quickPick(field);
    await driver.waitForNotification('The mapping is stored');
    const mapping = JSON.stringify({ reasoning: '/meta/grund/lang', question: '/meta/prompt_de', answer: '/ergebnis' });
    assert.ok(readFileSync(driver.path('.vscode/settings.json'), 'utf8').replaceAll(/\s/g, '').includes(mapping));
    await waitForLenses(
      driver,
      'figures in both lenses',
      (drawn) => drawn.filter((l) => l.includes('3 steps')).length === 2,
    );
    await driver.clickLens('Open');
    await driver.waitForTab('unknown-1.cot');
    assert.match(await driver.editorText(), /━━━ Question ━━━\nWie viele Kisten\?[\s\S]*━━━ Answer ━━━\n9\n/);
  }),

  fresh('a long real trace has its lenses and fading far down too', async (driver) => {
    const trace = analyzed(join(driver.folder, 'long-thinking.jsonl'))[1];
    assert.ok(trace);
    await openTrace(driver, 'long-thinking.jsonl', 2);
    const figures = stepFigures(trace);
    await driver.waitForLens(figures[0] ?? '');
    await driver.waitForStatus(recordFigures(trace).split(' · ')[1] ?? '');
    await driver.goTo((await lineOf(driver, '━━━ Answer ━━━')) - 2);
    await driver.waitForLens(figures.at(-1) ?? '');
    await driver.waitForFaded();
  }),
];
