import cl100k from 'js-tiktoken/ranks/cl100k_base';
import o200k from 'js-tiktoken/ranks/o200k_base';
import p50k from 'js-tiktoken/ranks/p50k_base';
import r50k from 'js-tiktoken/ranks/r50k_base';
import type { EncodingId, RankData, RankLoader } from '../../../src/core/tokens/types.ts';

export const RANK_DATA: Readonly<Record<EncodingId, RankData>> = {
  o200k_base: o200k,
  cl100k_base: cl100k,
  p50k_base: p50k,
  r50k_base: r50k,
};

/** Gives the rank data from the js-tiktoken package. */
export const loadRanks: RankLoader = async (encoding) => RANK_DATA[encoding];
