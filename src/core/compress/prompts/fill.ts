import type { CompressOptions, PromptMessage } from '../types.ts';
import type { PromptTemplate } from './types.ts';

/**
 * The messages of a template with its variables filled in. Values are put in once and never looked at again, so that a
 * `{{name}}` inside a trace stays what it is. A variable without a value becomes ''. A person's own texts for this template
 * (`options.prompts`) count in place of its own.
 */
export function fillPrompt(
  template: PromptTemplate,
  values: Readonly<Record<string, string>>,
  options: Pick<CompressOptions, 'prompts'> = {},
): readonly PromptMessage[] {
  const { system, user } = options.prompts?.[template.id] ?? template;
  const fill = (text: string): string =>
    text
      .replace(/\{\{([a-zA-Z]{1,40})\}\}/g, (_, name: string) =>
        Object.hasOwn(values, name) ? (values[name] ?? '') : '',
      )
      .trim();
  return [
    { role: 'system', content: fill(system) },
    { role: 'user', content: fill(user) },
  ];
}
