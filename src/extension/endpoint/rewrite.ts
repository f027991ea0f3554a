import { troubleOf } from '../../endpoints/errors.ts';
import { createOpenAiCompatible } from '../../endpoints/openai-compatible.ts';
import { type EndpointProfile, hostOf } from '../../endpoints/profile.ts';
import type { CompressReply, TraceTarget } from '../../protocol/lsp.ts';
import type { LanguageServer } from '../language-client.ts';
import type { Notifier } from '../notify.ts';
import { configuredEndpoints } from './profiles.ts';
import type { EndpointSecrets } from './secrets.ts';
import { setUpEndpoint } from './wizard.ts';

/** What asking a model needs. */
export interface RewriteServices {
  readonly server: LanguageServer;
  readonly secrets: EndpointSecrets;
  readonly notify: Notifier;
}

/** A model's reply and who gave it. */
export interface Asked {
  readonly text: string;
  readonly by: { readonly name: string; readonly host: string };
}

/** The endpoint to use; offers to set one up when there is none, or to do without. Undefined: the user left it. */
export async function endpointToUse(services: RewriteServices): Promise<EndpointProfile | 'built-in' | undefined> {
  const { profiles, notes } = configuredEndpoints();
  if (profiles[0]) return profiles[0];
  const why = notes[0] ? ` ${notes[0]}` : '';
  const answer = await services.notify.info(
    `A rewrite needs a model endpoint, and none is set up.${why} The built-in strategies work without one.`,
    'Set Up Endpoint',
    'Use Built-In Strategy',
  );
  if (answer === 'Set Up Endpoint') return setUpEndpoint(services.secrets, services.notify);
  return answer === 'Use Built-In Strategy' ? 'built-in' : undefined;
}

/** Sends messages to the endpoint; reports progress. Undefined when it failed (the user was told) or was cancelled. */
export async function ask(
  services: RewriteServices,
  profile: EndpointProfile,
  messages: readonly { readonly role: 'system' | 'user'; readonly content: string }[],
  signal: AbortSignal,
  report: (message: string) => void,
): Promise<Asked | undefined> {
  const key = await services.secrets.get(profile);
  let received = 0;
  const client = createOpenAiCompatible(profile, {
    ...(key ? { key } : {}),
    onRetry: (note) => report(`waiting ${Math.ceil(note.waitMs / 1000)} s: ${note.trouble.kind}`),
  });
  report(`asking ${profile.name}`);
  try {
    const reply = await client.complete({ messages }, signal, (delta) => {
      received += delta.length;
      report(`${received.toLocaleString('en')} characters received`);
    });
    return { text: reply.text, by: { name: reply.model, host: hostOf(profile.baseUrl) } };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.kind === 'cancelled' || signal.aborted) return undefined;
    if (!trouble) throw error;
    const answer = await services.notify.error(
      trouble.message,
      ...(trouble.kind === 'unauthorized' ? ['Set Key'] : []),
    );
    if (answer === 'Set Key') await services.secrets.ask(profile);
    return undefined;
  }
}

/** Rewrites a trace with an endpoint strategy. Undefined when it failed (the user was told) or was cancelled. */
export async function rewriteThroughEndpoint(
  services: RewriteServices,
  profile: EndpointProfile,
  strategy: string,
  target: TraceTarget,
  signal: AbortSignal,
  report: (message: string) => void,
): Promise<{ readonly reply: CompressReply & { kind: 'done' }; readonly by: Asked['by'] } | undefined> {
  const params = { target, strategy, options: {} };
  const prepared = await services.server.prepareRewrite(params);
  if (prepared.kind === 'failed') {
    void services.notify.error(prepared.message);
    return undefined;
  }
  const asked = await ask(services, profile, prepared.messages, signal, report);
  if (!asked) return undefined;
  report('checking the reply');
  const reply = await services.server.finishRewrite({ ...params, reply: asked.text });
  if (reply.kind === 'done') return { reply, by: asked.by };
  void services.notify.error(reply.message);
  return undefined;
}
