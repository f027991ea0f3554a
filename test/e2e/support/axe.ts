import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';
import type { Driver } from '../../workbench/driver.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** An issue that axe found, with where it is. */
interface AxeIssue {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly targets: readonly string[];
}

/**
 * What axe calls serious or critical in the webview that has an element of that selector, a line each; none when all is well.
 * Fails when there is no such webview or nothing in it was checked.
 */
export async function seriousIssues(driver: Driver, selector: string): Promise<readonly string[]> {
  return issuesIn(await frameWith(driver, selector));
}

async function issuesIn(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(`${AXE}; undefined`);
  const found: unknown = await frame.evaluate(`axe.run(document.body.parentElement).then(({ violations, passes }) => ({
    passes: passes.length,
    issues: violations.map(({ id, impact, help, nodes }) => ({
      id, impact, help, targets: nodes.slice(0, 3).map((node) => node.target.join(' ') + ' ' + (node.failureSummary ?? '')),
    })),
  }))`);
  const { passes, issues } = found as { readonly passes: number; readonly issues: readonly AxeIssue[] };
  if (passes === 0) throw new Error('axe checked nothing.');
  return issues
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, targets }) => `${id}: ${help} (${targets.join('; ')})`);
}

/** The same for the webview that is shown. */
export async function axeViolations(driver: Driver): Promise<readonly string[]> {
  const body = await driver.webview().locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  if (!frame) throw new Error('No webview is shown.');
  return issuesIn(frame);
}

async function frameWith(driver: Driver, selector: string): Promise<Frame> {
  return driver.waitFor(`a webview with ${selector}`, async () => {
    for (const frame of driver.page.frames()) {
      if (frame !== driver.page.mainFrame() && (await frame.locator(selector).count()) > 0) return frame;
    }
    return undefined;
  });
}
