import type { Driver } from '../../workbench/driver.ts';

/** The texts that are drawn behind lines of the active editor, each once. */
export async function drawnBehind(driver: Driver): Promise<readonly string[]> {
  const found: unknown = await driver.page.evaluate(`
    (() => {
      const editor = document.querySelector('.editor-group-container.active .editor-instance .monaco-editor');
      const parts = [...editor.querySelectorAll('.view-line span[class*=ced-]')];
      return parts.map((part) => getComputedStyle(part, '::after').content).filter((text) => text !== 'none' && text !== 'normal');
    })()`);
  return [...new Set(found as readonly string[])].map((text) => text.slice(1, -1).replaceAll('\u00a0', ' '));
}
