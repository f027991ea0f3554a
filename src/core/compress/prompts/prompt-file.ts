import type { Outcome, Problem } from '../../model/problem.ts';
import type { Span } from '../../model/span.ts';
import type { PromptTemplate, PromptTexts } from './types.ts';
import { VARIABLE_MEANINGS } from './variables.ts';

/** A prompt as it stands in a file of a person's own. */
export interface PromptFile {
  readonly id: string;
  readonly texts: PromptTexts;
}

/** Texts that the trace comes in with; a prompt that had one and has none any more asks about nothing. */
const TRACE = ['reasoning', 'steps', 'chunk', 'step', 'first', 'question'];

/**
 * A prompt as a Markdown file that people edit: the id as the heading, a comment that explains the variables, and the texts
 * under "## System" and "## User". `parsePromptFile` reads it back to the same texts, white space at their ends aside,
 * unless the system text itself has a line "## User".
 */
export function renderPromptFile(template: PromptTemplate, usedBy: readonly string[] = []): string {
  const variables = template.variables.map((name) => `  {{${name}}} - ${VARIABLE_MEANINGS[name] ?? 'see the program'}`);
  const note = [
    '<!--',
    ...(usedBy.length === 0 ? [] : [`Used by: ${usedBy.join(', ')}.`]),
    'The texts below count in place of the built-in prompt. Variables, each in double braces:',
    ...variables,
    'What is "fenced" stands between marker lines that the text itself cannot contain.',
    '-->',
  ].join('\n');
  return `# ${template.id}\n\n${note}\n\n## System\n\n${template.system.trim()}\n\n## User\n\n${template.user.trim()}\n`;
}

/**
 * Reads a prompt file. `value` is null when an error was found: no known id, a missing part, or a variable that the prompt
 * does not have (it would silently become nothing). Spans of the problems are UTF-16 offsets into `source`. Never throws; linear.
 */
export function parsePromptFile(source: string, templates: readonly PromptTemplate[]): Outcome<PromptFile | null> {
  const parts = partsOf(source);
  const template = templates.find(({ id }) => id === parts.id?.text);
  if (template === undefined) return { value: null, problems: [noTemplate(parts, templates)] };
  const { system, user } = parts;
  const missing = (name: string): Problem => error('missing-part', `The heading "## ${name}" is missing.`, parts.id);
  if (user === null || system === null) {
    return { value: null, problems: [...(system ? [] : [missing('System')]), ...(user ? [] : [missing('User')])] };
  }
  const problems = [
    ...(user.text === '' ? [error('empty-part', 'There is no text under "## User".', user)] : []),
    ...unknownVariables(system, template),
    ...unknownVariables(user, template),
  ];
  const texts = { system: system.text, user: user.text };
  if (problems.length > 0) return { value: null, problems };
  return { value: { id: template.id, texts }, problems: unseen(template, texts, user) };
}

interface Part extends Span {
  readonly text: string;
}

interface Parts {
  readonly id: Part | null;
  readonly system: Part | null;
  readonly user: Part | null;
}

/** The heading and the two texts; the first headings count, so that later ones may stand in the user's text. */
function partsOf(source: string): Parts {
  let id: Part | null = null;
  let system: number | null = null;
  let systemEnd = source.length;
  let user: number | null = null;
  let start = 0;
  for (const line of source.split('\n')) {
    const words = line.replace(/^\uFEFF/, '').trimEnd();
    const next = start + line.length + 1;
    if (id === null && words.trim() !== '')
      id = words.startsWith('# ') ? part(source, start + line.indexOf('#') + 1, start + line.length) : null;
    if (id === null && words.trim() !== '') break;
    if (system === null && words === '## System') system = next;
    else if (user === null && words === '## User') {
      user = next;
      systemEnd = start;
    }
    start = next;
  }
  return {
    id,
    system: system === null ? null : part(source, system, Math.max(system, systemEnd)),
    user: user === null ? null : part(source, user, source.length),
  };
}

function part(source: string, start: number, end: number): Part {
  const raw = source.slice(start, end);
  const text = raw.trim();
  const from = start + (raw.length - raw.trimStart().length);
  return { start: from, end: from + text.length, text: text.replaceAll('\r\n', '\n') };
}

function noTemplate({ id }: Parts, templates: readonly PromptTemplate[]): Problem {
  if (id === null) return error('no-id', 'The file has to begin with the prompt\'s id, like "# c3ot".', null);
  const known = templates.map((template) => template.id).join(', ');
  return error('unknown-prompt', `There is no prompt "${id.text.slice(0, 60)}". Known: ${known}.`, id);
}

function unknownVariables(where: Part, template: PromptTemplate): readonly Problem[] {
  const known = template.variables.map((name) => `{{${name}}}`).join(', ');
  return [...where.text.matchAll(/\{\{([a-zA-Z]{1,40})\}\}/g)]
    .filter((match) => !template.variables.includes(match[1] ?? ''))
    .map((match) => {
      const start = where.start + match.index;
      const at = { start, end: start + match[0].length };
      return error('unknown-variable', `The prompt ${template.id} has no variable ${match[0]}. It has ${known}.`, at);
    });
}

/** A warning where the texts no longer show the model what they are about. */
function unseen(template: PromptTemplate, texts: PromptTexts, at: Span): readonly Problem[] {
  const shows = ({ system, user }: PromptTexts): boolean =>
    TRACE.some((name) => template.variables.includes(name) && `${system}${user}`.includes(`{{${name}}}`));
  if (!shows(template) || shows(texts)) return [];
  const message = `The prompt ${template.id} uses none of ${TRACE.filter((name) => template.variables.includes(name))
    .map((name) => `{{${name}}}`)
    .join(', ')}, so the model does not see what to work on.`;
  return [{ code: 'nothing-shown', message, severity: 'warning', span: { start: at.start, end: at.end } }];
}

function error(code: string, message: string, at: Span | null): Problem {
  return { code, message, severity: 'error', ...(at === null ? {} : { span: { start: at.start, end: at.end } }) };
}
