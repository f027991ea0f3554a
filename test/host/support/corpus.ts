import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, Uri } from 'vscode';

/** A corpus file of the test's own, outside the workspace. */
export class TestCorpus {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cot-lens-host-'));
  readonly path: string;

  constructor(name: string, lines: readonly string[]) {
    this.path = join(this.#folder, name);
    this.write(lines);
  }

  write(lines: readonly string[]): void {
    writeFileSync(this.path, `${lines.join('\n')}\n`);
  }

  read(): string {
    return readFileSync(this.path, 'utf8');
  }

  /** Address of a trace's document, as the extension makes it. */
  trace(record: number): Uri {
    const corpus = Uri.file(this.path);
    const name = (this.path.split('/').at(-1) ?? '').replace(/\.jsonl$/, '');
    const query = `corpus=${encodeURIComponent(corpus.toString())}&record=${record}&trace=0`;
    return Uri.from({ scheme: 'cot-trace', path: `${corpus.path}/${name}-${record}.cot`, query });
  }

  async dispose(): Promise<void> {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Asks again until the probe gives something; fails naming what was waited for. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | PromiseLike<T | undefined | false>,
): Promise<T> {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`Not seen within 30 s: ${what}`);
}

export const REPEATING = {
  question: 'A shelf holds 4 rows of 6 books and 3 more books. How many books?',
  steps: [
    'Each row has 6 books, so 4 * 6 = 24 books stand in rows.',
    'With the 3 more there are 24 + 3 = 27 books.',
    'Each row has 6 books, so 4 * 6 = 24 books stand in rows.',
    'The answer is 27.',
  ],
  answer: '27',
};
