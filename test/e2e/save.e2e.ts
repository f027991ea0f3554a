import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { applesRecord, paintRecord, writeLines } from './support/corpora.ts';
import { type EndToEndTest, fresh, lineOf, openTrace, waitForText } from './support/screen.ts';

const FILE = 'guard.jsonl';
const TYPED = 'MY WORDS ';

function content(driver: Driver): string {
  return readFileSync(driver.path(FILE), 'utf8');
}

/** Opens the paint trace and types a few words into a step, unsaved. */
async function openAndType(driver: Driver): Promise<void> {
  writeLines(driver, FILE, [applesRecord(3), paintRecord(), applesRecord(7)]);
  await openTrace(driver, FILE, 2);
  await driver.goTo(await lineOf(driver, 'Each can costs'), 1);
  await driver.typeInEditor(TYPED);
  await waitForText(driver, `${TYPED}Each can`);
}

/** Changes the open record on the disk, as another program would. */
function changeUnderneath(driver: Driver): string {
  const changed = content(driver).replace('Brushes cost 4 dollars', 'Good brushes cost 4 dollars');
  writeFileSync(driver.path(FILE), changed);
  return changed;
}

async function saveIntoConflict(driver: Driver, button: string): Promise<void> {
  await driver.pressInEditor('ControlOrMeta+s');
  const words = await driver.answerDialog(button);
  assert.match(words, /guard-2: the record changed in the file since you opened it/);
  for (const each of ['Compare', 'Overwrite', 'Keep a Copy', 'Nothing was written']) assert.ok(words.includes(each));
}

/** Waits for the editor's own message about a save that failed. */
async function failedSave(driver: Driver, words: string): Promise<void> {
  const message = await driver.waitForNotification(words);
  assert.match(message, /Failed to save/);
}

export const tests: readonly EndToEndTest[] = [
  fresh('a record that changed underneath: Compare shows both and writes nothing', async (driver) => {
    await openAndType(driver);
    const changed = changeUnderneath(driver);
    await saveIntoConflict(driver, 'Compare');
    await driver.waitForTab('in the file ↔ yours');
    const shown = driver.page.locator('.monaco-diff-editor');
    await shown.locator('.editor.original .view-line', { hasText: 'Good' }).first().waitFor();
    await shown.locator('.editor.modified .view-line', { hasText: 'MY' }).first().waitFor();
    assert.equal(content(driver), changed);
  }),

  fresh('a record that changed underneath: Overwrite writes the changed section and keeps the rest', async (driver) => {
    await openAndType(driver);
    const answered = content(driver).replace('The cost is', 'The new cost is');
    writeFileSync(driver.path(FILE), answered);
    await saveIntoConflict(driver, 'Overwrite');
    await driver.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    assert.equal(content(driver), answered.replace('Each can costs', `${TYPED}Each can costs`));
  }),

  fresh('a record that changed underneath: Keep a Copy saves the text elsewhere and writes nothing', async (driver) => {
    await openAndType(driver);
    const changed = changeUnderneath(driver);
    const mine = await driver.editorText();
    await saveIntoConflict(driver, 'Keep a Copy');
    const input = driver.page.locator(`${SELECTORS.quickInput} input`).first();
    await driver.waitFor('the name of the copy', async () => (await input.inputValue()).endsWith('/guard-2.copy.cot'));
    await driver.page
      .locator(`${SELECTORS.quickInput} .monaco-button`, { hasText: /OK|Save/ })
      .first()
      .click();
    const copy = await driver.waitFor('the copy', async () => readFileSync(driver.path('guard-2.copy.cot'), 'utf8'));
    assert.equal(copy, mine);
    assert.equal(content(driver), changed);
    await failedSave(driver, 'your text is still here');
    await driver.waitFor('the text, still unsaved', async () => (await driver.tabs()).includes('●guard-2.cot'));
  }),

  fresh('leaving the dialog writes nothing and keeps the text', async (driver) => {
    await openAndType(driver);
    const changed = changeUnderneath(driver);
    await saveIntoConflict(driver, 'Cancel');
    await failedSave(driver, 'Nothing was written, and your text is still here');
    assert.equal(content(driver), changed);
    await waitForText(driver, TYPED);
  }),

  fresh('lines that came in above do not lead the save into another record', async (driver) => {
    await openAndType(driver);
    const moved = `${applesRecord(20)}\n${applesRecord(21)}\n${content(driver)}`;
    writeFileSync(driver.path(FILE), moved);
    await driver.save();
    assert.equal(content(driver), moved.replace('Each can costs', `${TYPED}Each can costs`));
  }),

  fresh('a record that is gone is not written anywhere', async (driver) => {
    await openAndType(driver);
    const without = `${applesRecord(3)}\n`;
    writeFileSync(driver.path(FILE), without);
    await driver.pressInEditor('ControlOrMeta+s');
    assert.match(await driver.answerDialog('Cancel'), /the record is no longer in the file/);
    await failedSave(driver, 'Nothing was written');
    assert.equal(content(driver), without);
  }),

  fresh('a corpus with unsaved edits of its own is refused with the message', async (driver) => {
    await openAndType(driver);
    const before = content(driver);
    await driver.openFile(FILE, 1);
    await driver.pressInEditor('ControlOrMeta+End');
    await driver.typeInEditor('{"x":1}');
    await driver.page.locator('.tab.active.dirty', { hasText: FILE }).waitFor();
    await driver.page.locator(SELECTORS.tab, { hasText: 'guard-2.cot' }).click();
    await driver.waitForTab('guard-2.cot');
    await driver.pressInEditor('ControlOrMeta+s');
    await failedSave(driver, 'guard.jsonl itself has unsaved changes in another editor');
    assert.equal(content(driver), before);
  }),

  fresh('a document without one of its headers is refused and nothing is written', async (driver) => {
    await openAndType(driver);
    const before = content(driver);
    await driver.goTo(await lineOf(driver, '━━━ Answer ━━━'));
    await driver.runCommand('Delete Line');
    await driver.waitFor('no header', async () => !(await driver.editorText()).includes('━━━ Answer'));
    await driver.pressInEditor('ControlOrMeta+s');
    await failedSave(driver, 'The header of the section Answer is missing');
    assert.equal(content(driver), before);
  }),

  fresh('a clean trace follows its record when that changes in the file', async (driver) => {
    writeLines(driver, FILE, [applesRecord(3), paintRecord()]);
    await openTrace(driver, FILE, 2);
    changeUnderneath(driver);
    await waitForText(driver, 'Good brushes cost');
  }),
];
