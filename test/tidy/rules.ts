import { isNode, nodesOf, type SourceFile } from './source-files.ts';

/** Layers of `src` and what each may import besides itself. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  core: ['base'],
  app: ['base', 'core'],
  endpoints: ['base', 'core'],
  protocol: ['base', 'core'],
  platform: ['base', 'core', 'app'],
  server: ['base', 'core', 'app', 'protocol'],
  extension: ['base', 'core', 'app', 'protocol', 'endpoints'],
  cli: ['base', 'core', 'app', 'protocol', 'endpoints', 'platform'],
  webview: ['base', 'core', 'protocol'],
  entry: ['base', 'core', 'app', 'endpoints', 'protocol', 'platform', 'server', 'extension', 'cli', 'webview'],
};

const WITHOUT_NODE = ['base', 'core', 'protocol', 'app', 'endpoints', 'server', 'webview', 'extension'];
const MOST_LINES = 400;
const MOST_FUNCTION_LINES = 60;
const IMPURE = new Set([
  'Date',
  'console',
  'process',
  'performance',
  'setTimeout',
  'setInterval',
  'fetch',
  'window',
  'document',
  'globalThis',
  'crypto',
  'localStorage',
]);
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** The layer of a path under `src`; undefined for anything else. */
export function layerOf(path: string): string | undefined {
  const [top, layer] = path.split('/');
  return top === 'src' ? layer : undefined;
}

/** A rule gives one message per breach: the place, the rule, and the allowed way. */
export type Rule = (files: readonly SourceFile[]) => readonly string[];

export const layerRule: Rule = (files) =>
  eachImport(files, (file, { file: target, line }) => {
    const from = layerOf(file.path) ?? '';
    const to = target === null ? undefined : layerOf(target);
    if (to === undefined || to === from || LAYERS[from]?.includes(to)) return null;
    const allowed = ['itself', ...(LAYERS[from] ?? [])].join(', ');
    return `${file.path}:${line} imports ${target}. src/${from} may import ${allowed}. Move the shared part to a lower layer, or pass it in through a port.`;
  });

export const knownFolderRule: Rule = (files) =>
  files
    .filter(({ path }) => !Object.hasOwn(LAYERS, layerOf(path) ?? ''))
    .map(({ path }) => `${path} is in no layer. Layers of src: ${Object.keys(LAYERS).join(', ')}.`);

export const relativeImportRule: Rule = (files) => {
  const paths = new Set(files.map(({ path }) => path));
  return eachImport(files, (file, { file: target, line }) =>
    target === null || paths.has(target)
      ? null
      : `${file.path}:${line} imports ${target}, which is no source file. Relative imports name a .ts file under src.`,
  );
};

export const editorRule: Rule = (files) =>
  eachImport(files, (file, { text, line }) => {
    const name = packageOf(text);
    if (name !== 'vscode' && name !== 'vscode-languageclient') return null;
    if (layerOf(file.path) === 'extension' || /^src\/entry\/extension-[^/]+\.ts$/.test(file.path)) return null;
    return `${file.path}:${line} imports ${name}. Only src/extension and src/entry/extension-*.ts know the editor; give the rest plain data.`;
  });

export const nodeRule: Rule = (files) =>
  eachImport(files, (file, { text, line }) => {
    const layer = layerOf(file.path) ?? '';
    if (!text?.startsWith('node:') || !WITHOUT_NODE.includes(layer)) return null;
    return `${file.path}:${line} imports ${text}. src/${layer} runs in browsers too; put it behind a port and implement that in src/platform/node.`;
  });

export const constantImportRule: Rule = (files) =>
  eachImport(files, (file, { text, line }) =>
    text !== null || file.path === 'src/cli/commands/lsp.ts'
      ? null
      : `${file.path}:${line} imports something that is only known when it runs. Name the module, so that it is bundled and checked.`,
  );

export const barrelRule: Rule = (files) =>
  files.flatMap(({ path, reExports }) =>
    reExports.map(
      (line) => `${path}:${line} exports something of another file. Import it from the file that makes it.`,
    ),
  );

export const defaultExportRule: Rule = (files) =>
  files.flatMap(({ path, defaultExports }) =>
    defaultExports.map((line) => `${path}:${line} has a default export. Export it by its name.`),
  );

export const fileLengthRule: Rule = (files) =>
  files
    .filter(({ lines }) => lines > MOST_LINES)
    .map(
      ({ path, lines }) =>
        `${path} has ${lines} lines. At most ${MOST_LINES}: give its second subject a file of its own.`,
    );

export const functionLengthRule: Rule = (files) =>
  files.flatMap((file) =>
    [...nodesOf(file.program)]
      .filter((node) => FUNCTIONS.has(node.type))
      .map((node) => ({ first: file.lineOf(node.start), last: file.lineOf(node.end - 1) }))
      .filter(({ first, last }) => last - first + 1 > MOST_FUNCTION_LINES)
      .map(
        ({ first, last }) =>
          `${file.path}:${first} is a function of ${last - first + 1} lines. At most ${MOST_FUNCTION_LINES}: take out a part that has a name.`,
      ),
  );

/** The core gives the same results everywhere and always: no clock, no randomness, no platform. */
export const pureCoreRule: Rule = (files) =>
  files
    .filter(({ path }) => ['core', 'base'].includes(layerOf(path) ?? ''))
    .flatMap((file) =>
      impureNames(file).map(
        ({ name, line }) =>
          `${file.path}:${line} uses ${name}. src/core and src/base are pure; take the value as an argument.`,
      ),
    );

function impureNames(file: SourceFile): readonly { name: string; line: number }[] {
  const declared = new Set<string>();
  const used: { name: string; line: number }[] = [];
  for (const node of nodesOf(file.program)) {
    if (node.type === 'VariableDeclarator' || node.type === 'ImportSpecifier') {
      const made = node.type === 'ImportSpecifier' ? node.local : node.id;
      if (isNode(made) && typeof made.name === 'string') declared.add(made.name);
    }
    for (const params of [node.params].filter(Array.isArray)) {
      for (const param of params)
        for (const inner of isNode(param) ? nodesOf(param) : [])
          if (typeof inner.name === 'string') declared.add(inner.name);
    }
    const object =
      node.type === 'MemberExpression'
        ? node.object
        : ['CallExpression', 'NewExpression'].includes(node.type)
          ? node.callee
          : null;
    if (!isNode(object) || object.type !== 'Identifier' || typeof object.name !== 'string') continue;
    const line = file.lineOf(node.start);
    if (IMPURE.has(object.name)) used.push({ name: object.name, line });
    const property = isNode(node.property) ? node.property.name : undefined;
    if (object.name === 'Math' && property === 'random') used.push({ name: 'Math.random', line });
  }
  return used.filter(({ name }) => !declared.has(name));
}

/** Files that import each other in a ring, each ring once. */
export const cycleRule: Rule = (files) => {
  const targets = new Map(files.map((file) => [file.path, file.imports.flatMap(({ file: target }) => target ?? [])]));
  const done = new Set<string>();
  const rings: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(path);
    if (seen >= 0) {
      rings.push(`${[...trail.slice(seen), path].join(' -> ')} is a ring. Move what both need to a file of its own.`);
      return;
    }
    if (done.has(path)) return;
    for (const next of targets.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return rings;
};

/** A folder whose files are units of a registry: one file and one line in the registry make a new one. */
export interface UnitFolder {
  readonly folder: string;
  readonly registry: string;
  /** Files of the folder that are no units. */
  readonly others: readonly string[];
}

/** Only the registry imports units, and units do not know each other. */
export function unitRule({ folder, registry, others }: UnitFolder): Rule {
  return (files) => {
    const units = new Set(unitFiles({ folder, registry, others }, files));
    const imported = new Set(files.find(({ path }) => path === registry)?.imports.map(({ file }) => file));
    const missing = [...units]
      .filter((unit) => !imported.has(unit))
      .map((unit) => `${unit} is not in ${registry}. Add it there, or move it out of the folder if it is no unit.`);
    const breaches = eachImport(files, (file, { file: target, line }) => {
      if (target === null || !units.has(target) || file.path === registry) return null;
      const why = units.has(file.path) ? 'Units do not know each other' : `Only ${registry} imports units`;
      return `${file.path}:${line} imports ${target}. ${why}: ask the registry, or move the shared part out of ${folder}.`;
    });
    return [...missing, ...breaches];
  };
}

/** The unit files of a folder. */
export function unitFiles({ folder, registry, others }: UnitFolder, files: readonly SourceFile[]): readonly string[] {
  return files
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
    .filter((path) => path !== registry && !others.includes(path.slice(folder.length + 1)));
}

function eachImport(
  files: readonly SourceFile[],
  check: (file: SourceFile, imported: SourceFile['imports'][number]) => string | null,
): readonly string[] {
  return files.flatMap((file) => file.imports.flatMap((imported) => check(file, imported) ?? []));
}

function packageOf(text: string | null): string | null {
  return text?.split('/')[0] ?? null;
}
