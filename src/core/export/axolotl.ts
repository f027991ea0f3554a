import type { ExtraFile, WrittenFile } from './types.ts';

/** The data part of an axolotl configuration, with the lines of `entry` for each file. */
export function axolotlYaml(written: readonly WrittenFile[], entry: readonly string[]): readonly ExtraFile[] {
  const list = (split: (file: WrittenFile) => boolean) =>
    written
      .filter(split)
      .flatMap(({ path }) => [`  - path: ${path}`, '    ds_type: json', ...entry.map((line) => `    ${line}`)]);
  const train = list(({ split }) => split === 'train');
  const rest = list(({ split }) => split !== 'train');
  const lines = [
    '# The data part of an axolotl configuration: put model and training settings beside it.',
    '# Paths are relative to the folder in which axolotl is started.',
    'train_on_inputs: false',
    ...(train.length === 0 ? [] : ['datasets:', ...train]),
    ...(rest.length === 0 ? [] : ['test_datasets:', ...rest]),
  ];
  return [{ path: 'axolotl-data.yml', text: `${lines.join('\n')}\n` }];
}
