import { journaledModels } from '../../app/batch/journaled-model.ts';
import {
  isCorrect,
  questionsOf,
  type Sampled,
  type SampleWish,
  sampleAll,
  sampleRows,
} from '../../app/sampling/sample-questions.ts';
import { samplingMethods } from '../../core/sampling/registry.ts';
import type { SamplingMethod } from '../../core/sampling/types.ts';
import { modelIdentity, questionAsker } from '../../endpoints/ask-question.ts';
import type { EndpointProfile } from '../../endpoints/profile.ts';
import { type Args, type OptionTable, unknownId } from '../args.ts';
import { openJournalOf } from '../batch-job.ts';
import { ANALYSIS_OPTIONS, readChoices } from '../choices.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { ENDPOINT_OPTIONS, KEY_VARIABLE, openClient, readEndpoint } from '../model.ts';
import { RESULT_OPTIONS, writeResults, wrongFiles } from '../results.ts';
import { streamingVisitor, visitStreaming } from '../stream-entries.ts';

/** What may follow from a slip of the keyboard. */
const MOST_SAMPLES = 1_000;

const OPTIONS: OptionTable = {
  method: {
    type: 'string',
    value: 'ID,...',
    help: 'how the model is led to its answers (list samplers); cot when not given',
  },
  samples: { type: 'string', value: 'K', help: 'answers of each method to each question; 8 when not given' },
  seed: { type: 'string', value: 'N', help: 'seed of the first sample, the next count on; not sent when not given' },
  journal: {
    type: 'string',
    value: 'FILE',
    help: 'keep replies there: a run that was stopped goes on without asking twice',
  },
};

const DETAILS = `Makes new answers to the questions of a corpus by System 2 methods, for System 2 distillation (arXiv 2407.06023) and
other methods that need several samples of a problem. Chains that stand in the file are not looked at. A vote over the
samples of a question says what most of them answer; it needs no labels. Distilling so is published as failing on
mathematical chains of thought: sample them for other methods.

--json prints one JSON object a line per sample, in file order, which CoT Lens opens as a corpus:
  file, line (1-based), id, method, sample (from 0), question, reasoning, answer, referenceAnswer?, correct?, model, calls,
  agreement {answer, count, share, kept} or null: the vote over all samples of that question and method
A sample that came to nothing has no line; stderr says why, and the exit code is 1.

The key of an endpoint is read from the environment variable ${KEY_VARIABLE}.`;

/** `cot-lens sample`. */
export const sample: Command = {
  id: 'sample',
  usage: 'sample FILE --endpoint URL --model NAME [--method ID,...] [--samples K] [options]',
  summary: 'Asks a model for several answers to each question by System 2 methods, and takes the vote.',
  details: DETAILS,
  options: {
    ...RESULT_OPTIONS,
    ...OPTIONS,
    ...Object.fromEntries(Object.entries(ANALYSIS_OPTIONS).filter(([name]) => name === 'reader' || name === 'map')),
    ...ENDPOINT_OPTIONS,
  },
  async run(args, context) {
    const choices = readChoices(args);
    const wish = readWish(args);
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one'))];
    if (wish === null || wrong.length > 0) return { wrong };
    const [file = ''] = args.positionals;
    const named = args.text('journal');
    const journal = named === undefined ? null : await openJournalOf(file, named);
    return writeResults(args, context, async (print) => {
      let failed = 0;
      const { profile } = wish;
      const client = openClient(profile, context, journal?.cost ?? 0);
      const asker = questionAsker(client, { signal: context.signal });
      const models = journaledModels(modelIdentity(profile), journal, asker);
      const visitor = streamingVisitor(async (entries, path) => {
        for await (const sampled of sampleAll(questionsOf(entries), wish, models)) {
          failed += tellFailures(sampled, path, context);
          if (!(await print(args.flag('json') ? sampleRows(sampled, path) : line(sampled)))) break;
          if (sampled.stop === undefined) continue;
          context.console.say(`Stopped: ${sampled.stop} What was done stands in the output.`);
          break;
        }
      });
      const code = await visitStreaming(args.positionals, choices.wish, context, visitor);
      return exitOf(code, failed);
    });
  },
};

function exitOf(code: ExitCode, failed: number): ExitCode {
  return code === EXIT.done && failed > 0 ? EXIT.problems : code;
}

function readWish(args: Args): (SampleWish & { readonly profile: EndpointProfile }) | null {
  const methods = readMethods(args);
  const samples = args.number('samples', `a whole number from 1 to ${MOST_SAMPLES}`, (value) => {
    return Number.isInteger(value) && value >= 1 && value <= MOST_SAMPLES;
  });
  const seed = args.number('seed', 'a whole number', Number.isInteger);
  const profile = readEndpoint(args);
  if (profile === null && args.text('endpoint') === undefined)
    args.wrong.push('sample needs --endpoint URL --model NAME.');
  if (profile === null) return null;
  const { model, concurrency } = profile;
  return { methods, samples: samples ?? 8, profile, seed, model, concurrency };
}

function readMethods(args: Args): readonly SamplingMethod[] {
  const ids = (args.text('method') ?? samplingMethods[0]?.id ?? '').split(',').map((id) => id.trim());
  return [...new Set(ids)].flatMap((id) => {
    const found = samplingMethods.find((method) => method.id === id);
    if (found) return [found];
    args.wrong.push(
      unknownId(
        'method',
        id,
        samplingMethods.map((method) => method.id),
      ),
    );
    return [];
  });
}

function tellFailures({ asked, method, samples }: Sampled, file: string, { console }: CommandContext): number {
  let failed = 0;
  samples.forEach((each, index) => {
    if (each.kind === 'sample') return;
    failed += 1;
    console.say(`${file}:${asked.entry.record.line}: error: sample ${index} by ${method.id}: ${each.reason}`);
  });
  return failed;
}

/** One line for people: the vote, and how many were right where the answer is known. */
function line({ asked, method, samples, agreement }: Sampled): string {
  const { entry, reference } = asked;
  const made = samples.flatMap((each) => (each.kind === 'sample' ? [each.answer] : []));
  const right = made.filter((answer) => isCorrect(asked, answer)).length;
  const known = reference === undefined ? '' : `  ${right} right`;
  const vote =
    agreement === null
      ? 'no answer'
      : `${agreement.answer.slice(0, 40)}  ${agreement.count} of ${samples.length} agree${agreement.kept ? '' : ', not kept'}`;
  return `${String(entry.record.line).padStart(6)}  ${method.id.padEnd(12)}  ${vote}${known}\n`;
}
