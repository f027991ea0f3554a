import { ProgressLocation, window } from 'vscode';
import { createClient } from '../../endpoints/client.ts';
import { troubleOf } from '../../endpoints/errors.ts';
import { type Finding, PROBE_COST, type Probe, probeEndpoint } from '../../endpoints/probe.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import { abortSignalOf } from '../cancel.ts';

/** What a probe takes, for the button's message: "up to 12 small requests, about 600 tokens". */
export const PROBE_COST_TEXT = `up to ${PROBE_COST.requests} small requests, about ${PROBE_COST.inputTokens + PROBE_COST.outputTokens} tokens`;

/** Finds out what an endpoint can do and lists it, with what does the work where an ability is missing. */
export async function showProbe(profile: EndpointProfile, key: string | undefined): Promise<void> {
  const title = `Probing ${profile.name}`;
  const probe = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token): Promise<Probe | undefined> => {
      try {
        return await probeEndpoint(createClient(profile, key ? { key } : {}), abortSignalOf(token));
      } catch (error) {
        if (troubleOf(error)?.kind === 'cancelled') return undefined;
        throw error;
      }
    },
  );
  if (!probe) return;
  const items = probe.findings.map(({ ability, state, sentence, fallback }) => ({
    label: `${ICONS[state]} ${ability.replaceAll('-', ' ')}`,
    description: sentence,
    ...(fallback === undefined ? {} : { detail: fallback }),
  }));
  await window.showQuickPick(items, { title: `What ${profile.name} Can Do`, matchOnDescription: true });
}

const ICONS: Readonly<Record<Finding['state'], string>> = {
  yes: '$(pass)',
  no: '$(circle-slash)',
  unknown: '$(question)',
};
