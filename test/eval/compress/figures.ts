import { answersEqual } from '../../../src/core/analysis/answer-equality.ts';
import { compressBuiltIn, finishEndpoint } from '../../../src/core/compress/compress.ts';
import { builtInStrategies } from '../../../src/core/compress/registry.ts';
import { factsOf } from '../../../src/core/compress/trace-facts.ts';
import type { BuiltInStrategy, Compressed, CompressInput } from '../../../src/core/compress/types.ts';
import { findSegmenter } from '../../../src/core/segment/registry.ts';
import type { TokenCounter } from '../../../src/core/tokens/types.ts';
import { inputOf } from '../../helpers/compress-inputs.ts';
import { codeBlock, codeDamages, damages, isDamage } from './damages.ts';
import { derivationKept } from './derivation-check.ts';
import { type CaseTrace, caseInput, type Pair, type Source, type Translation } from './traces.ts';

export interface StrategyFigures {
  readonly traces: number;
  /** Share of the reasoning tokens that is gone, refused results counted as nothing gone. */
  readonly removed: number;
  readonly accepted: number;
  /** Accepted results that still have the gold value's derivation, of those whose source had one. */
  readonly derivation: number;
  readonly checked: number;
  readonly calculated: number;
  readonly lost: readonly string[];
}

/** How a strategy does on traces with known answers. */
export function strategyFigures(strategy: BuiltInStrategy, sources: readonly Source[]): StrategyFigures {
  let before = 0;
  let after = 0;
  let accepted = 0;
  let checked = 0;
  let calculated = 0;
  const lost: string[] = [];
  for (const { id, input, gold } of sources) {
    const result = compressBuiltIn(strategy, input);
    before += result.tokens.before;
    after += result.accepted ? result.tokens.after : result.tokens.before;
    if (!result.accepted) continue;
    accepted += 1;
    // A trace that ends in another answer derives that one.
    const { value } = factsOf(input.text).answer;
    if (gold === '' || (value !== null && !answersEqual(value, gold))) continue;
    const { kept, how } = derivationKept(input.text.question ?? '', input.text.reasoning, result.text, gold);
    if (kept === 'nothing to keep') continue;
    checked += 1;
    if (how === 'calculated') calculated += 1;
    if (kept === 'lost') lost.push(`${id} (${gold}, ${how})`);
  }
  return {
    traces: sources.length,
    removed: 1 - after / Math.max(1, before),
    accepted: accepted / Math.max(1, sources.length),
    derivation: 1 - lost.length / Math.max(1, checked),
    checked,
    calculated,
    lost,
  };
}

const WRITER = { id: 'written', version: 1 };

/** What the guards say of a text in place of the reasoning, as if a model had written it. */
export function judged(input: CompressInput, text: string): Compressed {
  return finishEndpoint(WRITER, { kind: 'text', text }, input);
}

export interface Honest {
  readonly id: string;
  readonly input: CompressInput;
  readonly gold: string;
  readonly text: string;
}

/** Texts of accepted results of the strategies, as honest texts to be damaged. */
export function keptTexts(strategyIds: readonly string[], sources: readonly Source[]): readonly Honest[] {
  return strategyIds.flatMap((id) => {
    const strategy = builtInStrategies.find((one) => one.id === id);
    if (strategy === undefined) throw new Error(`no strategy ${id}`);
    return sources.flatMap((source) => {
      const result = compressBuiltIn(strategy, source.input);
      return result.accepted ? [{ ...source, text: result.text }] : [];
    });
  });
}

export interface Verdicts {
  readonly count: number;
  readonly refused: number;
  readonly warned: number;
  readonly missed: readonly string[];
}

function tally(results: readonly { readonly note: string; readonly result: Compressed }[]): Verdicts {
  const refused = results.filter(({ result }) => !result.accepted).length;
  const passed = results.filter(({ result }) => result.accepted);
  const warned = passed.filter(({ result }) => result.guards.some((guard) => !guard.passed)).length;
  return { count: results.length, refused, warned, missed: passed.map(({ note }) => note) };
}

/** The changed lines of a damaged text, for reports. */
function difference(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  const from = Math.max(0, before.lastIndexOf('\n', start - 1) + 1, start - 60);
  return `${JSON.stringify(before.slice(from, start + 40))} -> ${JSON.stringify(after.slice(from, start + 40))}`;
}

/** Verdicts on damaged texts by damage. `rounds`: places per text. */
export function damageFigures(texts: readonly Honest[], rounds: number): ReadonlyMap<string, Verdicts> {
  // Only texts that are accepted as they are can tell whether the damage is what is refused.
  const sound = texts.filter(({ input, text }) => judged(input, text).accepted);
  return new Map(
    damages.map((damage) => {
      const results = sound.flatMap(({ id, input, gold, text }, place) => {
        const source = [input.text.question, input.text.reasoning, input.text.answer].join('\n');
        const made = new Set(
          Array.from({ length: rounds }, (_, round) => damage.apply(text, place + round * 101, { source, gold })),
        );
        return [...made].flatMap((damaged) => {
          if (damaged === undefined || !isDamage(text, damaged, source)) return [];
          return [{ note: `${id}: ${difference(text, damaged)}`, result: judged(input, damaged) }];
        });
      });
      return [damage.id, tally(results)];
    }),
  );
}

/** Verdicts on undamaged texts: refusals here are false alarms. */
export function honestFigures(texts: readonly Honest[]): Verdicts & { readonly reasons: readonly string[] } {
  const results = texts.map(({ id, input, text }) => ({ note: id, result: judged(input, text) }));
  const reasons = results
    .filter(({ result }) => !result.accepted)
    .map(({ note, result }) => {
      const first = result.guards.find((guard) => guard.required && !guard.passed);
      return `${note}: ${first?.id} ${first?.detail ?? ''}`;
    });
  return { ...tally(results), reasons };
}

/** Each case of each distinction taken away; and, as a check of the check, the whole texts. */
export function caseFigures(
  traces: readonly CaseTrace[],
  counter: TokenCounter,
): { readonly lost: Verdicts; readonly whole: Verdicts } {
  const lost: { note: string; result: Compressed }[] = [];
  const whole: { note: string; result: Compressed }[] = [];
  for (const trace of traces) {
    const input = caseInput(trace, counter);
    whole.push({ note: trace.id, result: judged(input, trace.steps.join('\n')) });
    for (const name of new Set(trace.cases.filter((one) => one !== null))) {
      const text = trace.steps.filter((_, step) => trace.cases[step] !== name).join('\n');
      lost.push({ note: `${trace.id} without case ${name}`, result: judged(input, text) });
    }
  }
  return { lost: tally(lost), whole: tally(whole) };
}

/** Hurt code blocks behind real texts. */
export function codeFigures(texts: readonly Honest[], counter: TokenCounter): Verdicts {
  const results = texts.flatMap(({ id, input, text }) => {
    const reasoning = `${input.text.reasoning}\n\nIn code:\n\n${codeBlock}\n\nThat was it.`;
    const steps = findSegmenter('auto')?.segment(reasoning, {}) ?? [];
    const withCode = inputOf({ ...input.text, reasoning, steps }, counter);
    if (!judged(withCode, `${text}\n\n${codeBlock}\n`).accepted) return [];
    return codeDamages.map(({ id: damage, code }) => ({
      note: `${id}: ${damage}`,
      result: judged(withCode, `${text}\n\n${code}\n`),
    }));
  });
  return tally(results);
}

/** Honest texts in another language, and texts of which the half is. */
export function languageFigures(pairs: readonly Pair[], all: readonly Translation[]): Verdicts {
  const results = all.flatMap(({ id, language, text }) => {
    const pair = pairs.find((one) => one.id === id);
    if (pair === undefined) throw new Error(`no rewording ${id}`);
    return [{ note: `${id} ${language}`, result: judged(pair.input, text) }];
  });
  return tally(results);
}
