import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { contentHash } from '../../src/base/hash.ts';
import { exporters } from '../../src/core/export/registry.ts';
import type { Exporter } from '../../src/core/export/types.ts';
import type { VariantRow } from '../../src/core/model/variant.ts';
import type { Driver } from '../workbench/driver.ts';
import { SELECTORS } from '../workbench/page.ts';
import { byCommandLine, chooseExporter, filesIn } from './support/export.ts';
import { type EndToEndTest, fresh } from './support/screen.ts';

const FILE = 'methods.jsonl';

/** A right chain of some length for one of three problems, with what any exporter may look for: logprobs, labels, a reference. */
function record(problem: number, sample: number): string {
  const [a, b] = [problem + 2, problem + 5];
  const sum = a + b;
  const steps = [
    `First we look at the ${a} apples in the basket and the ${b} apples on the table.`,
    `Together they are ${a} + ${b} = ${sum} apples. So the answer is ${sum}.`,
    ...Array.from(
      { length: sample },
      () => `Let me check that once more: ${a} + ${b} = ${sum}. Yes, the answer is ${sum}.`,
    ),
    `Another way: ${b} + ${a} = ${sum}, which is the same. The answer is ${sum}.`,
  ];
  const reasoning = steps.join('\n\n');
  const tokens = reasoning.match(/\S+\s*/g) ?? [];
  const logprobs = tokens.map((token, index) => {
    return { token, logprob: -0.1 - (index % 7) / 5, top_logprobs: [{ token, logprob: -0.1 - (index % 7) / 5 }] };
  });
  const wrong = sample === 2;
  return JSON.stringify({
    question: `A basket holds ${a} apples, a table ${b}. How many apples are there?`,
    reasoning,
    answer: wrong ? String(sum + 1) : String(sum),
    reference_answer: String(sum),
    mistake_index: null,
    logprobs,
  });
}

const STRATEGIES = ['a-star-thought', 'c3ot', 'chain-of-draft', 'pir', 'safe-prune', 'skip-steps', 'step-edit'];

/** An accepted variant as the strategy stores it; safe-prune keeps the first two steps. */
function variant(text: string, line: number, strategy: string, problem: number): string {
  const sum = `${problem + 2} + ${problem + 5} = ${2 * problem + 7}`;
  const steps = String((JSON.parse(text) as { readonly reasoning: string }).reasoning).split('\n\n');
  const pruned = strategy === 'safe-prune';
  const made = pruned ? steps.slice(0, 2).join('\n\n') : strategy === 'chain-of-draft' ? sum : `We add ${sum}.`;
  const action = (index: number) =>
    index < 2 ? ({ kind: 'keep' } as const) : ({ kind: 'drop', reason: 'Checks what is known.' } as const);
  const row: VariantRow = {
    v: 1,
    id: `${strategy}-${line}`,
    corpus: FILE,
    record: line,
    traceIndex: 0,
    traceId: `line:${line}`,
    sourceHash: contentHash(text),
    strategy,
    strategyVersion: 1,
    options: {},
    plan: pruned ? { actions: steps.map((_step, index) => action(index)) } : null,
    text: made,
    tokenizer: 'o200k_base',
    tokens: { before: 60, after: 12 },
    guards: [],
    accepted: true,
    time: '2026-11-23T00:00:00.000Z',
    toolVersion: '0.1.0',
  };
  return JSON.stringify(row);
}

function writeCorpus(driver: Driver): void {
  const lines = [0, 1, 2].flatMap((problem) =>
    [0, 1, 2, 4].map((sample) => ({ problem, text: record(problem, sample) })),
  );
  writeFileSync(driver.path(FILE), `${lines.map(({ text }) => text).join('\n')}\n`);
  const rows = lines.flatMap(({ problem, text }, index) =>
    STRATEGIES.map((id) => variant(text, index + 1, id, problem)),
  );
  writeFileSync(driver.path(FILE.replace('.jsonl', '.variants.jsonl')), `${rows.join('\n')}\n`);
}

/** Which entry goes on with what is offered, by the words of the page's title. */
const PAGES: readonly (readonly [title: string, label: string])[] = [
  [': Reasoning', 'Originals'],
  [': Which Traces', 'All traces'],
  [': Split', 'All in train'],
  [': Options', 'all as published'],
  [': Folder', `methods-`],
];

async function walkToConsent(driver: Driver): Promise<void> {
  const titles = driver.page.locator(`${SELECTORS.quickInput} .quick-input-title`);
  for (;;) {
    const title = await driver.waitFor('a page of the wizard', async () => {
      const text = await titles.first().innerText();
      return (
        [...PAGES.map(([words]) => words), ': Preview', 'Nothing of this'].some((words) => text.includes(words)) && text
      );
    });
    const page = PAGES.find(([words]) => title.includes(words));
    if (!page) return assert.ok(title.includes(': Preview'), title);
    await driver.quickPick(page[1]);
    await driver.waitFor(
      'the next page',
      async () =>
        (await titles
          .first()
          .innerText()
          .catch(() => '')) !== title,
    );
  }
}

async function exportInWorkbench(driver: Driver, exporter: Exporter): Promise<void> {
  writeCorpus(driver);
  rmSync(driver.path('export'), { recursive: true, force: true });
  await driver.openFile(FILE, 1);
  await driver.waitForLens('reader:');
  await driver.runCommand('CoT Lens: Export...');
  await chooseExporter(driver, exporter.id);
  await walkToConsent(driver);
  await driver.quickPick('Export ');
  await driver.waitForNotification('Exported ');
  const files = filesIn(driver.path(`export/methods-${exporter.id}`));
  assert.ok(Object.keys(files).length > 1, 'there are rows beside the card');
  assert.deepEqual(files, byCommandLine(driver, 'methods-by-cli', FILE, '--to', exporter.id));
}

/** Every method and format, from samples and variants of a corpus to its files, the same as the command line writes. */
export const tests: readonly EndToEndTest[] = exporters.map((exporter) =>
  fresh(`${exporter.id} is exported from the wizard`, (driver) => exportInWorkbench(driver, exporter)),
);
