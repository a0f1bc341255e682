import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { blockValue, learn } from '../../harness/raw-runs.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract("the memory agent's tools", (server) => {
  const client = clientOf(server);

  /** An agent whose `human` block holds this value. */
  async function agentKnowing(value: string, overrides: { read_only?: boolean } = {}): Promise<string> {
    const { id } = await createMemoryAgent(client, server, {
      memory_blocks: [{ label: 'human', value, limit: 10_000, description: 'd', ...overrides }],
    });
    return id;
  }
  /** What the first tool of the agent's newest run returned. */
  async function firstReturn(id: string, words: string): Promise<{ status: string; text: string }> {
    const run = await learn(client, id, words);
    const { items } = await client.runs.messages.list(run.id, { order: 'asc' });
    const first = items.find((item) => item.message_type === 'tool_return_message');
    if (first?.message_type !== 'tool_return_message') throw new Error('The run called no tool');
    return { status: first.status ?? '', text: String(first.tool_return) };
  }

  test('memory_insert appends a line', async () => {
    const id = await agentKnowing('one');
    await learn(client, id, 'two');
    expect(await blockValue(client, id)).toBe('one\ntwo');
  });

  test('memory_insert into an empty block starts with a line break', async () => {
    const id = await agentKnowing('');
    await learn(client, id, 'one');
    expect(await blockValue(client, id)).toBe('\none');
  });

  test('memory_replace needs exactly one occurrence', async () => {
    const id = await agentKnowing('Lives in Bergen. Bergen is wet.');
    expect(await firstReturn(id, '[[edit human|Oslo|Rome]]')).toMatchObject({ status: 'error' });
    expect(await firstReturn(id, '[[edit human|Bergen|Oslo]]')).toMatchObject({ status: 'error' });
    expect(await blockValue(client, id)).toBe('Lives in Bergen. Bergen is wet.');
    expect(await firstReturn(id, '[[edit human|Lives in Bergen|Lives in Oslo]]')).toMatchObject({
      status: 'success',
    });
    expect(await blockValue(client, id)).toBe('Lives in Oslo. Bergen is wet.');
  });

  test('memory_rethink rewrites', async () => {
    const id = await agentKnowing('old');
    expect(await firstReturn(id, '[[rethink human|new]]')).toMatchObject({ status: 'success' });
    expect(await blockValue(client, id)).toBe('new');
  });

  test('an unknown label is an error, and the run goes on', async () => {
    const id = await agentKnowing('kept');
    const { status, text } = await firstReturn(id, '[[edit nowhere|a|b]]');
    expect(status).toBe('error');
    expect(text).toContain('nowhere');
    expect(await blockValue(client, id)).toBe('kept');
  });

  test('a read-only block refuses', async () => {
    const id = await agentKnowing('kept', { read_only: true });
    expect(await firstReturn(id, 'something else')).toMatchObject({ status: 'error' });
    expect(await blockValue(client, id)).toBe('kept');
  });

  test('line numbers in the text are refused', async () => {
    const id = await agentKnowing('kept');
    expect(await firstReturn(id, '[[edit human|Line 1: kept|x]]')).toMatchObject({ status: 'error' });
    expect(await blockValue(client, id)).toBe('kept');
  });

  test('no limit is enforced', async () => {
    const { id } = await createMemoryAgent(client, server, {
      memory_blocks: [{ label: 'human', value: '', limit: 20 }],
    });
    const long = 'long '.repeat(20).trim();
    await learn(client, id, long);
    expect((await blockValue(client, id)).trim()).toBe(long);
  });

  test('the model is told blocks, descriptions and limits', async () => {
    const id = await agentKnowing('Name: Sarah');
    await learn(client, id, `told ${id}`);
    const system = (await server.scripted.requests(id))[0]?.messages.find(
      (message) => message.role === 'system',
    );
    expect(system?.content).toContain('Name: Sarah');
    expect(system?.content).toContain('chars_limit=10000');
    expect(system?.content).toContain('chars_current=11');
  });
});
