import type { PromptMessage } from '../types.ts';
import type { PromptTemplate } from './types.ts';

/**
 * The messages of a template with its variables filled in. Values are put in once and never looked at again, so that a
 * `{{name}}` inside a trace stays what it is. A variable without a value becomes ''.
 */
export function fillPrompt(
  template: PromptTemplate,
  values: Readonly<Record<string, string>>,
): readonly PromptMessage[] {
  const fill = (text: string): string =>
    text
      .replace(/\{\{([a-zA-Z]{1,40})\}\}/g, (_, name: string) =>
        Object.hasOwn(values, name) ? (values[name] ?? '') : '',
      )
      .trim();
  return [
    { role: 'system', content: fill(template.system) },
    { role: 'user', content: fill(template.user) },
  ];
}
