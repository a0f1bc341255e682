import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { statusOf } from '../../harness/rejection.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

const nobody = 'agent-00000000-0000-4000-8000-000000000000';

contract('agents, by the official client', (server) => {
  const client = clientOf(server);

  test('are created with their blocks in one request and are in no group', async () => {
    const agent = await createMemoryAgent(client, server, { metadata: { userId: 'ø' } });
    expect(agent.id).toMatch(/^agent-[0-9a-f-]{36}$/);
    expect(agent.agent_type).toBe('sleeptime_agent');
    expect(agent.metadata).toEqual({ userId: 'ø' });
    expect(agent.message_buffer_autoclear).toBe(true);
    expect(agent.blocks.map((block) => [block.label, block.value, block.limit])).toEqual(
      expect.arrayContaining([
        ['human', '', 10_000],
        ['summary', '', 1_000],
      ]),
    );
    expect(agent.tools.map((tool) => tool.name).toSorted()).toEqual([
      'memory_finish_edits',
      'memory_insert',
      'memory_replace',
      'memory_rethink',
    ]);
  });

  test('show blocks and tags in a list only when asked to', async () => {
    const { tags } = await createMemoryAgent(client, server);
    const [bare] = (await client.agents.list({ tags })).items;
    const [full] = (await client.agents.list({ tags, include: ['agent.blocks', 'agent.tags'] })).items;
    expect(bare?.blocks).toEqual([]);
    expect(bare?.tags).toEqual([]);
    expect(full?.blocks.map(({ label }) => label).toSorted()).toEqual(['human', 'summary']);
    expect(full?.tags).toEqual(tags);
  });

  test('are found by any of the tags, by all of them with match_all_tags, commas and slashes included', async () => {
    const [common, first, second] = [uniqueWord('a,b/'), uniqueWord('%2F'), uniqueWord('ø ')];
    const one = await createMemoryAgent(client, server, { tags: [common, first] });
    const two = await createMemoryAgent(client, server, { tags: [common, second] });
    const ids = async (tags: string[], match_all_tags: boolean) =>
      (await client.agents.list({ tags, match_all_tags })).items.map(({ id }) => id).toSorted();
    expect(await ids([first, second], false)).toEqual([one.id, two.id].toSorted());
    expect(await ids([first, second], true)).toEqual([]);
    expect(await ids([common, second], true)).toEqual([two.id]);
    expect(await ids([common.toUpperCase()], true)).toEqual([]);
  });

  test('are listed oldest first with order asc, newest first otherwise, page by page', async () => {
    const tags = [uniqueWord('paged')];
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1)
      made.push((await createMemoryAgent(client, server, { tags })).id);
    const ids = async (query: Record<string, unknown>) =>
      (await client.agents.list({ tags, ...query })).items.map(({ id }) => id);
    expect(await ids({ order: 'asc' })).toEqual(made);
    expect(await ids({})).toEqual(made.toReversed());
    expect(await ids({ order: 'asc', limit: 2 })).toEqual(made.slice(0, 2));
    expect(await ids({ order: 'asc', limit: 2, after: made[1] })).toEqual(made.slice(2, 4));
    const paged: string[] = [];
    for await (const agent of client.agents.list({ tags, order: 'asc', limit: 2 })) paged.push(agent.id);
    expect(paged).toEqual(made);
  });

  test('can be updated', async () => {
    const agent = await createMemoryAgent(client, server);
    const tags = [uniqueWord('other')];
    await client.agents.update(agent.id, { tags, metadata: { a: 1 }, timezone: 'Europe/Oslo' });
    const after = await client.agents.retrieve(agent.id, { include: ['agent.tags', 'agent.blocks'] });
    expect(after).toMatchObject({ tags, metadata: { a: 1 }, timezone: 'Europe/Oslo', name: agent.name });
    expect((await client.agents.list({ tags: agent.tags })).items).toEqual([]);
  });

  test('are gone when deleted, their blocks are not', async () => {
    const agent = await createMemoryAgent(client, server);
    await client.agents.delete(agent.id);
    expect(await statusOf(client.agents.retrieve(agent.id))).toBe(404);
    expect(await statusOf(client.agents.delete(agent.id))).toBe(404);
    expect((await client.blocks.list({ tags: agent.tags })).items).toHaveLength(2);
  });

  test('that do not exist are a 404 on every path', async () => {
    const calls = [
      client.agents.retrieve(nobody),
      client.agents.update(nobody, { timezone: 'UTC' }),
      client.agents.delete(nobody),
      client.agents.blocks.retrieve('human', { agent_id: nobody }),
      client.agents.messages.createAsync(nobody, { messages: [{ role: 'user', content: 'user: hi' }] }),
    ];
    expect(await Promise.all(calls.map(statusOf))).toEqual(calls.map(() => 404));
  });

  test('with a wrong id are a 422 and create nothing', async () => {
    expect(await statusOf(client.agents.retrieve('nonsense'))).toBe(422);
  });

  test('of a wrong body are a 422 or a 400', async () => {
    const post = async (body: string) =>
      (
        await server.fetch(`${server.baseURL}/v1/agents/`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status;
    expect(await post('{')).toBe(422);
    expect(await post('[]')).toBe(422);
    expect(await post('{"memory_blocks": "no"}')).toBe(422);
    expect(await post('{"agent_type": "no_such_type"}')).toBe(422);
  });

  test('keep the first of two blocks of one label', async () => {
    const agent = await createMemoryAgent(client, server, {
      memory_blocks: [
        { label: 'human', value: 'first' },
        { label: 'human', value: 'second' },
      ],
    });
    expect(agent.blocks.map(({ value }) => value)).toEqual(['first']);
  });
});
