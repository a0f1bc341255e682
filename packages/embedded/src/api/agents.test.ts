import { describe, expect, it } from 'vitest';

import { notingModel } from '../testing/memory-model.js';
import { AGENT, openApi } from '../testing/open-api.js';

describe('agents and blocks', () => {
  it('tell relations to new clients when asked, to others always', async () => {
    const { client, app } = await openApi(notingModel());
    const { id } = await client.agents.create({ ...AGENT, tags: ['one'] });
    const [quiet] = (await client.agents.list()).items;
    expect([quiet?.blocks, quiet?.tags, quiet?.tools]).toEqual([[], [], []]);
    const others = (await (await app.request('/v1/agents/')).json()) as {
      blocks: unknown[];
      tags: string[];
    }[];
    expect(others[0]?.blocks).toHaveLength(2);
    expect(others[0]?.tags).toEqual(['one']);
    const full = await client.agents.retrieve(id, { include: ['agent.blocks'] });
    expect(full.blocks.map(({ label }) => label)).toEqual(['human', 'summary']);
    expect(full.llm_config.context_window).toBe(100_000);
  });

  it('leave no stray block when a create holds one label twice', async () => {
    const { client } = await openApi(notingModel());
    await client.agents.create({
      ...AGENT,
      memory_blocks: [
        { label: 'human', value: 'first' },
        { label: 'human', value: 'second' },
      ],
    });
    expect((await client.blocks.list()).items.map(({ value }) => value)).toEqual(['first']);
  });

  it('change nothing that a patch leaves out or sets to null', async () => {
    const { client } = await openApi(notingModel());
    const made = await client.agents.create({
      ...AGENT,
      tags: ['one'],
      metadata: { a: 1 },
      description: 'd',
    });
    await client.agents.update(made.id, { description: null, tags: null, metadata: null });
    const [full] = (await client.agents.list({ include: ['agent.tags', 'agent.blocks'] })).items;
    expect(full).toMatchObject({ description: 'd', tags: ['one'], metadata: { a: 1 } });
    expect(full?.blocks).toHaveLength(2);
  });

  it('share a block by attaching it, and keep labels distinct', async () => {
    const { client } = await openApi(notingModel());
    const one = await client.agents.create(AGENT);
    const two = await client.agents.create({ ...AGENT, memory_blocks: [] });
    const [human] = one.blocks;
    await client.agents.blocks.attach(human!.id!, { agent_id: two.id });
    await client.agents.blocks.update('human', { agent_id: two.id, value: 'shared' });
    expect(await client.agents.blocks.retrieve('human', { agent_id: one.id })).toMatchObject({
      value: 'shared',
    });
    expect((await client.blocks.agents.list(human!.id!)).items.map(({ id }) => id)).toEqual([two.id, one.id]);
    const rival = await client.blocks.create({ label: 'human', value: 'rival' });
    const attaching = client.agents.blocks.attach(rival.id!, { agent_id: two.id });
    await expect(attaching).rejects.toMatchObject({ status: 409 });
    await client.agents.blocks.detach(human!.id!, { agent_id: two.id });
    expect((await client.agents.blocks.list(two.id)).items).toEqual([]);
  });

  it('list tags of both, by a part of their name taken to the letter', async () => {
    const { client, app } = await openApi(notingModel());
    await client.agents.create({ ...AGENT, tags: ['user:100%25', 'user:a_b'] });
    await client.blocks.create({ label: 'x', value: '', tags: ['user:aXb', 'user:a_b', 'other'] });
    const tags = async (query: string) => (await app.request(`/v1/tags/?${query}`)).json();
    expect(await tags('name=USER:')).toEqual(['user:100%25', 'user:aXb', 'user:a_b']);
    expect(await tags('name=a_b')).toEqual(['user:a_b']);
    expect(await tags('name=user:&limit=1&after=user:100%2525')).toEqual(['user:aXb']);
    expect(await tags('name=user:&order=desc&limit=1')).toEqual(['user:a_b']);
  });

  it('find no agent by half of its tags, and take SQL for a tag like any other', async () => {
    const { client } = await openApi(notingModel());
    const nasty = `'; DROP TABLE agents; --`;
    const { id } = await client.agents.create({ ...AGENT, tags: [nasty, 'b'] });
    const ids = async (tags: string[]) =>
      (await client.agents.list({ tags, match_all_tags: true })).items.map((agent) => agent.id);
    expect(await ids([nasty, 'b'])).toEqual([id]);
    expect(await ids([nasty, 'b', 'b'])).toEqual([id]);
    expect(await ids([nasty, 'c'])).toEqual([]);
  });

  it('read the cursors of runs the wrong way round, as the real server does', async () => {
    const { client, runs } = await openApi(notingModel());
    const { id } = await client.agents.create(AGENT);
    const made: string[] = [];
    for (const input of ['a', 'b', 'c']) {
      const run = await client.agents.messages.createAsync(id, { input });
      made.unshift((await runs.ended(run.id)).id);
    }
    const ids = async (query: object) =>
      (await client.runs.list({ agent_id: id, ...query })).items.map((run) => run.id);
    expect(await ids({ limit: 1000 })).toEqual(made);
    expect(await ids({ after: made[1]! })).toEqual([made[0]]);
    expect(await ids({ before: made[1]! })).toEqual([made[2]]);
  });
});
