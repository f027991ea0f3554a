import { type ClientOptions, createClient } from '../../endpoints/client.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import type { Asked } from '../../endpoints/strategy-model.ts';
import { editorModelClient, isEditorModel } from './editor-models.ts';

/** What answers for a profile: a client of its server, or a model of the editor. */
export function openClient(profile: EndpointProfile, options: ClientOptions): Asked {
  return isEditorModel(profile) ? editorModelClient(profile) : createClient(profile, options);
}
