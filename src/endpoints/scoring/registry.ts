import { chatPromptLogprobs } from './chat-prompt-logprobs.ts';
import { echo } from './echo.ts';
import { promptLogprobs } from './prompt-logprobs.ts';
import { sglangGenerate } from './sglang-generate.ts';
import type { ScoringWay } from './types.ts';

/** All ways of scoring, in the order in which they are tried. */
export const SCORING_WAYS: readonly ScoringWay[] = [promptLogprobs, echo, sglangGenerate, chatPromptLogprobs];
