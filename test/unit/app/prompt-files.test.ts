import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPromptFile, promptUses, readPromptFiles } from '../../../src/app/prompt-files.ts';
import { parsePromptFile, renderPromptFile } from '../../../src/core/compress/prompts/prompt-file.ts';
import { VARIABLE_MEANINGS } from '../../../src/core/compress/prompts/variables.ts';
import { cpuTime } from '../../helpers/cpu.ts';

const templates = promptUses().map(({ template }) => template);
const c3ot = defaultPromptFile('c3ot') ?? '';
const parse = (source: string) => parsePromptFile(source, templates);
const messages = (source: string) => parse(source).problems.map(({ message }) => message);

describe('prompt files', () => {
  test('every prompt can be written, explains all its variables, and is read back to the same texts', () => {
    expect(templates.length).toBeGreaterThan(20);
    for (const { template, usedBy } of promptUses()) {
      for (const name of template.variables) expect(VARIABLE_MEANINGS[name], `${template.id} ${name}`).toBeTruthy();
      const file = defaultPromptFile(template.id) ?? '';
      const { value, problems } = parse(file);
      expect(problems, template.id).toEqual([]);
      expect(value).toEqual({
        id: template.id,
        texts: { system: template.system.trim(), user: template.user.trim() },
      });
      expect(file).toContain(`Used by: ${usedBy.map(({ id }) => id).join(', ')}.`);
    }
  });

  test('any texts come back, with Windows line ends as well', () => {
    const text = fc
      .array(fc.constantFrom('a', '\n', '## System', '# x', '<!--', '-->', '{{answer}}', ' '), { maxLength: 20 })
      .map((parts) => parts.join(''));
    const template = templates.find(({ id }) => id === 'c3ot');
    if (template === undefined) throw new Error('c3ot is gone');
    fc.assert(
      fc.property(text, text, (system, user) => {
        const texts = { system: system.trim(), user: `x${user}`.trim() };
        const file = renderPromptFile({ ...template, ...texts });
        expect(parse(file).value?.texts).toEqual(texts);
        expect(parse(file.replaceAll('\n', '\r\n')).value?.texts).toEqual(texts);
        expect(parse(`\uFEFF${file}`).value?.texts).toEqual(texts);
      }),
    );
  });

  test('a heading "## User" inside the user text stays there', () => {
    const file = '# c3ot\n## System\ns\n## User\n{{reasoning}}\n## User\nmore';
    expect(parse(file).value?.texts).toEqual({ system: 's', user: '{{reasoning}}\n## User\nmore' });
  });
});

describe('what is wrong is said with its place', () => {
  test('no id, an unknown one', () => {
    expect(messages('')).toEqual(['The file has to begin with the prompt\'s id, like "# c3ot".']);
    expect(messages('Hello\n# c3ot')).toEqual(['The file has to begin with the prompt\'s id, like "# c3ot".']);
    expect(messages('# c4ot\n## System\n## User\nx')[0]).toContain('There is no prompt "c4ot". Known: rewrite, c3ot');
  });

  test('missing and empty parts', () => {
    expect(messages('# c3ot\n')).toEqual(['The heading "## System" is missing.', 'The heading "## User" is missing.']);
    expect(messages('# c3ot\n## System\nx')).toEqual(['The heading "## User" is missing.']);
    expect(messages('# c3ot\n## System\nx\n## User\n \n')).toEqual(['There is no text under "## User".']);
  });

  test('an unknown variable, at its place', () => {
    const source = '# c3ot\n## System\nx\n## User\n{{reasoning}} {{resoning}}';
    const { value, problems } = parse(source);
    expect(value).toBeNull();
    expect(problems[0]?.message).toContain('The prompt c3ot has no variable {{resoning}}. It has {{question}}');
    const { start, end } = problems[0]?.span ?? { start: 0, end: 0 };
    expect(source.slice(start, end)).toBe('{{resoning}}');
  });

  test('a prompt that shows the model nothing is a warning', () => {
    const { value, problems } = parse('# c3ot\n## System\nx\n## User\nShorten it.');
    expect(value?.texts.user).toBe('Shorten it.');
    expect(problems).toMatchObject([{ severity: 'warning', code: 'nothing-shown' }]);
  });

  test.each(['{{', '#', '\n', '## User\n', '{{a}}'])('100 kB of %j are read in time', (unit) => {
    const start = cpuTime();
    parse(`# c3ot\n## System\n${unit.repeat(100_000 / unit.length)}\n## User\nx`);
    expect(cpuTime() - start).toBeLessThan(3000);
  });
});

describe('a folder of prompt files', () => {
  test('good files count, bad ones are named with their line, others are no prompts', () => {
    const mine = c3ot.replace('You compress', 'You, my friend, compress');
    const { prompts, problems } = readPromptFiles([
      { name: 'README.md', text: 'About my prompts' },
      { name: 'notes.txt', text: 'x' },
      { name: 'b.md', text: c3ot },
      { name: 'a.md', text: mine },
      { name: 'bad.md', text: '# rewrite\n## System\n\n## User\n{{nonsense}}' },
    ]);
    expect(Object.keys(prompts)).toEqual(['c3ot']);
    expect(prompts.c3ot?.system).toContain('my friend');
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe('b.md: The prompt c3ot stands in another file as well, which counts.');
    expect(problems[1]).toContain('bad.md:5: The prompt rewrite has no variable {{nonsense}}.');
  });

  test('there is no file for what is no prompt', () => {
    expect(defaultPromptFile('nothing')).toBeUndefined();
  });
});
