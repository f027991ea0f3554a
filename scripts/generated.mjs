// What package.json and README say about readers, segmenters, passes, strategies, guards and tokenizers, made from the registries.
// `node scripts/generated.mjs` writes it; test/tidy/generated.test.ts fails when it is stale. Runs on the project's Node 24,
// which reads the TypeScript sources as they are.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { passes } from '../src/core/analysis/registry.ts';
import { GUARD_LEVELS } from '../src/core/compress/guard-levels.ts';
import { guards } from '../src/core/compress/guards/registry.ts';
import { strategies } from '../src/core/compress/registry.ts';
import { exporters } from '../src/core/export/registry.ts';
import { readers } from '../src/core/readers/registry.ts';
import { segmenters } from '../src/core/segment/registry.ts';
import { TOKENIZERS as tokenizers } from '../src/core/tokens/registry.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function withEnum(property, units) {
  return { ...property, enum: units.map((unit) => unit.id), enumDescriptions: units.map((unit) => unit.summary) };
}

function guardProperties() {
  return Object.fromEntries(
    guards.map(({ id, summary, required }) => {
      const levels = id === 'answer-unchanged' ? ['required'] : [...GUARD_LEVELS];
      const standard = required ? 'required' : 'advisory';
      return [id, { type: 'string', enum: levels, description: `${summary} Else: ${standard}.` }];
    }),
  );
}

/** package.json's text with the enums of the registries. */
export function generatedManifest(text) {
  const manifest = JSON.parse(text);
  for (const section of manifest.contributes.configuration) {
    const own = section.properties;
    const set = (key, units) => {
      if (own[key]) own[key] = withEnum(own[key], units);
    };
    set('cotLens.tokenizer', tokenizers);
    set('cotLens.segmenter', segmenters);
    set('cotLens.compress.defaultStrategy', strategies);
    const disabled = own['cotLens.disabledPasses'];
    const levels = own['cotLens.guards'];
    if (levels) levels.properties = guardProperties();
    if (disabled) disabled.items = withEnum({ type: 'string' }, passes);
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function settingsTable(manifest) {
  const rows = manifest.contributes.configuration.flatMap((section) =>
    Object.entries(section.properties).map(([key, property]) => [
      `\`${key}\``,
      `\`${JSON.stringify(property.default)}\``,
      (property.markdownDescription ?? property.description).replaceAll(/`#([^#]+)#`/g, '`$1`'),
    ]),
  );
  return table(['Setting', 'Default', 'Meaning'], rows);
}

/** README's text with the tables of the registries and of the manifest. */
export function generatedReadme(text, manifestText) {
  const unitTable = (units) =>
    table(
      ['Id', 'What it does'],
      units.map((unit) => [`\`${unit.id}\``, unit.summary]),
    );
  const parts = {
    readers: unitTable(readers),
    strategies: table(
      ['Id', 'Needs', 'What it does'],
      strategies.map((unit) => [`\`${unit.id}\``, unit.needs === 'none' ? 'nothing' : 'an endpoint', unit.summary]),
    ),
    passes: unitTable(passes),
    guards: table(
      ['Id', 'Failure', 'What it checks'],
      guards.map((unit) => [`\`${unit.id}\``, unit.required ? 'refuses' : 'warns', unit.summary]),
    ),
    exporters: table(
      ['Id', 'What it writes', 'Needs'],
      exporters.map((unit) => [`\`${unit.id}\``, unit.summary, unit.needs]),
    ),
    settings: settingsTable(JSON.parse(manifestText)),
  };
  let result = text;
  for (const [name, body] of Object.entries(parts)) {
    const block = new RegExp(`(<!-- generated:${name} -->\\n)[\\s\\S]*?(<!-- /generated -->)`);
    result = result.replace(block, (_all, open, close) => `${open}${body}\n${close}`);
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manifestPath = `${root}package.json`;
  const readmePath = `${root}README.md`;
  const manifest = generatedManifest(readFileSync(manifestPath, 'utf8'));
  writeFileSync(manifestPath, manifest);
  writeFileSync(readmePath, generatedReadme(readFileSync(readmePath, 'utf8'), manifest));
  console.log('package.json and README.md are up to date');
}
