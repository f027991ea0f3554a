import { compressBuiltIn } from '../../src/core/compress/compress.ts';
import { answerToReach } from '../../src/core/compress/forced-answer.ts';
import { modelThatAsks, questionModel } from '../../src/core/compress/model-questions.ts';
import { findStrategy } from '../../src/core/compress/registry.ts';
import type { CompressInput, StrategyModel } from '../../src/core/compress/types.ts';
import type { ModelScript } from './scripted-model.ts';

/** The text between the fence lines of that name in a prompt; null when it is not there. */
export function fencedIn(prompt: string, name: string): string | null {
  const open = new RegExp(`<<<${name}-(\\d+)\\n`).exec(prompt);
  if (open === null) return null;
  const start = open.index + open[0].length;
  const end = prompt.indexOf(`\n${name}-${open[1]}>>>`, start);
  return end < 0 ? null : prompt.slice(start, end);
}

/**
 * What an able model would say to the prompts of the endpoint strategies about one trace: every whole text is the one of
 * safe-prune, every judgement follows the analysis, an answer comes out of every text that has it. Deterministic.
 */
export function ableModel(input: CompressInput): ModelScript {
  const safe = findStrategy('safe-prune');
  const pruned = safe?.needs === 'none' ? compressBuiltIn(safe, input).text : input.text.reasoning;
  const answer = answerToReach(input) ?? '';
  return {
    ask: (prompt) => {
      if (prompt.includes('<answer>')) return answerFrom(fencedIn(prompt, 'REASONING'), answer);
      if (prompt.includes('[4] DELETE')) return perStep(input, 'DELETE', 'KEEP');
      if (prompt.includes('[4] check')) return perStep(input, 'check', 'needed');
      const part = fencedIn(prompt, 'PART') ?? fencedIn(prompt, 'STEP');
      if (part !== null) return `<compressed>${withoutTalk(part)}</compressed>`;
      const [first, second] = [fencedIn(prompt, 'FIRST'), fencedIn(prompt, 'SECOND')];
      if (first !== null && second !== null)
        return `<compressed>${withoutTalk(first)} ${withoutTalk(second)}</compressed>`;
      const count = /in exactly (\d+) step/.exec(prompt)?.[1];
      if (count !== undefined) return inSteps(pruned, Number(count));
      return `Here it is.\n\n<compressed>\n${pruned.trim()}\n</compressed>`;
    },
    score: (prompt, text) => ({ kind: 'scored', tokens: scored(prompt, text) }),
    embed: (texts) => ({ kind: 'vectors', vectors: texts.map(vectorOf) }),
  };
}

function answerFrom(reasoning: string | null, answer: string): string {
  const found = answer !== '' && (reasoning ?? '').includes(answer);
  return `<answer>${found ? answer : 'UNKNOWN'}</answer>`;
}

function perStep(input: CompressInput, gone: string, kept: string): string {
  return input.analysis.steps.map(({ index, flagged }) => `[${index + 1}] ${flagged ? gone : kept}`).join('\n');
}

function withoutTalk(text: string): string {
  return text.replace(/\b(?:wait|okay|so|well|hmm|now|then|just|let me|i think|actually),? /gi, '').trim();
}

/** A text cut into that many numbered steps at its line breaks, as well as it goes. */
function inSteps(text: string, count: number): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const size = Math.ceil(lines.length / count);
  const steps = Array.from({ length: count }, (_, i) => lines.slice(i * size, (i + 1) * size).join('\n'));
  return `<compressed>\n${steps.map((step, i) => `[${i + 1}] ${step}`).join('\n')}\n</compressed>`;
}

/** Words that stand in the prompt are likely, the others are not. */
function scored(prompt: string, text: string): { start: number; end: number; logprob: number }[] {
  const known = new Set(prompt.toLowerCase().match(/\w+/g) ?? []);
  return [...text.matchAll(/\S+/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    logprob: known.has(match[0].toLowerCase()) ? -0.2 : -1.5,
  }));
}

/** Counts of the letters: texts of the same words have the same direction. */
function vectorOf(text: string): readonly number[] {
  const vector = Array.from({ length: 36 }, () => 0);
  for (const char of text.toLowerCase()) {
    const at = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(char);
    if (at >= 0) vector[at] = (vector[at] ?? 0) + 1;
  }
  return vector;
}

/** A model whose question number `at` (from 0, of any kind) fails; the others go to `model`. */
export function failingAt(model: StrategyModel, at: number): StrategyModel {
  let asked = 0;
  return modelThatAsks((question) => {
    const fails = asked === at;
    asked += 1;
    // Each kind of answer has `failed`; the compiler cannot see that through the generic kind.
    if (fails) return Promise.resolve({ kind: 'failed', reason: 'The line went dead.' } as never);
    return questionModel(model, question) as never;
  });
}
