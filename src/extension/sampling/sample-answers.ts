import { ProgressLocation, Uri, window, workspace } from 'vscode';
import { openJournal } from '../../app/batch/journal.ts';
import { journaledModels } from '../../app/batch/journaled-model.ts';
import { estimateSamples, type SampleEstimate } from '../../app/sampling/estimate-samples.ts';
import { entriesOf, questionsOf, type SampleWish, sampleAll } from '../../app/sampling/sample-questions.ts';
import {
  type SampleSums,
  type SamplesWritten,
  samplesJournalPath,
  writeSamples,
} from '../../app/sampling/write-samples.ts';
import type { SamplingMethod } from '../../core/sampling/types.ts';
import { modelIdentity, questionAsker } from '../../endpoints/ask-question.ts';
import { formatMoney } from '../../endpoints/cost.ts';
import { type EndpointProfile, hostOf } from '../../endpoints/profile.ts';
import { now } from '../batch/stores.ts';
import { abortSignalOf } from '../cancel.ts';
import { costText } from '../commands/batch-commands.ts';
import { limitsOfBatch, openClient } from '../endpoint/open-client.ts';
import { configuredEndpoints } from '../endpoint/profiles.ts';
import { setUpEndpoint } from '../endpoint/wizard.ts';
import { baseName } from '../export/draft.ts';
import { withLateProgress } from '../late-progress.ts';
import type { Services } from '../services.ts';
import { askSamples, pickCorpus, pickMethod, pickTarget, type Target } from './choices.ts';

/** What a person asked for; going on after a stop asks for the same. */
interface Asked {
  readonly uri: Uri;
  readonly method: SamplingMethod;
  readonly samples: number;
  readonly profile: EndpointProfile;
  readonly target: Target;
}

/** Samples answers to the questions of a corpus through an endpoint, for System 2 distillation; one corpus at a time. */
export class AnswerSampler {
  readonly #services: Services;
  #running: string | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Asks what is to be sampled, says what it takes, and does it. `chosen`: the corpus; without it `active` is offered first. */
  async sample(chosen: Uri | undefined, active: Uri | undefined): Promise<void> {
    if (await this.#isBusy()) return;
    const profile = await this.#endpoint();
    if (!profile) return;
    const uri = chosen ?? (await pickCorpus(active));
    if (uri === null) await this.#services.notify.info('Open a file with questions (.jsonl) first.');
    const method = uri && (await pickMethod(baseName(uri)));
    const samples = method && (await askSamples());
    const target = uri && samples && (await pickTarget(uri));
    if (uri && method && samples && target) await this.#run({ uri, method, samples, profile, target });
  }

  async #isBusy(): Promise<boolean> {
    if (this.#running === undefined) return false;
    await this.#services.notify.info(
      `Answers to ${this.#running} are being sampled. Wait for them, or cancel that in its notification.`,
    );
    return true;
  }

  /** The active endpoint; offers to set one up when there is none. */
  async #endpoint(): Promise<EndpointProfile | undefined> {
    const { secrets, notify } = this.#services;
    const { profiles, notes } = configuredEndpoints();
    if (profiles[0]) return profiles[0];
    const why = [
      ...(notes[0] ? [notes[0]] : []),
      ...(workspace.isTrusted
        ? []
        : ['In Restricted Mode an endpoint that the workspace sets does not count until you trust it.']),
    ];
    const message = ['Sampling answers needs a model endpoint, and none is set up.', ...why].join(' ');
    const answer = await notify.info(message, 'Set Up Endpoint');
    return answer === 'Set Up Endpoint' ? setUpEndpoint(secrets, notify) : undefined;
  }

  async #run(asked: Asked): Promise<void> {
    const { notify } = this.#services;
    const name = baseName(asked.uri);
    const estimate = await withLateProgress(`Looking through ${name}`, (signal) => this.#estimate(asked, signal));
    if (!estimate) return;
    if (estimate.questions === 0) {
      await notify.info(`${name} holds no question that could be asked. Map Fields by Hand can tell where it stands.`);
      return;
    }
    if (!(await consents(asked, estimate)) || (await this.#isBusy())) return;
    this.#running = name;
    const written = await this.#write(asked, estimate).finally(() => {
      this.#running = undefined;
    });
    await this.#tellEnd(asked, estimate, written);
  }

  async #estimate({ uri, method, samples, profile }: Asked, signal: AbortSignal): Promise<SampleEstimate> {
    const { corpora, server } = this.#services;
    const { corpus } = await corpora.get(uri);
    return estimateSamples(questionsOf(entriesOf(corpus, signal)), wishOf(method, samples, profile), {
      identity: modelIdentity(profile),
      journal: await this.#journal(uri),
      count: async (texts) => (await server.countTokens(uri, texts))?.counts ?? [],
      ...(profile.maxTokens === undefined ? {} : { maxTokens: profile.maxTokens }),
      expected: corpus.count,
    });
  }

  async #write(
    { uri, method, samples, profile, target }: Asked,
    { questions }: SampleEstimate,
  ): Promise<SamplesWritten> {
    const { corpora, files, secrets } = this.#services;
    const { corpus } = await corpora.get(uri);
    const journal = await this.#journal(uri);
    const key = await secrets.get(profile);
    const place = {
      folder: files.outputFolder(Uri.joinPath(target.uri, '..')),
      path: baseName(target.uri),
      replaces: target.replaces,
      corpus: baseName(uri),
    };
    return window.withProgress(
      { location: ProgressLocation.Notification, title: `Sampling ${baseName(uri)}`, cancellable: true },
      (progress, token) => {
        const signal = abortSignalOf(token);
        const limits = limitsOfBatch(profile, journal.cost);
        const client = openClient(profile, { ...(key ? { key } : {}), limits });
        const models = journaledModels(modelIdentity(profile), journal, questionAsker(client, { signal }));
        const results = sampleAll(questionsOf(entriesOf(corpus, signal)), wishOf(method, samples, profile), models);
        return writeSamples(results, place, signal, (sums) =>
          progress.report({
            message: `${figure(sums.done)} of ${figure(questions)} questions: ${sumsText(sums, profile)}`,
            increment: 100 / questions,
          }),
        );
      },
    );
  }

  #journal(uri: Uri) {
    return openJournal(this.#services.files.appendFile(uri.with({ path: samplesJournalPath(uri.path) })), now);
  }

  async #tellEnd(asked: Asked, { questions }: SampleEstimate, written: SamplesWritten): Promise<void> {
    const { corpora, groups, notify } = this.#services;
    const { sums, ended, placed } = written;
    const { profile } = asked;
    const target =
      placed === null ? asked.target : { ...asked.target, uri: Uri.joinPath(asked.target.uri, '..', placed) };
    const file = baseName(target.uri);
    if (placed !== null) corpora.invalidate(target.uri);
    const text = sumsText(sums, profile);
    if (!ended) {
      const why = sums.stop === undefined ? 'Stopped' : `Stopped: ${sums.stop} It was`;
      const where =
        placed !== null
          ? `They are in ${file}; going`
          : `${file} ${target.replaces ? 'is as it was' : 'was not made'}; going`;
      const message = `${why} after ${figure(sums.done)} of ${figure(questions)} questions: ${text}. ${where} on asks for nothing twice.`;
      const answer = await notify.warn(message, 'Go On', ...(placed === null ? [] : ['Show Groups']));
      if (answer === 'Go On')
        await this.#run({ ...asked, target: { ...target, replaces: target.replaces || placed !== null } });
      if (answer === 'Show Groups') await groups.show(target.uri);
      return;
    }
    if (placed === null) {
      await notify.warn(
        `No sample of ${baseName(asked.uri)} came to anything, so no file was made: ${sums.lastFailure ?? text}`,
      );
      return;
    }
    const failure = sums.lastFailure === undefined ? '' : ` The last that failed: ${sums.lastFailure}`;
    const message = `${file} holds ${text}.${failure}`;
    void (sums.failed > 0 ? notify.warn(message) : notify.info(message));
    await groups.show(target.uri);
  }
}

function wishOf(method: SamplingMethod, samples: number, { model, concurrency }: EndpointProfile): SampleWish {
  return { methods: [method], samples, seed: undefined, model, concurrency };
}

/** The modal question before anything is sent. */
async function consents({ uri, method, samples, profile, target }: Asked, estimate: SampleEstimate): Promise<boolean> {
  const { questions, finished, calls, inputTokens, outputTokens, counted } = estimate;
  const all = figure(estimate.samples);
  const name = baseName(target.uri);
  const same = profile.temperature === 0 && samples > 1;
  const detail = [
    `${all} samples${finished > 0 ? `, ${figure(finished)} of them made before` : ''}. They are written to ${name} beside the corpus${target.replaces ? ', in the place of the file that is there' : ''}; the corpus itself stays as it is.`,
    calls === 0
      ? 'All replies are kept from before; nothing is sent.'
      : `Sent to ${hostOf(profile.baseUrl)}, model ${profile.model}: at most ${figure(calls)} requests with the questions' text, about ${figure(inputTokens)} tokens; about ${figure(outputTokens)} come back.${counted < questions ? ` Scaled up from ${figure(counted)} questions.` : ''}`,
    ...(calls === 0 ? [] : [costText(profile, estimate)]),
    ...(same ? ['The endpoint is set to temperature 0: its answers to the same question may all be the same.'] : []),
    'Every reply is kept on the disk first: a stop loses nothing that was paid for, and running it again goes on.',
    'Distilling answers so is published as failing on mathematical chains of thought (arXiv 2407.06023).',
  ].join('\n\n');
  const button = 'Sample';
  const each = samples === 1 ? 'an answer' : `${figure(samples)} answers`;
  const question = `Sample ${each} to ${questions === 1 ? 'the question' : `each of ${figure(questions)} questions`} of ${baseName(uri)} with "${method.title}"?`;
  return (await window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

/** "24 samples, 1 failed, most agree on 3 of 4 questions · 1,200 tokens · $0.01". */
function sumsText({ done, samples, failed, agreed, spent }: SampleSums, { prices }: EndpointProfile): string {
  const tokens = (spent.inputTokens ?? 0) + (spent.outputTokens ?? 0);
  const parts = [
    `${figure(samples)} ${samples === 1 ? 'sample' : 'samples'}`,
    ...(failed > 0 ? [`${figure(failed)} failed`] : []),
    ...(done > 0 ? [`most agree on ${figure(agreed)} of ${figure(done)} questions`] : []),
  ];
  const cost = spent.cost === undefined ? '' : ` · ${formatMoney(spent.cost, prices?.currency)}`;
  return `${parts.join(', ')}${tokens > 0 ? ` · ${figure(tokens)} tokens` : ''}${cost}`;
}

function figure(value: number): string {
  return value.toLocaleString('en');
}
