import { agentHistory } from './agent-history.ts';
import { alpaca } from './alpaca.ts';
import { batchRequest } from './batch-request.ts';
import { candidateSolutions } from './candidate-solutions.ts';
import { chatMessages } from './chat-messages.ts';
import { dialogueText } from './dialogue-text.ts';
import { geminiResponse } from './gemini-response.ts';
import { gsm8k } from './gsm8k.ts';
import { hiddenThinking } from './hidden-thinking.ts';
import { inspectLog } from './inspect-log.ts';
import { judgedSolution } from './judged-solution.ts';
import { keyedResponses } from './keyed-responses.ts';
import { openaiResponse } from './openai-response.ts';
import { plainText } from './plain-text.ts';
import { preferencePair } from './preference-pair.ts';
import { prm800k } from './prm800k.ts';
import { promptCompletion } from './prompt-completion.ts';
import { reasoningField } from './reasoning-field.ts';
import { reflections } from './reflections.ts';
import { responsesApi } from './responses-api.ts';
import { sentenceChunks } from './sentence-chunks.ts';
import { sharegpt } from './sharegpt.ts';
import { stepList } from './step-list.ts';
import { templateText } from './template-text.ts';
import { thinkTags } from './think-tags.ts';
import { toolTrajectory } from './tool-trajectory.ts';
import { trainSegments } from './train-segments.ts';
import { treeSearch } from './tree-search.ts';
import type { TraceReader } from './types.ts';

/** Every reader that can be found by its evidence; their order means nothing. The `mapped` reader is made by hand instead. */
export const readers: readonly TraceReader[] = [
  agentHistory,
  alpaca,
  batchRequest,
  candidateSolutions,
  chatMessages,
  dialogueText,
  geminiResponse,
  gsm8k,
  hiddenThinking,
  inspectLog,
  judgedSolution,
  keyedResponses,
  openaiResponse,
  plainText,
  preferencePair,
  prm800k,
  promptCompletion,
  reasoningField,
  reflections,
  responsesApi,
  sentenceChunks,
  sharegpt,
  stepList,
  templateText,
  thinkTags,
  toolTrajectory,
  trainSegments,
  treeSearch,
];

/** The reader with that id; undefined when there is none. */
export function readerById(id: string): TraceReader | undefined {
  return readers.find((reader) => reader.id === id);
}
