import { join } from 'node:path';
import type { AnalyzeChoices } from '../app/analyze-trace.ts';
import type { ReaderWish } from '../app/open-corpus.ts';
import type { JsonPath } from '../base/json.ts';
import { passes } from '../core/analysis/registry.ts';
import { readers } from '../core/readers/registry.ts';
import type { FieldMapping } from '../core/readers/types.ts';
import { segmenters } from '../core/segment/registry.ts';
import { isTokenizerFile, openTokenizer, TOKENIZERS } from '../core/tokens/registry.ts';
import type { TokenCounter } from '../core/tokens/types.ts';
import { tokenizerFiles } from '../platform/node/tokenizer-data.ts';
import { DEFAULT_SETTINGS, PRESETS, parseFieldPath } from '../protocol/settings.ts';
import type { Args, OptionTable } from './args.ts';
import type { CliHost } from './host.ts';
import { reasonOf } from './output.ts';

const FIELDS = ['reasoning', 'question', 'answer', 'referenceAnswer', 'id'] as const;

/** Options of every command that reads and analyses traces. */
export const ANALYSIS_OPTIONS: OptionTable = {
  reader: { type: 'string', value: 'ID', help: 'how records are laid out; by evidence when not given (list readers)' },
  map: {
    type: 'string',
    multiple: true,
    value: 'FIELD=PATH',
    help: `field of an unknown layout by hand, e.g. reasoning=output.cot; fields: ${FIELDS.join(', ')}`,
  },
  segmenter: { type: 'string', value: 'ID', help: 'how a reasoning text is cut into steps (list segmenters)' },
  'segmenter-pattern': { type: 'string', value: 'REGEX', help: 'separator for --segmenter custom-regex' },
  tokenizer: {
    type: 'string',
    value: 'ID|FILE',
    help: 'what counts tokens (list tokenizers), or the tokenizer.json of a model',
  },
  preset: {
    type: 'string',
    value: 'ID',
    help: `how readily steps are flagged: ${PRESETS.join(', ')} (${DEFAULT_SETTINGS.preset} when not given)`,
  },
  'disable-pass': { type: 'string', multiple: true, value: 'ID', help: 'leave an analysis pass out (list passes)' },
};

/** What a person chose about reading and judging. */
export interface Choices {
  readonly wish: ReaderWish;
  readonly analyze: AnalyzeChoices;
  readonly tokenizer: string;
}

/** Reads the options of `ANALYSIS_OPTIONS`; what is wrong goes to `args.wrong`. */
export function readChoices(args: Args): Choices {
  const ids = (units: readonly { readonly id: string }[]): string[] => units.map(({ id }) => id);
  const mapping = readMapping(args);
  const known = [...ids(readers), ...(mapping === null ? [] : ['mapped'])];
  const reader = args.text('reader') === undefined ? undefined : args.oneOf('reader', known, '');
  const segmenter = args.oneOf('segmenter', ids(segmenters), DEFAULT_SETTINGS.segmenter);
  const segmenterPattern = args.text('segmenter-pattern') ?? '';
  if (segmenterPattern !== '' && segmenter !== 'custom-regex') {
    args.wrong.push('--segmenter-pattern is only read by --segmenter custom-regex.');
  }
  return {
    wish: { ...(reader === undefined ? {} : { reader }), ...(mapping === null ? {} : { mapping }) },
    analyze: {
      segmenter,
      segmenterPattern,
      preset: args.oneOf('preset', PRESETS, DEFAULT_SETTINGS.preset),
      disabledPasses: args.someOf('disable-pass', ids(passes)),
    },
    tokenizer: readTokenizer(args, ids(TOKENIZERS)),
  };
}

function readTokenizer(args: Args, known: readonly string[]): string {
  const given = args.text('tokenizer');
  return given !== undefined && isTokenizerFile(given)
    ? given
    : args.oneOf('tokenizer', known, DEFAULT_SETTINGS.tokenizer);
}

function readMapping(args: Args): FieldMapping | null {
  const paths: Partial<Record<(typeof FIELDS)[number], JsonPath>> = {};
  const given = args.texts('map');
  for (const words of given) {
    const at = words.indexOf('=');
    const field = FIELDS.find((each) => each === words.slice(0, Math.max(0, at)));
    const path = parseFieldPath(words.slice(at + 1));
    if (field === undefined || path === null) {
      args.wrong.push(`--map has to be FIELD=PATH with a field of ${FIELDS.join(', ')}, not "${words}".`);
    } else paths[field] = path;
  }
  if (given.length === 0) return null;
  const { reasoning, ...others } = paths;
  if (reasoning !== undefined) return { reasoning, ...others };
  args.wrong.push('--map needs at least reasoning=PATH.');
  return null;
}

/** The counter of a tokenizer on offer or of a `tokenizer.json`; a sentence when it cannot be loaded. */
export async function makeCounter(id: string, host: CliHost): Promise<TokenCounter | string> {
  try {
    return await openTokenizer(id, tokenizerFiles(join(host.distFolder, 'ranks')));
  } catch (error) {
    return `The tokenizer ${id} cannot be loaded: ${reasonOf(error)}. "--tokenizer estimate" needs no data.`;
  }
}
