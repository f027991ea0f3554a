import { type ClientOptions, createClient } from '../../endpoints/client.ts';
import { createLimitsPool, type EndpointLimits } from '../../endpoints/limits.ts';
import { createMeter } from '../../endpoints/meter.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import type { Asked } from '../../endpoints/strategy-model.ts';
import { editorModelClient, isEditorModel } from './editor-models.ts';

/** One for the window: each click makes a client of its own, but all keep to the endpoint's limits together. */
const WINDOW = createLimitsPool();

/** What answers for a profile: a client of its server within the window's limits, or a model of the editor. */
export function openClient(profile: EndpointProfile, options: ClientOptions): Asked {
  if (isEditorModel(profile)) return editorModelClient(profile);
  return createClient(profile, { limits: WINDOW.for(profile), ...options });
}

/** Limits for a batch: the window's, with an account of its own that goes on from what its earlier runs have spent. */
export function limitsOfBatch(profile: EndpointProfile, spentBefore: number): EndpointLimits {
  const meter = createMeter(profile.prices, profile.spendLimit, spentBefore);
  return { limiter: WINDOW.for(profile).limiter, meter };
}
