import { MemoryArgumentError, type MemoryRun } from 'letta-memory';
import { expect, test } from 'vitest';

import { memoryOn, says, teach } from '../../harness/memory.js';
import { storedText } from '../../harness/raw-runs.js';
import { breakingFetch } from '../../harness/recording-fetch.js';
import { rejectionOf } from '../../harness/rejection.js';
import { uniqueUser, uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('waitForRun', (server) => {
  const client = clientOf(server);
  const memory = memoryOn(server, { maxSteps: 4 });
  const add = (words: string, userId = uniqueUser()): Promise<MemoryRun> =>
    memory.addMessages(userId, [says(words)]);
  const badEnd = async (words: string): Promise<{ run: MemoryRun; error: unknown }> => {
    const run = await add(words);
    return { run, error: await rejectionOf(memory.waitForRun(run)) };
  };

  test('tells why the agent stopped and what it changed, for a run and for its id', async () => {
    const run = await add('I like tea');
    const expected = { stopReason: 'tool_rule', changed: ['human'] };
    expect(await memory.waitForRun(run)).toEqual(expected);
    expect(await memory.waitForRun(run.id)).toEqual(expected);
    expect(await memoryOn(server).waitForRun(run.id)).toEqual(expected);
  });

  test('tells a change of the summary, and none when a tool failed', async () => {
    const userId = uniqueUser();
    expect(await memory.waitForRun(await add('[[rethink summary|All is well]]', userId))).toMatchObject({
      changed: ['summary'],
    });
    expect(await memory.waitForRun(await add('[[edit human|nothing|something]]', userId))).toMatchObject({
      changed: [],
    });
  });

  test('takes an answer in prose for a good end in which nothing changed', async () => {
    const run = await add('Hello [[prose]]');
    expect(await memory.waitForRun(run)).toEqual({ stopReason: 'end_turn', changed: [] });
    expect(await memory.getUserMemory(run.userId)).toBe('');
  });

  test('rejects a run that fails at its first step; its words are not stored', async () => {
    const word = uniqueWord();
    const { run, error } = await badEnd(`${word} [[fail 500]]`);
    expect(error).toMatchObject({ code: 'run', runId: run.id, status: 'failed' });
    expect(String(error)).not.toContain(word);
    expect(await storedText(client, run.agentId)).not.toContain(word);
    expect(await memory.getUserMemory(run.userId)).toBe('');
  });

  test('rejects a run that fails at its second step; its words and first edit are stored', async () => {
    const word = uniqueWord();
    const { run, error } = await badEnd(`${word} [[fail-step 2]]`);
    expect(error).toMatchObject({
      code: 'run',
      status: 'failed',
      stopReason: expect.stringContaining('error'),
    });
    expect(await storedText(client, run.agentId)).toContain(word);
    expect(await memory.getUserMemory(run.userId)).toContain(word);
  });

  test('rejects a run whose model talks nonsense', async () => {
    const { error } = await badEnd('[[nonsense]]');
    expect(error).toMatchObject({ code: 'run', status: 'failed' });
  });

  test('rejects a completed run that took too many steps', async () => {
    const { run, error } = await badEnd('[[loop]]');
    expect((await client.runs.retrieve(run.id)).status).toBe('completed');
    expect(error).toMatchObject({ code: 'run', status: 'completed', stopReason: 'max_steps' });
  });

  test('learns again after a failed run', async () => {
    const { run } = await badEnd('[[fail 500]]');
    await teach(memory, run.userId, 'I am fine');
    expect(await memory.getUserMemory(run.userId)).toBe('I am fine');
  });

  test('rejects when the time is over, and can be called again', async () => {
    const run = await add('[[slow 1500]] patience');
    const error = await rejectionOf(memory.waitForRun(run, { timeoutMs: 300 }));
    expect(error).toMatchObject({ code: 'run-timeout', runId: run.id });
    expect(await memory.waitForRun(run)).toMatchObject({ changed: ['human'] });
  });

  test('rejects in time when the model hangs for ever', async () => {
    const run = await add('[[hang]]');
    const start = Date.now();
    const error = await rejectionOf(memory.waitForRun(run, { timeoutMs: 1_000 }));
    expect(error).toMatchObject({ code: 'run-timeout' });
    expect(Date.now() - start).toBeLessThan(8_000);
    await client.agents.messages.cancel(run.agentId, { run_ids: [run.id] });
  });

  test('rejects when its signal is aborted; the run goes on', async () => {
    const run = await add('[[slow 1500]] go on');
    const controller = new AbortController();
    const waiting = memory.waitForRun(run, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(await rejectionOf(waiting)).toMatchObject({ code: 'aborted' });
    expect(await memory.waitForRun(run)).toMatchObject({ changed: ['human'] });
  });

  test('rejects a cancelled run', async () => {
    const run = await add('[[slow 2000]] never mind');
    const waiting = rejectionOf(memory.waitForRun(run));
    await client.agents.messages.cancel(run.agentId, { run_ids: [run.id] });
    expect(await waiting).toMatchObject({ code: 'run', status: 'cancelled' });
  });

  test('rejects a run that the server does not know, and what is no run', async () => {
    const unknown = memory.waitForRun('run-00000000-0000-4000-8000-000000000000');
    expect(await rejectionOf(unknown)).toMatchObject({ code: 'run', status: 'not-found' });
    expect(MemoryArgumentError.isInstance(await rejectionOf(memory.waitForRun('')))).toBe(true);
  });

  test('tells progress, and outlives a connection that breaks', async () => {
    const run = await add('[[slow 800]] still there');
    const isBroken = (count: number): boolean => count === 2 || count === 3;
    const shaky = memoryOn(server, {
      client: clientOf(server, { fetch: breakingFetch(server.fetch, isBroken) }),
    });
    const statuses: string[] = [];
    const result = await shaky.waitForRun(run, { onProgress: ({ status }) => statuses.push(status) });
    expect(result).toEqual({ stopReason: 'tool_rule', changed: ['human'] });
    expect(['created', 'running']).toContain(statuses[0]);
    expect(statuses.at(-1)).toBe('completed');
  });
});
