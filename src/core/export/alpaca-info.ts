import type { ExportJob, ExtraFile, WrittenFile } from './types.ts';

/**
 * LLaMA-Factory's `dataset_info.json` for alpaca files (instruction, input, output): the entry of `train` has the export's name, those
 * of other splits the split's behind it. `folder` is where the rows lie, "" or with "/" at its end; the file goes there too.
 */
export function alpacaInfo({ name }: Pick<ExportJob, 'name'>, files: readonly WrittenFile[], folder = ''): ExtraFile {
  const columns = { prompt: 'instruction', query: 'input', response: 'output' };
  const entries = files.map(({ split, path }) => [
    split === 'train' ? name : `${name}_${split}`,
    { file_name: path.slice(folder.length), columns },
  ]);
  return { path: `${folder}dataset_info.json`, text: `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n` };
}
