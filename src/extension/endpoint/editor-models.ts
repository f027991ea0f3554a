import {
  CancellationTokenSource,
  type LanguageModelChat,
  LanguageModelChatMessage,
  LanguageModelError,
  lm,
} from 'vscode';
import { EndpointError, type EndpointTrouble } from '../../endpoints/errors.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import type { Asked } from '../../endpoints/strategy-model.ts';
import type { CompletionRequest, OnText } from '../../endpoints/types.ts';

/** A base URL of this scheme names no server but a vendor of models in this editor: "vscode-lm:copilot". */
export const EDITOR_MODELS = 'vscode-lm:';

/** A model that an extension of this editor offers. */
export interface EditorModel {
  readonly name: string;
  readonly vendor: string;
  readonly id: string;
  readonly maxInputTokens: number;
}

/** Whether the profile names a model of the editor. */
export function isEditorModel(profile: Pick<EndpointProfile, 'baseUrl'>): boolean {
  return profile.baseUrl.startsWith(EDITOR_MODELS);
}

/** The models on offer in this editor; [] when no extension offers any. */
export async function editorModels(): Promise<readonly EditorModel[]> {
  const models = await lm.selectChatModels({});
  return models.map(({ name, vendor, id, maxInputTokens }) => ({ name, vendor, id, maxInputTokens }));
}

/**
 * A client for a model of the editor. The editor keeps its key, asks the person for consent at the first request, and
 * knows no log-probabilities, embeddings, temperature or seed.
 */
export function editorModelClient(profile: EndpointProfile): Asked {
  const vendor = profile.baseUrl.slice(EDITOR_MODELS.length);
  return {
    async complete(request, signal, onText) {
      const [model] = await lm.selectChatModels({ vendor, id: profile.model });
      if (!model)
        throw trouble(
          'not-found',
          `${profile.name}: no extension of this editor offers ${vendor}/${profile.model}. Sign in there, or choose another model in Set Up Endpoint.`,
        );
      const text = await ask(model, request, signal, onText);
      if (text.trim() === '')
        throw trouble(
          'empty',
          `${profile.name} gave an empty reply. The trace is unchanged; try again or another model.`,
        );
      return { text, model: `${vendor}/${model.id}`, finishReason: 'unknown', attempts: 1 };
    },
  };
}

async function ask(
  model: LanguageModelChat,
  request: CompletionRequest,
  signal: AbortSignal,
  onText: OnText | undefined,
): Promise<string> {
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    const justification = 'To shorten the reasoning trace that you chose.';
    const response = await model.sendRequest(messagesOf(request), { justification }, source.token);
    let text = '';
    for await (const part of response.text) {
      if (signal.aborted) break;
      text += part;
      onText?.(part, 'text');
    }
    if (signal.aborted) throw trouble('cancelled', 'Stopped.');
    return text;
  } catch (error) {
    if (signal.aborted) throw trouble('cancelled', 'Stopped.');
    throw error instanceof EndpointError ? error : asTrouble(error, model.name);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}

/** The editor knows no system messages: what they say begins the first message of the user. */
function messagesOf({ messages }: CompletionRequest): LanguageModelChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const others = messages.filter(({ role }) => role !== 'system');
  const first = others.findIndex(({ role }) => role === 'user');
  return others.map(({ role, content }, index) => {
    if (role === 'assistant') return LanguageModelChatMessage.Assistant(content);
    return LanguageModelChatMessage.User(index === first ? [...system, content].join('\n\n') : content);
  });
}

function asTrouble(error: unknown, name: string): EndpointError {
  const said = error instanceof Error ? error.message : String(error);
  const rest = 'The trace is unchanged; the built-in strategies work without a model.';
  if (!(error instanceof LanguageModelError)) return trouble('server-error', `${name} failed: ${said} ${rest}`);
  switch (error.code) {
    case LanguageModelError.NoPermissions.name:
      return trouble('refused', `CoT Lens may not use ${name}: ${said} Allow it in the editor's account menu. ${rest}`);
    case LanguageModelError.Blocked.name:
      return trouble('refused', `${name} refused the request: ${said} ${rest}`);
    case LanguageModelError.NotFound.name:
      return trouble('not-found', `${name} is gone: ${said} Choose another model in Set Up Endpoint. ${rest}`);
    default:
      return trouble('server-error', `${name} failed: ${said} ${rest}`);
  }
}

type Kind = 'cancelled' | 'empty' | 'refused' | 'server-error' | 'not-found';

/** 404 stands for "there is no such model", as servers say it. */
function trouble(kind: Kind, message: string): EndpointError {
  const told: EndpointTrouble = kind === 'not-found' ? { kind, message, status: 404 } : { kind, message };
  return new EndpointError(told);
}
