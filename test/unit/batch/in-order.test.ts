import { expect, it } from 'vitest';
import { inOrder } from '../../../src/app/batch/in-order.ts';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) yield number;
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

it('gives results in order whatever ends first, and never does more at a time than it may', async () => {
  let running = 0;
  let most = 0;
  const seen: number[] = [];
  const work = async (number: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    await turns(((number * 7919) % 23) * 20);
    running -= 1;
    return number;
  };
  for await (const number of inOrder(numbers(5000), 8, work)) seen.push(number);
  expect(seen).toEqual(Array.from({ length: 5000 }, (_, index) => index));
  expect(most).toBe(8);
});

it('gives what came before a rejection, then rejects when everything that was begun has ended', async () => {
  let running = 0;
  const work = async (number: number): Promise<number> => {
    running += 1;
    await turns(number === 2 ? 1 : 30);
    running -= 1;
    if (number === 2) throw new Error('two');
    return number;
  };
  const seen: number[] = [];
  const run = async (): Promise<void> => {
    for await (const number of inOrder(numbers(100), 4, work)) seen.push(number);
  };
  await expect(run()).rejects.toThrow('two');
  expect([seen, running]).toEqual([[0, 1], 0]);
});
