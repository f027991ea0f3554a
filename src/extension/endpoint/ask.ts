import { CancellationError, type CancellationToken } from 'vscode';
import type { VariantRow } from '../../core/model/variant.ts';
import type { EndpointTrouble } from '../../endpoints/errors.ts';
import { type EndpointProfile, hostOf } from '../../endpoints/profile.ts';
import { strategyModel } from '../../endpoints/strategy-model.ts';
import type { CompressParams, CompressReply } from '../../protocol/lsp.ts';
import { abortSignalOf } from '../cancel.ts';
import type { LanguageServer } from '../language-client.ts';
import type { Notifier } from '../notify.ts';
import { openClient } from './open-client.ts';
import { configuredEndpoints } from './profiles.ts';
import type { EndpointSecrets } from './secrets.ts';
import { setUpEndpoint } from './wizard.ts';

/** What asking a model needs. */
export interface AskServices {
  readonly server: LanguageServer;
  readonly secrets: EndpointSecrets;
  readonly notify: Notifier;
}

/** The model that made a variant. */
export type MadeBy = NonNullable<VariantRow['model']>;

/**
 * The endpoint to use; offers to set one up when there is none, or to do without. `what` needs it, for the question. Undefined: the
 * user left it.
 */
export async function endpointToUse(
  services: AskServices,
  what = 'A rewrite',
): Promise<EndpointProfile | 'built-in' | undefined> {
  const { profiles, notes } = configuredEndpoints();
  if (profiles[0]) return profiles[0];
  const why = notes[0] ? ` ${notes[0]}` : '';
  const answer = await services.notify.info(
    `${what} needs a model endpoint, and none is set up.${why} The built-in strategies work without one.`,
    'Set Up Endpoint',
    'Use Built-In Strategy',
  );
  if (answer === 'Set Up Endpoint') return setUpEndpoint(services.secrets, services.notify);
  return answer === 'Use Built-In Strategy' ? 'built-in' : undefined;
}

/** Compresses with a strategy that asks the endpoint. Undefined when it failed (the user was told) or was cancelled. */
export async function compressThroughEndpoint(
  services: AskServices,
  profile: EndpointProfile,
  params: Omit<CompressParams, 'run'>,
  token: CancellationToken,
  report: (message: string) => void,
): Promise<{ readonly reply: CompressReply & { kind: 'done' }; readonly by: MadeBy } | undefined> {
  const key = await services.secrets.get(profile);
  const host = hostOf(profile.baseUrl);
  let by: MadeBy = { name: profile.model, host };
  let trouble: EndpointTrouble | undefined;
  let received = 0;
  let replies = 0;
  const client = openClient(profile, {
    ...(key ? { key } : {}),
    onRetry: (note) => report(`waiting ${Math.ceil(note.waitMs / 1000)} s: ${note.trouble.kind}`),
  });
  const model = strategyModel(client, {
    signal: abortSignalOf(token),
    onText: (delta) => {
      received += delta.length;
      report(`${replies > 0 ? `${replies} replies, ` : ''}${received.toLocaleString('en')} characters received`);
    },
    onReply: (completion) => {
      by = { name: completion.model, host };
      replies += 1;
      report('checking the reply');
    },
    onTrouble: (met) => {
      trouble = met;
    },
  });
  report(`asking ${profile.name}`);
  try {
    const reply = await services.server.compress(params, token, model);
    if (token.isCancellationRequested) return undefined;
    if (reply.kind === 'done') return { reply, by };
    await tell(services, profile, reply.message, trouble);
  } catch (error) {
    if (!token.isCancellationRequested && !(error instanceof CancellationError)) throw error;
  }
  return undefined;
}

/** Shows what failed; asks for a key when the endpoint wanted one. */
async function tell(
  services: AskServices,
  profile: EndpointProfile,
  message: string,
  trouble: EndpointTrouble | undefined,
): Promise<void> {
  const wantsKey = trouble?.kind === 'unauthorized';
  const answer = await services.notify.error(message, ...(wantsKey ? ['Set Key'] : []));
  if (answer === 'Set Key') await services.secrets.ask(profile);
}
