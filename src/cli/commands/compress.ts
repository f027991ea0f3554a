import type { Estimate } from '../../app/batch/estimate.ts';
import { asksModel } from '../../core/compress/asks-model.ts';
import { modelIdentity } from '../../endpoints/ask-question.ts';
import type { Args, OptionTable } from '../args.ts';
import { ANALYSIS_OPTIONS, makeCounter, readChoices } from '../choices.ts';
import { readStrategy, STRATEGY_OPTIONS } from '../compress-options.ts';
import {
  type CompressSums,
  type CompressWish,
  compressEntries,
  estimateEntries,
  estimateText,
} from '../compress-run.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { ENDPOINT_OPTIONS, KEY_VARIABLE, readEndpoint } from '../model.ts';
import type { Output } from '../output.ts';
import { RESULT_OPTIONS, writeResults, wrongFiles } from '../results.ts';
import { streamingVisitor, visitStreaming } from '../stream-entries.ts';

const BATCH_OPTIONS: OptionTable = {
  variants: { type: 'boolean', help: 'also store the results in <corpus>.variants.jsonl, and keep a journal' },
  journal: { type: 'string', value: 'FILE', help: 'keep replies there (<corpus>.journal.jsonl with --variants)' },
  'retry-failed': { type: 'boolean', help: 'ask again for traces that the journal says failed' },
  estimate: { type: 'boolean', help: 'say what it would take, and ask nothing' },
};

const DETAILS = `FILE is JSON Lines or a JSON array; "-" is stdin. The file is not changed: the compressed traces are printed.

--json prints one JSON object a line per trace, in file order, with these fields:
  file, line (1-based), id, strategy, text, answer, tokens {before, after}, ratio (as achieved),
  kept [step indices] or null, guards [{id, passed, detail?}], accepted
A result that a required guard refused has accepted: false; it is printed all the same. A record without a trace has no
line; stderr says why. Without a reply of the model, text is the original and the guard "reply-usable" says what failed.

With a journal every reply is on the disk before it is used. A run that was stopped or killed goes on when it is called
again with the same options: what was answered is not asked and not paid for twice. The journal also names the traces that
failed; they are left alone until --retry-failed.

The key of an endpoint is read from the environment variable ${KEY_VARIABLE}.`;

/** `cot-lens compress`. */
export const compress: Command = {
  id: 'compress',
  usage: 'compress FILE [--strategy ID] [options]',
  summary: 'Compresses each trace with a strategy, and checks with guards that its answer still holds.',
  details: DETAILS,
  options: { ...RESULT_OPTIONS, ...STRATEGY_OPTIONS, ...ENDPOINT_OPTIONS, ...BATCH_OPTIONS, ...ANALYSIS_OPTIONS },
  async run(args, context) {
    const wish = readWish(args);
    const wrong = [...args.wrong, ...(await wrongFiles(args, 'one'))];
    if (wrong.length > 0 || wish === null) return { wrong };
    const work = args.flag('estimate') ? estimate : run;
    return writeResults(args, context, (print) => work(args.positionals, wish, context, print));
  },
};

function readWish(args: Args): CompressWish | null {
  const choices = readChoices(args);
  const chosen = readStrategy(args);
  const profile = readEndpoint(args);
  if (chosen === null) return null;
  const asks = asksModel(chosen.strategy, chosen.options);
  if (chosen.strategy.needs === 'completer' && args.text('endpoint') === undefined) {
    args.wrong.push(`The strategy ${chosen.strategy.id} asks a model: name one with --endpoint URL --model NAME.`);
  }
  const variants = args.flag('variants');
  const path = args.text('journal');
  if (variants && args.positionals[0] === '-') args.wrong.push('--variants needs a file, not stdin.');
  if (args.flag('retry-failed') && !variants && path === undefined) {
    args.wrong.push('--retry-failed needs the journal: --journal FILE or --variants.');
  }
  return {
    choices,
    ...chosen,
    profile,
    model: profile && modelIdentity(profile),
    journal: asks && (variants || path !== undefined) ? { path } : null,
    variants,
    retryFailed: args.flag('retry-failed'),
    json: args.flag('json'),
  };
}

async function run(
  files: readonly string[],
  wish: CompressWish,
  context: CommandContext,
  print: Output['write'],
): Promise<ExitCode> {
  const counter = await makeCounter(wish.choices.tokenizer, context.host);
  if (typeof counter === 'string') {
    context.console.say(counter);
    return EXIT.problems;
  }
  if (wish.profile !== null && !asksModel(wish.strategy, wish.options)) {
    context.console.say(`The strategy ${wish.strategy.id} needs no endpoint; nothing is sent to ${wish.model?.host}.`);
  }
  let sums: CompressSums = { failed: 0, stopped: null };
  const visitor = streamingVisitor(async (entries, file, corpus) => {
    sums = await compressEntries(entries, file, corpus, wish, { counter, context, print });
  });
  const code = await visitStreaming(files, wish.choices.wish, context, visitor);
  if (code === EXIT.interrupted && wish.journal !== null) context.console.say('Interrupted. Run it again to go on.');
  if (sums.failed === 0 || code === EXIT.interrupted) return code;
  const again = wish.journal === null ? '' : ' Run it again to go on.';
  const stopped =
    sums.stopped === null
      ? ''
      : ` Stopped: ${sums.stopped} What was done stands in the output; the traces after it do not.${again}`;
  context.console.say(`${sums.failed} traces got no reply.${stopped}`);
  return EXIT.problems;
}

async function estimate(
  files: readonly string[],
  wish: CompressWish,
  context: CommandContext,
  print: Output['write'],
): Promise<ExitCode> {
  const counter = await makeCounter(wish.choices.tokenizer, context.host);
  if (typeof counter === 'string') {
    context.console.say(counter);
    return EXIT.problems;
  }
  let made: Estimate | undefined;
  const visitor = streamingVisitor(async (entries, file, corpus) => {
    made = await estimateEntries(entries, file, corpus, wish, counter);
  });
  const code = await visitStreaming(files, wish.choices.wish, context, visitor);
  if (made) await print(estimateText(made, wish.profile, wish.json));
  return code;
}
