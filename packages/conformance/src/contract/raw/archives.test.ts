import { expect, test } from 'vitest';

import { createMemoryAgent } from '../../harness/memory-agent.js';
import { statusOf } from '../../harness/rejection.js';
import { uniqueWord } from '../../harness/unique.js';
import { contract } from '../../servers/contract.js';
import { clientOf } from '../../servers/server.js';

contract('archival memory, by the official client', (server) => {
  const client = clientOf(server);
  const newAgent = async () => (await createMemoryAgent(client, server)).id;

  test('keeps texts with tags and time, lists them in both directions', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    for (const day of ['01', '02', '03']) {
      await client.agents.passages.create(id, {
        text: `${word} of day ${day}`,
        tags: [`day-${day}`],
        created_at: `2024-05-${day}T12:00:00Z`,
      });
    }
    const texts = async (query: Record<string, unknown>) =>
      (await client.agents.passages.list(id, query)).map((passage) => passage.text);
    expect(await texts({ ascending: true })).toEqual(
      ['01', '02', '03'].map((day) => `${word} of day ${day}`),
    );
    expect(await texts({ ascending: false, limit: 1 })).toEqual([`${word} of day 03`]);
    const [oldest] = await client.agents.passages.list(id, { ascending: true, limit: 1 });
    expect(oldest?.created_at).toMatch(/^2024-05-01T12:00:00/);
    expect(oldest?.tags).toEqual(['day-01']);
  });

  test('finds by words, in its own agent only', async () => {
    const [one, two] = [await newAgent(), await newAgent()];
    const word = uniqueWord();
    await client.agents.passages.create(one, { text: `The ${word} zebra` });
    await client.agents.passages.create(two, { text: `Another ${word} zebra` });
    const { results } = await client.agents.passages.search(one, { query: `${word} zebra` });
    expect(results.map((result) => result.content)).toEqual([`The ${word} zebra`]);
    expect((await client.agents.passages.search(one, { query: 'no such words here' })).results).toEqual([]);
  });

  test('belongs to an archive of its agent, which outlives the agent and is deleted by itself', async () => {
    const id = await newAgent();
    const word = uniqueWord();
    await client.agents.passages.create(id, { text: word });
    const { items } = await client.archives.list({ agent_id: id });
    expect(items).toHaveLength(1);
    const archive = items[0]!;
    await client.agents.delete(id);
    expect((await client.archives.retrieve(archive.id)).id).toBe(archive.id);
    await client.archives.delete(archive.id);
    expect(await statusOf(client.archives.retrieve(archive.id))).toBe(404);
    expect(await server.dump()).not.toContain(word);
  });

  test('forgets a passage', async () => {
    const id = await newAgent();
    const [passage] = await client.agents.passages.create(id, { text: uniqueWord() });
    await client.agents.passages.delete(passage!.id!, { agent_id: id });
    expect(await client.agents.passages.list(id)).toEqual([]);
  });

  test('an agent without any has no archive and no folder', async () => {
    const id = await newAgent();
    expect((await client.archives.list({ agent_id: id })).items).toEqual([]);
    expect((await client.agents.folders.list(id)).items).toEqual([]);
    expect(await client.agents.passages.list(id)).toEqual([]);
  });
});
