import type Letta from '@letta-ai/letta-client';
import { APIError } from '@letta-ai/letta-client';
import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { blockValue, endedRun, storedText, userLine } from '../../harness/raw-runs.js';
import { rejectionOf } from '../../harness/rejection.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

interface Delivery {
  words: string;
  otid?: string;
}

/** Delivers in the background and reads the first event only: the run's id. */
async function deliver(client: Letta, agentId: string, ...messages: Delivery[]): Promise<string> {
  const stream = await client.conversations.messages.create('default', {
    agent_id: agentId,
    messages: messages.map(({ words, otid }) => ({ ...userLine(words), otid })),
    streaming: true,
    background: true,
  });
  for await (const event of stream) {
    stream.controller.abort();
    if ('run_id' in event && typeof event.run_id === 'string') return event.run_id;
    break;
  }
  throw new Error('The first event bore no run id');
}

contract('the background conversation endpoint', (server) => {
  const client = clientOf(server);
  const newAgent = async () => (await createMemoryAgent(client, server)).id;

  if (!server.differences.backgroundEndpoint) {
    test('is a 503 without Redis', async () => {
      const error = await rejectionOf(deliver(client, await newAgent(), { words: 'x' }));
      expect((error as APIError).status).toBe(503);
    });
    return;
  }

  test('starts with a ping that bears the run; the run goes on when the connection is dropped', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const runId = await deliver(client, id, { words: `${word} [[slow 500]]` });
    expect(await endedRun(client, runId)).toMatchObject({ status: 'completed', background: true });
    expect(await blockValue(client, id)).toContain(word);
  });

  test('streams to the end of the run', async () => {
    const id = await newAgent();
    const stream = await client.conversations.messages.create('default', {
      agent_id: id,
      messages: [userLine(uniqueWord())],
      streaming: true,
      background: true,
    });
    const types: string[] = [];
    for await (const event of stream) types.push(String(event.message_type));
    expect(types[0]).toBe('ping');
    expect(types).toContain('tool_call_message');
    expect(types).toContain('tool_return_message');
    expect(types.filter((type) => type === 'stop_reason')).toHaveLength(1);
  });

  test('locks the agent: a second delivery is a 409 that names the run', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const runId = await deliver(client, id, { words: `${word} [[slow 2000]]` });
    const error = await rejectionOf(deliver(client, id, { words: 'second' }));
    if (!(error instanceof APIError)) throw error;
    expect(error.status).toBe(409);
    expect(error.error).toMatchObject({ detail: expect.stringContaining(`run_id=${runId}`) });
    await endedRun(client, runId);
    await expect
      .poll(() => deliver(client, id, { words: 'third' }).catch(() => null), { timeout: 20_000 })
      .toBeTruthy();
  });

  test('attaches the very same otids to the first run, stores once', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const batch = [
      { words: `${word} one`, otid: uniqueWord('otid') },
      { words: `${word} two`, otid: uniqueWord('otid') },
    ];
    const first = await deliver(client, id, ...batch);
    await endedRun(client, first);
    expect(await deliver(client, id, ...batch)).toBe(first);
    const { items } = await client.agents.messages.list(id, { order: 'asc' });
    const users = items.filter((item) => item.message_type === 'user_message');
    expect(users.map((item) => item.otid)).toEqual(batch.map(({ otid }) => otid));
  });

  test('attaches the same otids while the run is under way', async () => {
    const id = await newAgent();
    const message = { words: `${uniqueWord()} [[slow 1500]]`, otid: uniqueWord('otid') };
    const first = await deliver(client, id, message);
    expect(await deliver(client, id, message)).toBe(first);
    await endedRun(client, first);
  });

  test('takes other otids for another delivery, also when they overlap', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const [one, two] = [
      { words: `${word} one`, otid: uniqueWord('otid') },
      { words: `${word} two`, otid: uniqueWord('otid') },
    ] as const;
    const first = await deliver(client, id, one);
    await endedRun(client, first);
    const again = async () => deliver(client, id, one, two).catch(() => first);
    await expect.poll(again, { timeout: 20_000 }).not.toBe(first);
    await expect
      .poll(async () => (await storedText(client, id)).split(`user: ${word} one`).length - 1)
      .toBe(2);
  });

  test('attaches the same otids to a first run that failed', async () => {
    const id = await newAgent();
    const message = { words: `${uniqueWord()} [[nonsense]]`, otid: uniqueWord('otid') };
    const first = await deliver(client, id, message);
    expect(await endedRun(client, first)).toMatchObject({ status: 'failed' });
    expect(await deliver(client, id, message)).toBe(first);
  });

  test('fails with the reason llm_api_error when the model does', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    const run = await endedRun(client, await deliver(client, id, { words: `${word} [[fail 500]]` }));
    expect(run).toMatchObject({ status: 'failed', stop_reason: 'llm_api_error' });
    expect(await storedText(client, id)).not.toContain(word);
  });

  test('looks for the same otids among all agents, or only among those of this one', async () => {
    const message = { words: uniqueWord(), otid: uniqueWord('otid') };
    const [one, two] = [await newAgent(), await newAgent()];
    const first = await deliver(client, one, message);
    await endedRun(client, first);
    const second = await deliver(client, two, message);
    if (server.differences.dedupesAcrossAgents) {
      expect(second).toBe(first);
    } else {
      expect(await endedRun(client, second)).toMatchObject({ status: 'completed', agent_id: two });
    }
  });

  test('does not lock out messages/async', async () => {
    const id = await newAgent();
    const runId = await deliver(client, id, { words: `${uniqueWord()} [[slow 1000]]` });
    const other = await client.agents.messages.createAsync(id, { messages: [userLine('[[prose]]')] });
    expect(await endedRun(client, other.id)).toMatchObject({ status: 'completed' });
    await endedRun(client, runId);
  });
});
