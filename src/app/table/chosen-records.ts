import type { Corpus } from '../open-corpus.ts';

/** Records that a person chose in the table of a corpus. */
export interface ChosenRows {
  /** 0-based places in the corpus, in rising order. */
  readonly positions: Uint32Array;
  /** `version` of the source that they were chosen from. */
  readonly version: string;
}

/**
 * The chosen records of a corpus as a corpus of their own: its positions count the chosen ones, numbers and lines are those
 * of the file. Throws when the file changed since they were chosen, as the places may mean other records now.
 */
export function chosenRecords(corpus: Corpus, { positions, version }: ChosenRows): Corpus {
  if (corpus.source.version !== version) {
    throw new Error('The file has changed since these rows were chosen. Choose them again in the table.');
  }
  const last = (fits: (position: number) => boolean): number => positions.findLastIndex(fits);
  return {
    format: corpus.format,
    count: positions.length,
    choice: corpus.choice,
    problems: corpus.problems,
    source: corpus.source,
    span: (place) => {
      const position = positions[place];
      return position === undefined ? undefined : corpus.span(position);
    },
    entry: async (place) => {
      const position = positions[place];
      const entry = position === undefined ? undefined : await corpus.entry(position);
      // Not spread: the hash is only made when it is asked for.
      return entry && Object.create(entry, { position: { value: place, enumerable: true } });
    },
    positionOf: (number) => {
      const position = corpus.positionOf(number);
      return position < 0 ? -1 : positions.indexOf(position);
    },
    positionAtLine: (line) => {
      const position = corpus.positionAtLine(line);
      return last((each) => each <= position);
    },
  };
}
