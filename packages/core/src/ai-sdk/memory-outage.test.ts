/** A memory server in trouble, over real HTTP: no chat fails or waits beyond the budget, and no turn is lost. */
import { expect, it } from 'vitest';
import { lettaDouble } from '../../test/letta-double.js';
import { say } from '../../test/turn-table/script.js';
import { unusedUrl, type ScriptedAnswer } from '../../test/scripted-server.js';
import { versions, type Version } from '../../test/turn-table/sdks.js';
import { MemoryRequestError } from '../errors/memory-request-error.js';
import { Memory } from '../memory.js';
import { withMemory } from './with-memory.js';

const [sdk7] = versions as [Version, ...Version[]];
const BUDGET_MS = 150;
/** Milliseconds that a busy machine may add to a chat. */
const SLACK_MS = 350;

async function chat(memory: Memory, prompt: string, userId = 'sarah') {
  const model = withMemory(sdk7.model([say('Hello')]), { memory, userId, conversationId: 'c1' });
  const startedAt = performance.now();
  const result = sdk7.sdk.streamText({ model, prompt, maxRetries: 0 });
  let firstTokenMs: number | undefined;
  let text = '';
  for await (const piece of result.textStream) {
    firstTokenMs ??= performance.now() - startedAt;
    text += piece;
  }
  return { text, firstTokenMs: firstTokenMs! };
}

const failures: [string, ScriptedAnswer][] = [
  ['answers 500', { status: 500, json: {} }],
  ['answers 429', { status: 429, json: {} }],
  ['resets connections', { drop: true }],
];

it.each([...failures, ['hangs', { hang: true }] as const])(
  'a memory server that %s costs a chat at most the budget, once, and then nothing',
  async (_, trouble) => {
    const letta = await lettaDouble();
    const memory = new Memory({ client: letta.client, budgetMs: BUDGET_MS });
    letta.trouble = trouble;
    const first = await chat(memory, 'I live in Oslo');
    expect(first.text).toBe('Hello');
    expect(first.firstTokenMs).toBeLessThan(BUDGET_MS + SLACK_MS);
    // Other users do not pay either.
    const later = [await chat(memory, 'I like cats'), await chat(memory, 'I like tea', 'tom')];
    for (const { text, firstTokenMs } of later) {
      expect(text).toBe('Hello');
      expect(firstTokenMs).toBeLessThan(BUDGET_MS);
    }
    expect(memory.stats().context).toMatchObject({ isDown: true });
  },
);

// One that hangs is left out: a request of it ends by the client's own time-out, after thirty seconds.
it.each(failures)('a memory server that %s loses no turn: all go when it is back', async (_, trouble) => {
  const letta = await lettaDouble();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const memory = new Memory({ client: letta.client, budgetMs: 0, onError });
  await memory.prefetch('sarah');
  letta.trouble = trouble;
  await chat(memory, 'I live in Oslo');
  expect(await memory.flush()).toEqual({ undelivered: 1 });
  expect(errors.every(MemoryRequestError.isInstance)).toBe(true);
  expect(errors).not.toEqual([]);
  await chat(memory, 'I like cats');
  expect(letta.learned).toEqual([]);
  letta.trouble = undefined;
  expect(await memory.flush()).toEqual({ undelivered: 0 });
  // Nobody knows whether the first was taken, so it goes again exactly as it was, and nothing joins it.
  expect(letta.learned.map(({ runId, lines }) => [runId, lines[0]])).toEqual([
    ['run-1', 'user: I live in Oslo'],
    ['run-2', 'user: I like cats'],
  ]);
});

it('a memory server that is not there costs nothing but the memory', async () => {
  const memory = new Memory({ baseURL: await unusedUrl(), budgetMs: BUDGET_MS });
  const { text, firstTokenMs } = await chat(memory, 'Hi');
  expect(text).toBe('Hello');
  expect(firstTokenMs).toBeLessThan(BUDGET_MS + SLACK_MS);
});
