import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { applesRecord, PAINT_STEPS, paintRecord, STEP_LIST_RECORD, writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh, lineOf, openTrace, waitForLenses, waitForText } from './support/screen.ts';

const REPEAT = 2;

/** Decisions to keep a step are remembered by file: each test and each try has a file of its own. */
let file = '';
let files = 0;

function nextFile(): string {
  files += 1;
  file = `edit${files}.jsonl`;
  return file;
}

/** Opens the paint trace with the cursor on the step that repeats the first one. Gives the corpus' bytes. */
async function openPaint(driver: Driver): Promise<string> {
  writeLines(driver, nextFile(), [
    applesRecord(3),
    paintRecord({ note: 'ünïcode \u0041 stays', n: 1.5 }),
    applesRecord(7),
  ]);
  await openTrace(driver, file, 2);
  await driver.waitForFaded('The first wall');
  await goToStep(driver, REPEAT);
  return readFileSync(driver.path(file), 'utf8');
}

async function goToStep(driver: Driver, index: number): Promise<void> {
  const lines = (await driver.editorText()).split('\n');
  await driver.goTo(lines.lastIndexOf(PAINT_STEPS[index] ?? '') + 1, 3);
}

/** The corpus after a save has to be the one before with one piece in place of another, once. */
function assertReplaced(driver: Driver, before: string, from: string, to: string): void {
  assert.equal(before.split(from).length, 2, `${from} stands once in the file before`);
  assert.equal(
    readFileSync(driver.path(file), 'utf8'),
    before.replace(from, () => to),
  );
}

function encoded(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Process ids of the language servers of this workbench. */
function serversOf({ workbench }: Driver): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      try {
        const words = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return words.includes('server.cjs') && words.includes(workbench.home);
      } catch {
        return false; // It has ended meanwhile.
      }
    });
}

export const tests: readonly EndToEndTest[] = [
  fresh('the quick fix Drop takes the step out; undo brings it back', async (driver) => {
    const before = await openPaint(driver);
    const original = await driver.editorText();
    await goToStep(driver, REPEAT);
    await driver.quickFix('Drop step 3 (exact repeat, step 1)');
    await waitForLenses(driver, 'five steps left', (lenses) => lenses.some((lens) => lens.startsWith('5 steps ·')));
    const dropped = await driver.editorText();
    assert.equal(dropped.split(PAINT_STEPS[0]).length, 2);
    await driver.pressInEditor('ControlOrMeta+z');
    await waitForLenses(driver, 'six steps again', (lenses) => lenses.some((lens) => lens.startsWith('6 steps ·')));
    assert.equal(await driver.editorText(), original);
    assert.equal(readFileSync(driver.path(file), 'utf8'), before, 'nothing is written before a save');
  }),

  fresh('Drop in the lens and a save take exactly that step out of the record', async (driver) => {
    const before = await openPaint(driver);
    await driver.page
      .locator(SELECTORS.lens, { hasText: 'Step 3' })
      .locator('a', { hasText: /^Drop$/ })
      .click();
    await waitForLenses(driver, 'five steps left', (lenses) => lenses.some((lens) => lens.startsWith('5 steps ·')));
    await driver.save();
    const kept = PAINT_STEPS.filter((_step, index) => index !== REPEAT);
    assertReplaced(driver, before, encoded(PAINT_STEPS.join('\n\n')), encoded(kept.join('\n\n')));
  }),

  fresh('the quick fix Keep takes the fading away, over a reload of the window, and back', async (driver) => {
    const before = await openPaint(driver);
    await driver.quickFix('Keep step 3');
    const kept = (lenses: readonly string[]) => lenses.some((lens) => /^Step 3 .* kept$/.test(lens));
    await waitForLenses(driver, 'the step as kept', kept);
    await driver.page.locator(SELECTORS.faded, { hasText: 'The first wall' }).first().waitFor({ state: 'detached' });
    await driver.runCommand('Developer: Reload Window');
    await driver.page.locator(SELECTORS.lens).first().waitFor({ state: 'detached' });
    await driver.shown();
    await driver.waitForTab(`edit${files}-2.cot`);
    await waitForLenses(driver, 'the step as kept after a reload', kept);
    await goToStep(driver, REPEAT);
    await driver.quickFix('Stop keeping step 3');
    await driver.waitForFaded('The first wall');
    assert.equal(readFileSync(driver.path(file), 'utf8'), before);
  }),

  fresh('a kept step stays kept when the language server has to be started anew', async (driver) => {
    await openPaint(driver);
    await driver.quickFix('Keep step 3');
    const kept = (lenses: readonly string[]) => lenses.some((lens) => /^Step 3 .* kept$/.test(lens));
    await waitForLenses(driver, 'the step as kept', kept);
    const [first] = serversOf(driver);
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    await driver.waitFor('another language server', async () => {
      const [now] = serversOf(driver);
      return now !== undefined && now !== first;
    });
    // A new server is asked anew when the text changes.
    await driver.goTo(2);
    await driver.pressInEditor('End');
    await driver.page.keyboard.type(' Really?');
    await waitForLenses(driver, 'six steps', (lenses) => lenses.some((lens) => lens.startsWith('6 steps ·')));
    await waitForLenses(driver, 'the step as kept by the new server', kept);
    await driver.runCommand('File: Revert File');
  }),

  fresh('the quick fix Merge joins a step with the one before and changes no word', async (driver) => {
    await openPaint(driver);
    await driver.quickFix('Merge step 3 into step 2');
    await waitForLenses(driver, 'five steps', (lenses) => lenses.some((lens) => lens.startsWith('5 steps ·')));
    const text = await driver.editorText();
    assert.equal(text.split(PAINT_STEPS[0]).length, 3, 'the words of the merged step stay');
    await driver.pressInEditor('ControlOrMeta+z');
    await waitForLenses(driver, 'six steps', (lenses) => lenses.some((lens) => lens.startsWith('6 steps ·')));
  }),

  fresh('Drop All Flagged Steps is one edit', async (driver) => {
    await openPaint(driver);
    const original = await driver.editorText();
    await driver.runCommand('CoT Lens: Drop All Flagged Steps');
    await waitForLenses(driver, 'a trace with nothing to skip', (lenses) => {
      return lenses.some((lens) => lens.includes('nothing to skip'));
    });
    await driver.pressInEditor('ControlOrMeta+z');
    await driver.waitForFaded('The first wall');
    assert.equal(await driver.editorText(), original);
  }),

  fresh('a typed change is saved into its string and not a byte elsewhere', async (driver) => {
    const before = await openPaint(driver);
    await driver.goTo(await lineOf(driver, 'Each can costs'), 1);
    await driver.typeInEditor('Well, "quoted" \\ ünd: ');
    await waitForText(driver, 'Well, "quoted" \\ ünd: Each can');
    await driver.save();
    assertReplaced(driver, before, 'Each can costs 12', `${encoded('Well, "quoted" \\ ünd: ')}Each can costs 12`);
  }),

  fresh('the question and the answer are saved too, and undo with a save restores the file', async (driver) => {
    const before = await openPaint(driver);
    await driver.goTo(await lineOf(driver, 'The cost is'), 1);
    await driver.typeInEditor('Surely: ');
    await driver.save();
    assertReplaced(driver, before, '"The cost is', '"Surely: The cost is');
    await driver.waitFor('the words undone', async () => {
      await driver.pressInEditor('ControlOrMeta+z');
      return !(await driver.editorText()).includes('Surely');
    });
    await driver.save();
    assert.equal(readFileSync(driver.path(file), 'utf8'), before);
  }),

  fresh('dropping a step of a record that is a list takes out exactly one element', async (driver) => {
    writeLines(driver, nextFile(), [
      applesRecord(1),
      STEP_LIST_RECORD,
      '{"input":"1 + 1 =","steps":["So it is 2."],"target":"2"}',
    ]);
    await driver.openFile(file, 2);
    await driver.waitForLens('reader:');
    await driver.runCommand('CoT Lens: Choose Reader...');
    await driver.quickPick('List of steps');
    await driver.waitForLens('reader: step-list');
    const before = readFileSync(driver.path(file), 'utf8');
    await openTrace(driver, file, 2);
    await driver.waitForFaded('First');
    const lines = (await driver.editorText()).split('\n');
    await driver.goTo(lines.lastIndexOf('First 2 * 3 = 6.') + 1);
    await driver.quickFix('Drop step 2');
    await waitForLenses(driver, 'three steps', (lenses) => lenses.some((lens) => lens.startsWith('3 steps ·')));
    await driver.save();
    const after = readFileSync(driver.path(file), 'utf8');
    const [, changed] = after.split('\n');
    assert.deepEqual(JSON.parse(changed ?? '').steps, ['First 2 * 3 = 6.', 'Then 6 + 4 = 10.', 'So the answer is 10.']);
    assert.ok(
      [
        before.replace('"First 2 * 3 = 6.",   "First 2 * 3 = 6.", ', '"First 2 * 3 = 6.", '),
        before.replace('"First 2 * 3 = 6.",   "First 2 * 3 = 6.", ', '"First 2 * 3 = 6.",   '),
      ].includes(after),
      `one element and its comma are gone, all else is as it was:\n${changed}`,
    );
    await driver.runCommand('CoT Lens: Choose Reader...');
    await driver.quickPick('Automatic');
  }),
];
