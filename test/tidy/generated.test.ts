import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedManifest, generatedReadme } from '../../scripts/generated.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const HINT = 'run node scripts/generated.mjs';

describe('what package.json and README say of the registries', () => {
  it('is current in package.json', () => {
    expect(JSON.parse(manifest), HINT).toEqual(JSON.parse(generatedManifest(manifest)));
  });

  it('is current in README.md', () => {
    expect(readme, HINT).toBe(generatedReadme(readme, generatedManifest(manifest)));
  });
});

describe('the manifest', () => {
  const { contributes } = JSON.parse(manifest) as {
    contributes: {
      commands: { command: string }[];
      menus: Record<string, { command: string }[]>;
      keybindings: { command: string }[];
    };
  };
  const declared = new Set(contributes.commands.map((each) => each.command));

  it('declares every command that a menu or key uses', () => {
    const used = [
      ...Object.values(contributes.menus)
        .flat()
        .filter((entry) => !('submenu' in entry)),
      ...contributes.keybindings,
    ].map((each) => each.command);
    expect(used.filter((command) => !declared.has(command))).toEqual([]);
  });

  it('names every file of the walkthrough, the icons and the grammars that is there', () => {
    const paths = [...manifest.matchAll(/"((?:\.\/)?(?:media|syntaxes)\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) expect(() => readFileSync(join(ROOT, path)), path).not.toThrow();
  });
});
