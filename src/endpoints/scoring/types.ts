import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { ExtraPath } from '../protocols/types.ts';
import type { CompletionUsage } from '../types.ts';

/** A token as a server told it; null for the first one of everything, which has no log-probability. */
export interface ToldToken {
  readonly text: string;
  readonly logprob: number | null;
}

/** What a server told of a scored text. */
export interface ToldScores {
  /** In order; the last one ends where `target` ends. Those of a chat template may stand in front. */
  readonly tokens: readonly ToldToken[];
  /** The text that the tokens make up at their end. */
  readonly target: string;
  readonly usage?: CompletionUsage;
}

/** One way in which servers give the log-probabilities of a given text. */
export interface ScoringWay {
  readonly id: string;
  readonly title: string;
  readonly path: ExtraPath;
  body(prompt: string, text: string): JsonObject;
  /** Reads the answer; undefined when it holds no scores, as of a server that passes over what it does not know. */
  read(answer: JsonValue, prompt: string, text: string): ToldScores | undefined;
}
