import { commands, type Disposable, Uri, window } from 'vscode';
import type { StepRef } from '../../protocol/commands.ts';
import { reportOnCorpus } from '../dashboard/save-report.ts';
import { pickEndpoint, setUpEndpoint, testEndpoint } from '../endpoint/wizard.ts';
import { AnswerSampler } from '../sampling/sample-answers.ts';
import type { Services } from '../services.ts';
import { openAsTable, registerTable } from '../table/open-as-table.ts';
import { parseTraceUri, type TraceRef } from '../trace-fs/uris.ts';
import type { TraceNode } from '../views/trace-tree.ts';
import { compressCorpus } from './batch-commands.ts';
import { compareVariants, showVariant } from './compare-variants.ts';
import { type CompressArgument, compressTrace, compressWith } from './compress-commands.ts';
import { exportTraces, exportTracesAgain } from './export-commands.ts';
import { goToFinding } from './findings.ts';
import { judgeAnswer } from './judge-answer.ts';
import { labelCommands } from './label-commands.ts';
import { corporaOf, corpusOf } from './meant.ts';
import { goToTrace, neighbourTrace, resolveTrace, showRecord, showTrace, type TraceArgument } from './open-commands.ts';
import { customizePrompt } from './prompt-commands.ts';
import { chooseReader, mapFields } from './reader-commands.ts';
import { putStepBack, showGuards } from './review-commands.ts';
import { rewriteStep } from './rewrite-step.ts';
import { stepCommands } from './step-commands.ts';
import { chooseTokenizer } from './tokenizer-command.ts';
import { VariantCommands } from './variant-commands.ts';

type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Registers all commands; a failure that nothing explained is shown once, with the log a click away. */
export function registerCommands(services: Services): readonly Disposable[] {
  const handlers: Handlers = {
    ...openHandlers(services),
    ...compressHandlers(services),
    ...batchHandlers(services),
    ...endpointHandlers(services),
    ...exportHandlers(services),
    ...figureHandlers(services),
    ...stepCommands(services.kept),
    ...labelCommands(services),
    ...otherHandlers(services),
  };
  const registered = Object.entries(handlers).map(([id, handler]) =>
    commands.registerCommand(id, async (...args: never[]) => {
      try {
        return await handler(...args);
      } catch (error) {
        await services.notify.unexpected(`run ${id}`, error);
        return undefined;
      }
    }),
  );
  return [...registered, registerTable(services)];
}

function openHandlers(services: Services): Handlers {
  const { corpora, notify, context } = services;
  const open = async (argument: TraceArgument): Promise<void> => {
    const ref = await resolveTrace(corpora, argument);
    if (ref) await showTrace(ref);
    else if (!window.activeTextEditor && !argument) await notify.info('Open a file with traces (.jsonl) first.');
    else
      await notify
        .info(
          'No trace was found here. Choose Reader or Map Fields by Hand can tell how the file is laid out.',
          'Choose Reader',
        )
        .then((answer) => answer && commands.executeCommand('cotLens.chooseReader', argument));
  };
  const step = (direction: 1 | -1) => async () => {
    const here = window.activeTextEditor && parseTraceUri(window.activeTextEditor.document.uri);
    if (!here) return;
    const next = await neighbourTrace(corpora, here, direction);
    if (next) await showTrace(next);
    else
      window.setStatusBarMessage(`CoT Lens: this is the ${direction === 1 ? 'last' : 'first'} trace of the file`, 4000);
  };
  return {
    'cotLens.openTrace': open,
    'cotLens.openSample': async () =>
      showTrace({
        corpus: Uri.joinPath(context.extensionUri, 'samples', 'long-thinking.jsonl'),
        record: 1,
        traceIndex: 0,
      }),
    'cotLens.nextTrace': step(1),
    'cotLens.previousTrace': step(-1),
    'cotLens.openRecord': async (node?: TraceNode) => {
      const ref = await resolveTrace(corpora, node);
      if (ref) await showRecord(corpora, ref);
    },
    'cotLens.openAsTable': (argument?: unknown) => openAsTable(services, corporaOf(argument, undefined)[0]),
    'cotLens.goToTrace': async () => {
      const corpus = corpusOf(undefined);
      const ref = corpus && (await goToTrace(corpora, corpus));
      if (ref) await showTrace(ref);
    },
  };
}

function compressHandlers(services: Services): Handlers {
  const variants = new VariantCommands(services);
  return {
    'cotLens.compress': (argument: CompressArgument) => compressTrace(services, argument),
    'cotLens.compressWith': (argument: CompressArgument) => compressWith(services, argument),
    'cotLens.compareVariants': (argument: CompressArgument) => compareVariants(services, argument),
    'cotLens.showVariant': (ref: TraceRef, id: string) => showVariant(services, ref, id),
    'cotLens.putStepBack': () => putStepBack(services),
    'cotLens.showGuards': () => showGuards(services),
    'cotLens.acceptVariant': variants.accept,
    'cotLens.writeVariant': variants.write,
    'cotLens.discardVariant': variants.discard,
    'cotLens.rewriteStep': (step: StepRef) => rewriteStep(services, step),
  };
}

function batchHandlers(services: Services): Handlers {
  return {
    'cotLens.compressCorpus': (argument?: unknown) => compressCorpus(services, corpusOf(argument)),
    'cotLens.pauseBatch': () => services.batch.toggle(),
    'cotLens.showFailures': async (argument?: unknown) => {
      const corpus = corpusOf(argument);
      if (corpus) await services.failures.show(corpus);
      else await services.notify.info('Open the file with the traces first.');
    },
  };
}

function exportHandlers(services: Services): Handlers {
  const sampler = new AnswerSampler(services);
  return {
    'cotLens.sampleAnswers': (argument?: unknown) =>
      sampler.sample(
        argument === undefined ? undefined : corporaOf(argument, undefined)[0],
        corporaOf(undefined, undefined)[0],
      ),
    'cotLens.showGroups': async (argument?: unknown) => {
      const corpus = corpusOf(argument);
      if (corpus) await services.groups.show(corpus);
      else await services.notify.info('Open the file with the samples first, or choose it in the explorer.');
    },
    'cotLens.judgeAnswer': (argument?: TraceArgument) => judgeAnswer(services, argument),
    'cotLens.export': (argument?: unknown, selected?: unknown) => exportTraces(services, corporaOf(argument, selected)),
    'cotLens.exportAgain': () => exportTracesAgain(services),
  };
}

function figureHandlers({ dashboard, comparisons, figures, notify }: Services): Handlers {
  return {
    'cotLens.showDashboard': (argument?: unknown) => {
      const active = window.activeTextEditor?.document.uri;
      const trace = argument === undefined && active && parseTraceUri(active) ? active : undefined;
      dashboard.show(trace ?? corporaOf(argument, undefined)[0] ?? null);
    },
    'cotLens.compareCorpora': (argument?: unknown, selected?: unknown) =>
      comparisons.compare(corporaOf(argument, selected)[0], corporaOf(argument, selected)[1]),
    'cotLens.saveReport': async (argument?: unknown) => {
      const [corpus] = corporaOf(argument, undefined);
      if (corpus) await reportOnCorpus(figures, corpus);
      else await notify.info('Open the file with the traces first, or choose it in the explorer.');
    },
  };
}

function endpointHandlers({ secrets, notify, prompts }: Services): Handlers {
  const onEndpoint =
    (title: string, run: (profile: NonNullable<Awaited<ReturnType<typeof pickEndpoint>>>) => Promise<void>) =>
    async () => {
      const profile = await pickEndpoint(title);
      if (profile) await run(profile);
      else if ((await notify.info('No endpoint is set up.', 'Set Up Endpoint')) === 'Set Up Endpoint')
        await setUpEndpoint(secrets, notify);
    };
  return {
    'cotLens.setUpEndpoint': () => setUpEndpoint(secrets, notify),
    'cotLens.setEndpointKey': onEndpoint('Set Endpoint Key', (profile) => secrets.ask(profile)),
    'cotLens.removeEndpointKey': onEndpoint('Remove Endpoint Key', async (profile) => {
      await secrets.remove(profile);
      await notify.info(`The key of ${profile.name} is removed from the secret storage.`);
    }),
    'cotLens.customizePrompt': (id?: string) => customizePrompt({ prompts, notify }, id),
    'cotLens.testEndpoint': onEndpoint('Test Endpoint', async (profile) =>
      testEndpoint(profile, await secrets.get(profile), notify),
    ),
  };
}

function otherHandlers({ corpora, notify, tree, preview, tokenizers }: Services): Handlers {
  return {
    'cotLens.nextFinding': () => goToFinding(1),
    'cotLens.previousFinding': () => goToFinding(-1),
    'cotLens.chooseReader': async (argument?: unknown) => {
      const corpus = corpusOf(argument);
      if (corpus) await chooseReader(corpora, notify, corpus);
    },
    'cotLens.mapFields': async (argument?: unknown) => {
      const corpus = corpusOf(argument);
      if (corpus) await mapFields(corpora, notify, corpus);
    },
    'cotLens.chooseTokenizer': () => chooseTokenizer(tokenizers, notify),
    'cotLens.previewMethod': () => {
      const active = window.activeTextEditor?.document.uri;
      preview.show(active && parseTraceUri(active) ? active : null);
    },
    'cotLens.refreshCorpora': () => {
      corpora.invalidateAll();
      tree.refresh();
    },
    'cotLens.groupTraces': () => showGrouped(tree, true),
    'cotLens.ungroupTraces': () => showGrouped(tree, false),
    'cotLens.showMoreTraces': (corpus: Uri) => tree.showMore(corpus),
    'cotLens.showLog': () => notify.showLog(),
    'cotLens.getStarted': () => commands.executeCommand('workbench.action.openWalkthrough', `cot-lens.cot-lens#start`),
  };
}

/** Groups the traces of the view; the context key decides which of the two commands its title shows. */
async function showGrouped(tree: Services['tree'], isGrouped: boolean): Promise<void> {
  await commands.executeCommand('setContext', 'cotLens.grouped', isGrouped);
  tree.group(isGrouped);
}
