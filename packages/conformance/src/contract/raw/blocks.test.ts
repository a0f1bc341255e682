import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { statusOf } from '../../harness/rejection.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('blocks, by the official client', (server) => {
  const client = clientOf(server);

  test('are created, found by tag and label, updated and deleted', async () => {
    const tag = uniqueWord('tag');
    const block = await client.blocks.create({
      label: 'team',
      value: 'v',
      description: 'd',
      limit: 10,
      tags: [tag],
    });
    expect(block.id).toMatch(/^block-[0-9a-f-]{36}$/);
    const ids = async (query: Record<string, unknown>) =>
      (await client.blocks.list(query)).items.map(({ id }) => id);
    expect(await ids({ tags: [tag] })).toEqual([block.id]);
    expect(await ids({ tags: [tag], label: 'team' })).toEqual([block.id]);
    expect(await ids({ tags: [tag], label: 'other' })).toEqual([]);
    await client.blocks.update(block.id, { value: 'w', description: 'e' });
    expect(await client.blocks.retrieve(block.id)).toMatchObject({ value: 'w', description: 'e', limit: 10 });
    await client.blocks.delete(block.id);
    expect(await statusOf(client.blocks.retrieve(block.id))).toBe(404);
    expect(await statusOf(client.blocks.delete(block.id))).toBe(404);
  });

  test('take a value over their limit (0.16.8 tells the limit, and enforces none)', async () => {
    const block = await client.blocks.create({ label: 'long', value: 'x', limit: 5 });
    const value = 'x'.repeat(50);
    expect((await client.blocks.update(block.id, { value })).value).toBe(value);
  });

  test('are attached, shared, listed with their agents, detached', async () => {
    const one = await createMemoryAgent(client, server);
    const two = await createMemoryAgent(client, server);
    const block = await client.blocks.create({ label: 'team', value: 'shared' });
    await client.agents.blocks.attach(block.id, { agent_id: one.id });
    await client.agents.blocks.attach(block.id, { agent_id: two.id });
    const agents = async () =>
      (await client.blocks.agents.list(block.id)).items.map(({ id }) => id).toSorted();
    expect(await agents()).toEqual([one.id, two.id].toSorted());
    await client.agents.blocks.update('team', { agent_id: one.id, value: 'changed' });
    expect((await client.agents.blocks.retrieve('team', { agent_id: two.id })).value).toBe('changed');
    await client.agents.blocks.detach(block.id, { agent_id: one.id });
    expect(await agents()).toEqual([two.id]);
    const labels = (await client.agents.blocks.list(one.id)).items.map(({ label }) => label);
    expect(labels.toSorted()).toEqual(['human', 'summary']);
    expect((await client.blocks.retrieve(block.id)).value).toBe('changed');
  });

  test('of an unknown label or agent are a 404', async () => {
    const agent = await createMemoryAgent(client, server);
    const nobody = 'block-00000000-0000-4000-8000-000000000000';
    const calls = [
      client.agents.blocks.retrieve('nothing', { agent_id: agent.id }),
      client.agents.blocks.update('nothing', { agent_id: agent.id, value: 'v' }),
      client.blocks.retrieve(nobody),
      client.blocks.update(nobody, { value: 'v' }),
      client.agents.blocks.attach(nobody, { agent_id: agent.id }),
    ];
    expect(await Promise.all(calls.map(statusOf))).toEqual(calls.map(() => 404));
  });

  test('and agents tag by tag: tags.list finds those of both, by part of the name', async () => {
    const word = uniqueWord('listed');
    const agent = await createMemoryAgent(client, server, { tags: [`${word}:agent`] });
    await client.blocks.create({ label: 'x', value: '', tags: [`${word}:block`] });
    expect((await client.tags.list({ name: word })).toSorted()).toEqual([`${word}:agent`, `${word}:block`]);
    expect(await client.tags.list({ name: word.toUpperCase() })).toHaveLength(2);
    await client.agents.delete(agent.id);
    expect(await client.tags.list({ name: word })).toEqual([`${word}:block`]);
  });
});
