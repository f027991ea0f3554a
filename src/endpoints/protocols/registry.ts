import type { EndpointKind } from '../profile.ts';
import { anthropic } from './anthropic.ts';
import { azureOpenAi } from './azure-openai.ts';
import { openAiCompatible } from './openai-compatible.ts';
import type { Protocol } from './types.ts';

/** All protocols, the default first. */
export const PROTOCOLS: readonly Protocol[] = [openAiCompatible, anthropic, azureOpenAi];

/** The protocol of that id. */
export function protocolOf(kind: EndpointKind): Protocol {
  return PROTOCOLS.find(({ id }) => id === kind) ?? openAiCompatible;
}
