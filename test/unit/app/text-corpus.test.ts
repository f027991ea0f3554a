import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/app/ports.ts';
import { holdsTraces } from '../../../src/app/sources/text-corpus.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

function sourceOf(text: string): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return { sizeBytes: bytes.length, version: '1', read: async (start, end) => bytes.subarray(start, end) };
}

describe('a file of any text', () => {
  it.each([
    ['a step in each <<>>', '3 + 4||<<3*1=3>> <<4+0=4>> #### 7\n5*6||<<5*6=30>> #### 30\n'],
    ['thoughts in tags', '<think>\nLet me see. 2+2=4.\n</think>\nThe answer is 4.\n'],
    ['a chat', 'Human: What is 2+2?\n\nAssistant: Let me think. 2+2=4.\n'],
    ['JSON Lines', readFileSync(join(ROOT, 'samples/gsm8k.jsonl'), 'utf8')],
    ['JSON Lines longer than what is looked at', readFileSync(join(ROOT, 'samples/gsm8k.jsonl'), 'utf8').repeat(40)],
  ])('holds traces where it is %s', async (_name, text) => {
    expect(await holdsTraces(sourceOf(text))).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['prose', 'This is a text.\nIt has lines.\n\nStep 1: do this.\n\nStep 2: do that.\n'],
    ['requirements', 'numpy==1.2\ntorch>=2\n'],
    ['a licence', readFileSync(join(ROOT, 'LICENSE'), 'utf8')],
    ['a log in JSON', '{"level":"info","msg":"x y z started","time":1}\n{"level":"info","msg":"x y z","time":2}\n'],
    ['a table', 'question,answer\n2+2,4\n'],
    ['no text at all', '\u0000\u0001\u0002'.repeat(50_000)],
    ['a run of blanks', ' '.repeat(100_000)],
  ])('holds none where it is %s', async (_name, text) => {
    expect(await holdsTraces(sourceOf(text))).toBe(false);
  });
});
