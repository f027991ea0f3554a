import { ProgressLocation, type QuickPickItem, window } from 'vscode';
import { createClient } from '../../endpoints/client.ts';
import { troubleOf } from '../../endpoints/errors.ts';
import { ENDPOINT_PRESETS, type EndpointPreset } from '../../endpoints/presets.ts';
import { type EndpointProfile, hostOf, parseProfile } from '../../endpoints/profile.ts';
import { abortSignalOf } from '../cancel.ts';
import type { Notifier } from '../notify.ts';
import { EDITOR_MODELS, editorModels, isEditorModel } from './editor-models.ts';
import { PROBE_COST_TEXT, showProbe } from './probe.ts';
import { configuredEndpoints, saveEndpoint } from './profiles.ts';
import type { EndpointSecrets } from './secrets.ts';

const TITLE = 'Set Up Endpoint';

/** Asks for an address, a key and a model, and stores them. Resolves to the profile, or undefined when it was left. */
export async function setUpEndpoint(secrets: EndpointSecrets, notify: Notifier): Promise<EndpointProfile | undefined> {
  const preset = await pickPreset();
  if (!preset) return undefined;
  if (preset === 'editor') return setUpEditorModel(notify);
  const baseUrl = await askBaseUrl(preset);
  if (!baseUrl) return undefined;
  const key = await window.showInputBox({
    title: `${TITLE}: Key`,
    prompt: preset.key === 'needed' ? 'Key of this service' : 'Key, if the server wants one; leave empty otherwise',
    placeHolder: "Kept in the editor's secret storage only",
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return undefined;
  // The default kind is not written into the settings.
  const kind = preset.kind === 'openai-compatible' ? {} : { kind: preset.kind };
  const draft = parseProfile({
    name: preset.id === 'custom' ? hostOf(baseUrl) : preset.title,
    baseUrl,
    ...kind,
  }).profile;
  if (!draft) return undefined;
  const model = await askModel(draft, key, notify);
  if (model === undefined) return undefined;
  const name = `${draft.name}${model ? ` ${model}` : ''}`;
  const saved = { name, ...kind, baseUrl, model, stream: true };
  await saveEndpoint(saved);
  const profile = parseProfile(saved).profile ?? undefined;
  if (profile && key) await secrets.set(profile, key);
  return profile;
}

async function setUpEditorModel(notify: Notifier): Promise<EndpointProfile | undefined> {
  const models = await editorModels();
  if (models.length === 0) {
    await notify.info(
      'No extension of this editor offers a model now. Install or sign in to one (such as GitHub Copilot), or set up a server.',
    );
    return undefined;
  }
  const items = models.map((model) => ({
    label: model.name,
    description: `${model.vendor}/${model.id}`,
    detail: `Reads up to ${model.maxInputTokens.toLocaleString('en')} tokens`,
    model,
  }));
  const picked = await window.showQuickPick(items, { title: `${TITLE}: Model`, matchOnDescription: true });
  if (!picked) return undefined;
  const { vendor, id, name } = picked.model;
  const saved = { name: `${name} (editor)`, baseUrl: `${EDITOR_MODELS}${vendor}`, model: id, stream: true };
  await saveEndpoint(saved);
  return parseProfile(saved).profile ?? undefined;
}

/** Lets the user pick one of the configured endpoints; undefined when there is none or the choice was left. */
export async function pickEndpoint(title: string): Promise<EndpointProfile | undefined> {
  const { profiles } = configuredEndpoints();
  if (profiles.length <= 1) return profiles[0];
  const items = profiles.map((profile) => ({
    label: profile.name,
    description: profile.model,
    detail: profile.baseUrl,
    profile,
  }));
  return (await window.showQuickPick(items, { title, matchOnDetail: true }))?.profile;
}

/** Asks the endpoint for its models and says what came of it. */
export async function testEndpoint(profile: EndpointProfile, key: string | undefined, notify: Notifier): Promise<void> {
  const models = isEditorModel(profile)
    ? (await editorModels()).map(({ id }) => id)
    : await listModels(profile, key ?? '', notify);
  if (!models) return;
  const known = !profile.model || models.includes(profile.model) ? '' : ` It does not list "${profile.model}".`;
  const message = `${profile.name} answers: ${models.length} models on offer.${known}`;
  if (isEditorModel(profile)) return void (await notify.info(message));
  const answer = await notify.info(`${message} A probe of its abilities takes ${PROBE_COST_TEXT}.`, 'Probe');
  if (answer === 'Probe') await showProbe(profile, key);
}

async function pickPreset(): Promise<EndpointPreset | 'editor' | undefined> {
  const services = ENDPOINT_PRESETS.map((preset) => ({
    label: preset.title,
    description: preset.baseUrl,
    detail: preset.hint,
    preset,
  }));
  const items: (QuickPickItem & { preset: EndpointPreset | 'editor' })[] = [
    ...services,
    {
      label: 'Models of this editor',
      description: 'e.g. GitHub Copilot',
      detail: 'What other extensions offer through the editor; no key is needed here.',
      preset: 'editor',
    },
  ];
  return (await window.showQuickPick(items, { title: `${TITLE}: Service`, matchOnDescription: true }))?.preset;
}

async function askBaseUrl(preset: EndpointPreset): Promise<string | undefined> {
  return window.showInputBox({
    title: `${TITLE}: Base URL`,
    prompt: preset.kind === 'openai-compatible' ? 'The part before /chat/completions' : preset.hint,
    value: preset.baseUrl,
    placeHolder: 'http://localhost:8000/v1',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:\/\/[^\s/]+/.test(text.trim()) ? undefined : 'An address with http:// or https://',
  });
}

async function askModel(profile: EndpointProfile, key: string, notify: Notifier): Promise<string | undefined> {
  const models = await listModels(profile, key, notify);
  if (models && models.length > 0) {
    const other = 'Another name...';
    const picked = await window.showQuickPick([...models, other], { title: `${TITLE}: Model`, ignoreFocusOut: true });
    if (picked !== other) return picked;
  }
  return window.showInputBox({
    title: `${TITLE}: Model`,
    prompt: 'Model name as the server knows it',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() ? undefined : 'A model name is needed'),
  });
}

async function listModels(profile: EndpointProfile, key: string, notify: Notifier): Promise<string[] | undefined> {
  const options = {
    location: ProgressLocation.Notification,
    title: `Asking ${profile.name} for its models`,
    cancellable: true,
  };
  return window.withProgress(options, async (_progress, token) => {
    try {
      const client = createClient(profile, key ? { key } : {});
      return (await client.models(abortSignalOf(token))).map((model) => model.id);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble?.kind !== 'cancelled') void notify.warn(trouble?.message ?? String(error));
      return undefined;
    }
  });
}
