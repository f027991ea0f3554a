import { parsePromptFile, renderPromptFile } from '../core/compress/prompts/prompt-file.ts';
import type { PromptTemplate, PromptTexts } from '../core/compress/prompts/types.ts';
import { endpointStrategies } from '../core/compress/registry.ts';
import type { CompressionStrategy } from '../core/compress/types.ts';
import { samplingMethods } from '../core/sampling/registry.ts';

/** A prompt with the strategies and sampling methods that ask with it. */
export interface PromptUse {
  readonly template: PromptTemplate;
  readonly usedBy: readonly { readonly id: string; readonly title: string }[];
}

/** A person's prompts by their ids, and what is wrong with the files, one sentence each that begins with the file's name. */
export interface OwnPrompts {
  readonly prompts: Readonly<Record<string, PromptTexts>>;
  readonly problems: readonly string[];
}

/** All prompts in the order of the registries, each once. */
export function promptUses(): readonly PromptUse[] {
  const uses = new Map<PromptTemplate, { readonly id: string; readonly title: string }[]>();
  for (const { id, title, prompts } of [...endpointStrategies, ...samplingMethods]) {
    for (const template of prompts) uses.set(template, [...(uses.get(template) ?? []), { id, title }]);
  }
  return [...uses].map(([template, usedBy]) => ({ template, usedBy }));
}

/** The file of a prompt as the program has it, for a person to edit; undefined when there is no such prompt. */
export function defaultPromptFile(id: string): string | undefined {
  const use = promptUses().find(({ template }) => template.id === id);
  return (
    use &&
    renderPromptFile(
      use.template,
      use.usedBy.map((user) => user.id),
    )
  );
}

/**
 * Reads a folder of prompt files (only names that end in ".md" count; README.md does not). A file with an error is left
 * out, so that the built-in prompt counts, and a problem says so; of two files for one prompt the first counts.
 */
export function readPromptFiles(files: readonly { readonly name: string; readonly text: string }[]): OwnPrompts {
  const templates = promptUses().map(({ template }) => template);
  const prompts = new Map<string, PromptTexts>();
  const problems: string[] = [];
  const own = files.filter(({ name }) => isPromptFile(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, text } of own) {
    const { value, problems: found } = parsePromptFile(text, templates);
    for (const { message, span } of found)
      problems.push(`${name}${span ? `:${lineOf(text, span.start)}` : ''}: ${message}`);
    if (value === null) continue;
    if (prompts.has(value.id))
      problems.push(`${name}: The prompt ${value.id} stands in another file as well, which counts.`);
    else prompts.set(value.id, value.texts);
  }
  return { prompts: Object.fromEntries(prompts), problems };
}

/** Those of a person's prompts that a strategy asks with; the others must not make its work count as another one. */
export function promptsOf(strategy: CompressionStrategy, { prompts }: OwnPrompts): OwnPrompts['prompts'] {
  const own = strategy.needs === 'none' ? [] : strategy.prompts.map(({ id }) => id);
  return Object.fromEntries(Object.entries(prompts).filter(([id]) => own.includes(id)));
}

/** Whether a file of a prompts folder is one of a prompt. */
export function isPromptFile(name: string): boolean {
  return /\.md$/i.test(name) && name.toLowerCase() !== 'readme.md';
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
