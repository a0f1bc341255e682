import { describe, expect, it } from 'vitest';

import { notingModel } from '../testing/memory-model.js';
import { AGENT, openApi } from '../testing/open-api.js';

describe('archival memory', () => {
  it('is found by any word, by parts of words, by tags and by time', async () => {
    const { client } = await openApi(notingModel());
    const { id } = await client.agents.create(AGENT);
    await client.agents.passages.create(id, {
      text: 'Zebra stripes are black and white',
      tags: ['animals', 'colours'],
      created_at: '2020-01-02T03:04:05+02:00',
    });
    await client.agents.passages.create(id, { text: '東京に住んでいます', tags: ['home'] });
    const found = async (query: Record<string, unknown> & { query: string }) =>
      (await client.agents.passages.search(id, query)).results.map(({ content }) => content.slice(0, 5));
    expect(await found({ query: 'white zebra' })).toEqual(['Zebra']);
    expect(await found({ query: 'tripe' })).toEqual(['Zebra']);
    expect(await found({ query: '東京' })).toEqual(['東京に住ん']);
    expect(await found({ query: 'NOT "zebra* AND (' })).toEqual(['Zebra']);
    expect(await found({ query: '%' })).toEqual([]);
    expect(await found({ query: 'zebra', tags: ['animals', 'plants'] })).toEqual(['Zebra']);
    expect(await found({ query: 'zebra', tags: ['animals', 'plants'], tag_match_mode: 'all' })).toEqual([]);
    expect(await found({ query: 'zebra', end_datetime: '2020-01-02T01:04:05Z' })).toEqual(['Zebra']);
    expect(await found({ query: 'zebra', end_datetime: '2020-01-02T01:04:04Z' })).toEqual([]);
    expect(await found({ query: 'zebra', start_datetime: '2020-01-03' })).toEqual([]);
    const [first] = await client.agents.passages.list(id);
    expect(first?.created_at).toBe('2020-01-02T01:04:05.000000Z');
  });

  it('is not deleted through another agent, nor found by it', async () => {
    const { client } = await openApi(notingModel());
    const owner = await client.agents.create(AGENT);
    const other = await client.agents.create(AGENT);
    const [passage] = await client.agents.passages.create(owner.id, { text: 'mine' });
    await client.agents.passages.create(other.id, { text: 'yours' });
    await expect(client.agents.passages.delete(passage!.id!, { agent_id: other.id })).rejects.toMatchObject({
      status: 404,
    });
    expect((await client.agents.passages.search(other.id, { query: 'mine' })).results).toEqual([]);
    await client.agents.passages.delete(passage!.id!, { agent_id: owner.id });
    expect(await client.agents.passages.list(owner.id)).toEqual([]);
  });

  it('has one archive, also when two first passages come at once', async () => {
    const { client } = await openApi(notingModel());
    const { id } = await client.agents.create(AGENT);
    await Promise.all(['a', 'b', 'c'].map((text) => client.agents.passages.create(id, { text })));
    expect((await client.archives.list({ agent_id: id })).items).toHaveLength(1);
    expect(await client.agents.passages.list(id)).toHaveLength(3);
  });

  it('pages by the time the passages tell of', async () => {
    const { client } = await openApi(notingModel());
    const { id } = await client.agents.create(AGENT);
    for (const day of ['03', '01', '02']) {
      await client.agents.passages.create(id, { text: day, created_at: `2024-05-${day}` });
    }
    const [oldest] = await client.agents.passages.list(id, { limit: 1 });
    const rest = await client.agents.passages.list(id, { after: oldest!.id! });
    expect([oldest, ...rest].map((passage) => passage?.text)).toEqual(['01', '02', '03']);
    const newest = await client.agents.passages.list(id, { ascending: false, limit: 2 });
    expect(newest.map(({ text }) => text)).toEqual(['03', '02']);
  });
});
