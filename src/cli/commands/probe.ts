import { PROBE_COST, probeEndpoint } from '../../endpoints/probe.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { ENDPOINT_OPTIONS, KEY_VARIABLE, openClient, readEndpoint } from '../model.ts';
import { RESULT_OPTIONS, writeResults } from '../results.ts';

const DETAILS = `At most ${PROBE_COST.requests} small requests, about ${PROBE_COST.inputTokens + PROBE_COST.outputTokens} tokens, go to the endpoint.

--json prints {"findings": [{ability, state: "yes" | "no" | "unknown", sentence, fallback?}], "contextLength"?, "scoringWay"?}.

The key of an endpoint is read from the environment variable ${KEY_VARIABLE}.`;

/** `cot-lens probe`. */
export const probe: Command = {
  id: 'probe',
  usage: 'probe --endpoint URL --model NAME [options]',
  summary: 'Finds out what an endpoint can do, and what does the work where something is missing.',
  details: DETAILS,
  options: { ...RESULT_OPTIONS, ...ENDPOINT_OPTIONS },
  async run(args, context) {
    const profile = readEndpoint(args);
    if (args.positionals.length > 0) args.wrong.push('probe takes no files.');
    if (profile === null && args.wrong.length === 0) args.wrong.push('probe needs --endpoint URL --model NAME.');
    if (profile === null || args.wrong.length > 0) return { wrong: args.wrong };
    return writeResults(args, context, async (print) => {
      const found = await probeEndpoint(openClient(profile, context, 0), context.signal);
      if (args.flag('json')) await print(`${JSON.stringify(found)}\n`);
      else {
        const width = Math.max(...found.findings.map(({ ability }) => ability.length));
        for (const { ability, state, sentence, fallback } of found.findings) {
          await print(
            `${ability.padEnd(width)}  ${state.padEnd(7)}  ${[sentence, fallback].filter(Boolean).join(' ')}\n`,
          );
        }
      }
      return EXIT.done;
    });
  },
};
