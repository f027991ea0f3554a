import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');

/** A node of the syntax tree, as far as the rules look at it. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** An import, a re-export or a dynamic import. */
export interface ImportOf {
  /** As it is written; null when it is no constant. */
  readonly text: string | null;
  /** The file that a relative import leads to, from the root with "/"; null for a package. */
  readonly file: string | null;
  readonly line: number;
}

/** A source file, parsed. */
export interface SourceFile {
  /** From the root, with "/". */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly ImportOf[];
  /** Lines on which something of another file is exported again. */
  readonly reExports: readonly number[];
  readonly defaultExports: readonly number[];
  readonly program: SyntaxNode;
  lineOf(offset: number): number;
}

/** Every TypeScript file under a folder of the repository (declaration files left out), parsed. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(ROOT, path), 'utf8')));
}

/** A file from its text. Throws when it does not parse, because then no rule could be held. */
export function parseSource(path: string, text: string): SourceFile {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const lineOf = (offset: number): number => {
    const next = starts.findIndex((start) => start > offset);
    return next < 0 ? starts.length : next;
  };
  const importOf = (name: string | null, offset: number): ImportOf => ({
    text: name,
    file: name?.startsWith('.') ? posix.join(dirname(path), name) : null,
    line: lineOf(offset),
  });
  const fromOthers = module.staticExports.flatMap(({ start, entries }) => {
    const request = entries.find((entry) => entry.moduleRequest)?.moduleRequest;
    return request ? [{ start, name: request.value }] : [];
  });
  return {
    path,
    text,
    lines: text.endsWith('\n') ? starts.length - 1 : starts.length,
    imports: [
      ...module.staticImports.map(({ start, moduleRequest }) => importOf(moduleRequest.value, start)),
      ...fromOthers.map(({ start, name }) => importOf(name, start)),
      ...module.dynamicImports.map(({ start, moduleRequest }) =>
        importOf(constantOf(text.slice(moduleRequest.start, moduleRequest.end)), start),
      ),
    ],
    reExports: fromOthers.map(({ start }) => lineOf(start)),
    defaultExports: module.staticExports
      .filter(({ entries }) => entries.some((entry) => entry.exportName.kind === 'Default'))
      .map(({ start }) => lineOf(start)),
    program: program as unknown as SyntaxNode,
    lineOf,
  };
}

function constantOf(source: string): string | null {
  return /^(['"`])([^'"`$\\]*)\1$/.exec(source.trim())?.[2] ?? null;
}

/** Every node of a tree, outermost first. */
export function* nodesOf(root: SyntaxNode): Generator<SyntaxNode> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) waiting.push(...next.toReversed());
    else if (isNode(next)) {
      yield next;
      waiting.push(...Object.values(next).toReversed());
    }
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
