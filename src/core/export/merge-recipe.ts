import type { ExtraFile } from './types.ts';

/**
 * A recipe for mergekit that averages two checkpoints with equal weights (model merging of Kimi k1.5, arXiv 2501.12599). Nothing
 * unless both are named. Names are written as JSON strings, which YAML reads as they are.
 */
export function mergeRecipe(long: string, short: string): readonly ExtraFile[] {
  if (long.trim() === '' || short.trim() === '') return [];
  const model = (name: string) => [`  - model: ${JSON.stringify(name.trim())}`, '    parameters:', '      weight: 0.5'];
  const lines = [
    '# The plain average of a long-reasoning and a short-reasoning model of one architecture.',
    '# Use: mergekit-yaml merge.yaml MERGED_FOLDER',
    'models:',
    ...model(long),
    ...model(short),
    'merge_method: linear',
    'parameters:',
    '  normalize: true',
    'dtype: bfloat16',
  ];
  return [{ path: 'merge.yaml', text: `${lines.join('\n')}\n` }];
}
