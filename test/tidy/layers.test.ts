import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/registry.ts';
import { passes } from '../../src/core/analysis/registry.ts';
import { guards } from '../../src/core/compress/guards/registry.ts';
import { strategies } from '../../src/core/compress/registry.ts';
import { exporters } from '../../src/core/export/registry.ts';
import { methodPreviews } from '../../src/core/preview/registry.ts';
import { readers } from '../../src/core/readers/registry.ts';
import { rewardColumns } from '../../src/core/rewards/registry.ts';
import { samplingMethods } from '../../src/core/sampling/registry.ts';
import { segmenters } from '../../src/core/segment/registry.ts';
import { TOKENIZERS } from '../../src/core/tokens/registry.ts';
import { PROTOCOLS } from '../../src/endpoints/protocols/registry.ts';
import { SCORING_WAYS } from '../../src/endpoints/scoring/registry.ts';
import { FEATURES } from '../../src/server/features/registry.ts';
import * as rules from './rules.ts';
import { parseSource, sourceFiles } from './source-files.ts';

const files = sourceFiles('src');

const GENERAL: readonly (readonly [string, rules.Rule])[] = [
  ['every file of src is in a layer', rules.knownFolderRule],
  ['imports point down the layers', rules.layerRule],
  ['relative imports name a source file', rules.relativeImportRule],
  ['imports are known before the program runs', rules.constantImportRule],
  ['only the extension knows the editor', rules.editorRule],
  ['what runs in browsers does not use Node', rules.nodeRule],
  ['the core uses no clock, no randomness and no platform', rules.pureCoreRule],
  ['no files import each other in a ring', rules.cycleRule],
  ['no file passes on the exports of another', rules.barrelRule],
  ['no default exports', rules.defaultExportRule],
  ['files have at most 400 lines', rules.fileLengthRule],
  ['functions have at most 60 lines', rules.functionLengthRule],
];

const UNITS: readonly (rules.UnitFolder & { readonly units: readonly { readonly id: string }[] })[] = [
  {
    folder: 'src/core/readers',
    registry: 'src/core/readers/registry.ts',
    others: ['types.ts', 'detect.ts', 'mapped.ts'],
    units: readers,
  },
  { folder: 'src/core/segment/segmenters', registry: 'src/core/segment/registry.ts', others: [], units: segmenters },
  {
    folder: 'src/core/sampling/methods',
    registry: 'src/core/sampling/registry.ts',
    others: [],
    units: samplingMethods,
  },
  { folder: 'src/core/export/exporters', registry: 'src/core/export/registry.ts', others: [], units: exporters },
  { folder: 'src/core/preview/methods', registry: 'src/core/preview/registry.ts', others: [], units: methodPreviews },
  { folder: 'src/core/rewards/columns', registry: 'src/core/rewards/registry.ts', others: [], units: rewardColumns },
  { folder: 'src/core/tokens', registry: 'src/core/tokens/registry.ts', others: ['types.ts'], units: TOKENIZERS },
  { folder: 'src/core/analysis/passes', registry: 'src/core/analysis/registry.ts', others: [], units: passes },
  { folder: 'src/core/compress/strategies', registry: 'src/core/compress/registry.ts', others: [], units: strategies },
  {
    folder: 'src/core/compress/guards',
    registry: 'src/core/compress/guards/registry.ts',
    others: ['types.ts'],
    units: guards,
  },
  {
    folder: 'src/endpoints/protocols',
    registry: 'src/endpoints/protocols/registry.ts',
    others: ['types.ts'],
    units: PROTOCOLS,
  },
  {
    folder: 'src/endpoints/scoring',
    registry: 'src/endpoints/scoring/registry.ts',
    others: ['types.ts'],
    units: SCORING_WAYS,
  },
  { folder: 'src/server/features', registry: 'src/server/features/registry.ts', others: [], units: FEATURES },
  { folder: 'src/cli/commands', registry: 'src/cli/commands/registry.ts', others: [], units: commands },
];

describe('the source', () => {
  it('is looked at in every layer, imports included', () => {
    for (const layer of Object.keys(rules.LAYERS)) {
      const own = files.filter(({ path }) => rules.layerOf(path) === layer);
      expect(own, `src/${layer}`).not.toHaveLength(0);
    }
    expect(files.flatMap(({ imports }) => imports.filter(({ file }) => file !== null)).length).toBeGreaterThan(
      files.length,
    );
  });

  it.each(GENERAL)('%s', (_name, rule) => {
    expect(rule(files)).toEqual([]);
  });
});

describe.each(UNITS)('the units of $folder', (folder) => {
  it('are imported by their registry alone', () => {
    expect(rules.unitRule(folder)(files)).toEqual([]);
  });

  it('have the name of their file as id, each once', () => {
    const names = rules.unitFiles(folder, files).map((path) => basename(path, '.ts'));
    expect(folder.units.map(({ id }) => id).sort(), 'the id of a unit is the name of its file').toEqual(names.sort());
  });
});

describe('the rules', () => {
  const breach = (rule: rules.Rule, ...sources: (readonly [string, string])[]): readonly string[] =>
    rule(sources.map(([path, text]) => parseSource(path, text)));
  const long = (count: number): string => 'f();\n'.repeat(count);
  const folder = { folder: 'src/core/x', registry: 'src/core/x/registry.ts', others: [] };

  it.each<readonly [string, rules.Rule, readonly (readonly [string, string])[]]>([
    ['an import upwards', rules.layerRule, [['src/core/a.ts', "import type { B } from '../app/b.ts';"]]],
    ['a re-export upwards', rules.layerRule, [['src/core/a.ts', "export type { B } from '../app/b.ts';"]]],
    [
      'a dynamic import upwards',
      rules.layerRule,
      [['src/base/a.ts', "export const f = () => import('../core/b.ts');"]],
    ],
    ['an unknown layer', rules.knownFolderRule, [['src/util/a.ts', '']]],
    ['a file that is not there', rules.relativeImportRule, [['src/core/a.ts', "import './b.ts';"]]],
    ['the editor outside the extension', rules.editorRule, [['src/app/a.ts', "import { Uri } from 'vscode';"]]],
    [
      'its client in a server',
      rules.editorRule,
      [['src/entry/server-node.ts', "import 'vscode-languageclient/node';"]],
    ],
    ['Node in the app', rules.nodeRule, [['src/app/a.ts', "import { join } from 'node:path';"]]],
    ['a clock in the core', rules.pureCoreRule, [['src/core/a.ts', 'export const f = () => Date.now();']]],
    ['randomness in the core', rules.pureCoreRule, [['src/core/a.ts', 'export const f = () => Math.random();']]],
    [
      'a ring',
      rules.cycleRule,
      [
        ['src/core/a.ts', "import './b.ts';"],
        ['src/core/b.ts', "import './a.ts';"],
      ],
    ],
    ['a barrel', rules.barrelRule, [['src/core/a.ts', "export * from './b.ts';"]]],
    ['a default export', rules.defaultExportRule, [['src/core/a.ts', 'export default 1;']]],
    ['a long file', rules.fileLengthRule, [['src/core/a.ts', long(401)]]],
    ['a long function', rules.functionLengthRule, [['src/core/a.ts', `const f = () => {\n${long(59)}}`]]],
    [
      'an import of unknown name',
      rules.constantImportRule,
      [['src/core/a.ts', 'export const f = (a: string) => import(a);']],
    ],
    [
      'a unit that is not registered',
      rules.unitRule(folder),
      [
        ['src/core/x/a.ts', ''],
        ['src/core/x/registry.ts', ''],
      ],
    ],
    [
      'a unit that knows another',
      rules.unitRule(folder),
      [
        ['src/core/x/a.ts', "import './b.ts';"],
        ['src/core/x/b.ts', ''],
        ['src/core/x/registry.ts', "import './a.ts';\nimport './b.ts';"],
      ],
    ],
  ])('find %s', (_name, rule, sources) => {
    expect(breach(rule, ...sources)).toHaveLength(1);
  });

  it('let through what is allowed, and words in comments and strings', () => {
    const text = `// import 'vscode';\nimport type { B } from '../../base/b.ts';\nexport const s = "import('node:fs')";\n${long(300)}`;
    const allowed = [parseSource('src/core/x/a.ts', text), parseSource('src/base/b.ts', 'export interface B {}')];
    for (const [, rule] of GENERAL) expect(rule(allowed)).toEqual([]);
    expect(rules.functionLengthRule([parseSource('src/core/a.ts', `const f = () => {\n${long(58)}}`)])).toEqual([]);
  });
});
